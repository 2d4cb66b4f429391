-- A lock that many share and one has alone, which H2 lacks: a writer locks any one turn, a change of the schema all of them. Each has the
-- schema version too, because a row that a statement locks is read as it is then, and other rows as they were when it began.
create table if not exists crm_schema_turn (
  workspace_id int not null,
  turn int not null,
  schema_version bigint not null,
  primary key (workspace_id, turn)
);
insert into crm_schema_turn (workspace_id, turn, schema_version)
  select w.id, r.turn, w.schema_version from crm_workspace w, system_range(0, 63) r (turn)
  where not exists (select 1 from crm_schema_turn t where t.workspace_id = w.id and t.turn = r.turn);
