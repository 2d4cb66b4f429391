-- Slots that come and go: see docs/decisions/021-index-management.md. Running a statement again does no harm: H2 commits each by itself.

-- A slot of an object that holds values of somebody, or did: while its row is here, nobody else gets it.
create table if not exists crm_slot (
  workspace_id int not null,
  object_id uuid not null,
  slot varchar(4) not null,
  state varchar(10) not null,
  since timestamp(6) with time zone not null,
  -- the schema version from which on it is in that state
  version bigint not null,
  primary key (workspace_id, object_id, slot),
  foreign key (workspace_id, object_id) references crm_object (workspace_id, id),
  check (state in ('FILLING', 'SETTLING', 'READY', 'CLOSING', 'CLOSED', 'RELEASING'))
);

-- What a definition wants and when questions named it. A definition that wants no index says so again when it is stored next.
alter table crm_component add column if not exists wish varchar(10) default 'AS_NEEDED' not null;
alter table crm_component add column if not exists used_at timestamp(6) with time zone;

-- crm_object.used_slots, where this stood, is left behind: once it were gone, this statement could not run again.
insert into crm_slot (workspace_id, object_id, slot, state, since, version)
  select o.workspace_id, o.id, s.slot,
    case when exists (select 1 from crm_component c join crm_attribute a on a.workspace_id = c.workspace_id and a.id = c.attribute_id
      where a.workspace_id = o.workspace_id and a.object_id = o.id and not a.deleted and c.slot = s.slot)
      then 'READY' else 'CLOSED' end,
    current_timestamp, 0
  from crm_object o join (values
      ('k1'), ('k2'), ('k3'), ('k4'), ('k5'), ('k6'), ('k7'), ('k8'), ('r1'), ('r2'), ('r3'), ('r4'), ('n1'), ('n2'),
      ('n3'), ('n4'), ('n5'), ('n6'), ('n7'), ('n8'), ('d1'), ('d2'), ('d3'), ('d4'), ('d5'), ('d6'), ('t2'), ('t3'),
      ('t4'), ('t5'), ('t6'), ('t7'), ('t8'), ('t9'), ('t10')) s (slot)
    on concat(',', o.used_slots, ',') like concat('%,', s.slot, ',%')
  where not exists (select 1 from crm_slot x where x.workspace_id = o.workspace_id and x.object_id = o.id and x.slot = s.slot);
