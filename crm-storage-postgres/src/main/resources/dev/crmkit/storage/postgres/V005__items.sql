-- What belongs to records beside their values. The record exists, in the same workspace, or there is none: a link to another workspace
-- cannot be stored.
create table crm_item (
  workspace_id int not null,
  id uuid not null,
  kind varchar(40) collate "C" not null,
  record_id uuid,
  item_key varchar(400) collate "C" not null,
  item_at timestamptz not null,
  document text not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, record_id) references crm_record_id (workspace_id, id)
);
-- Of a record, by key, of a kind: each way to ask finds its items in their order.
create index crm_item_record on crm_item (workspace_id, record_id, kind, item_at, id);
create index crm_item_key on crm_item (workspace_id, kind, item_key, item_at, id);
create index crm_item_kind on crm_item (workspace_id, kind, item_at, id);
select crm_protect('crm_item');
