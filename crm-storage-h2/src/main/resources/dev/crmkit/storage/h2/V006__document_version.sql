-- How often documents of a workspace have changed; a row of its own, so that it waits for nothing but itself.
create table if not exists crm_document_version (
  workspace_id int not null primary key,
  version bigint not null
);
