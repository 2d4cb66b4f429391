-- Both ends exist, in the same workspace: a link to another workspace cannot be stored.
create table crm_edge (
  workspace_id int not null,
  from_id uuid not null,
  relation varchar(100) collate "C" not null,
  to_id uuid not null,
  place int not null,
  metadata text not null,
  primary key (workspace_id, from_id, relation, to_id),
  foreign key (workspace_id, from_id) references crm_record_id (workspace_id, id),
  foreign key (workspace_id, to_id) references crm_record_id (workspace_id, id)
);
create index crm_edge_outgoing on crm_edge (workspace_id, from_id, relation, place, to_id);
create index crm_edge_incoming on crm_edge (workspace_id, to_id, relation, from_id);
select crm_protect('crm_edge');
