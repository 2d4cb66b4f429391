-- Every id ever given to a record; what refers to records points here.
create table if not exists crm_record_id (
  workspace_id int not null,
  id uuid not null,
  object_no int not null,
  primary key (workspace_id, id)
);
