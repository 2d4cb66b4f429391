-- What belongs to records beside their values. The record exists, in the same workspace, or there is none: a link to another workspace
-- cannot be stored. The key is UTF-8, so that it sorts by code point.
create table if not exists crm_item (
  workspace_id int not null,
  id uuid not null,
  kind varchar(80) not null,
  record_id uuid,
  item_key varbinary(1600) not null,
  item_at timestamp(6) with time zone not null,
  document clob not null,
  primary key (workspace_id, id)
);
-- Of a record, by key, of a kind: each way to ask finds its items in their order.
create index if not exists crm_item_record on crm_item (workspace_id, record_id, kind, item_at, id);
create index if not exists crm_item_key on crm_item (workspace_id, kind, item_key, item_at, id);
create index if not exists crm_item_kind on crm_item (workspace_id, kind, item_at, id);
-- After its index, or H2 would make another one for it.
alter table crm_item add constraint if not exists crm_item_of_record
  foreign key (workspace_id, record_id) references crm_record_id (workspace_id, id);
