-- How records moved through the stages of pipelines: see docs/decisions/013-pipelines.md. A move keeps the id of the record that made it,
-- also when that record is merged; so nothing is rewritten, and the foreign key points at the identity.
create table if not exists crm_move (
  workspace_id int not null,
  id uuid not null,
  record_id uuid not null,
  object_id uuid not null,
  from_stage varchar(320),
  to_stage varchar(320),
  moved_at timestamp(6) with time zone not null,
  stayed_micros bigint,
  actor_kind varchar(20) not null,
  actor_id varchar(400) not null,
  way varchar(40) not null,
  primary key (workspace_id, id)
);
-- Of a record, and of an object over time for reports.
create index if not exists crm_move_record on crm_move (workspace_id, record_id, moved_at, id);
create index if not exists crm_move_object on crm_move (workspace_id, object_id, moved_at, id);
-- After its index, or H2 would make another one for it.
alter table crm_move add constraint if not exists crm_move_of_record
  foreign key (workspace_id, record_id) references crm_record_id (workspace_id, id);
