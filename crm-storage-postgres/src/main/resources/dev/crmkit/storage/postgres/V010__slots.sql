-- Slots that come and go: see docs/decisions/021-index-management.md.

-- A slot of an object that holds values of somebody, or did: while its row is here, nobody else gets it.
create table crm_slot (
  workspace_id int not null,
  object_id uuid not null,
  slot varchar(4) collate "C" not null,
  state varchar(10) collate "C" not null,
  since timestamptz not null,
  -- the schema version from which on it is in that state
  version bigint not null,
  primary key (workspace_id, object_id, slot),
  foreign key (workspace_id, object_id) references crm_object (workspace_id, id),
  check (state in ('FILLING', 'SETTLING', 'READY', 'CLOSING', 'CLOSED', 'RELEASING'))
);

-- What a definition wants and when questions named it. A definition that wants no index says so again when it is stored next.
alter table crm_component add column wish varchar(10) collate "C" not null default 'AS_NEEDED';
alter table crm_component add column used_at timestamptz;

-- The policies hide every row from who enters no workspace, the owner too, who does just that here.
alter table crm_object no force row level security;
alter table crm_attribute no force row level security;
alter table crm_component no force row level security;
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
    on concat(',', o.used_slots, ',') like concat('%,', s.slot, ',%');
alter table crm_object force row level security;
alter table crm_attribute force row level security;
alter table crm_component force row level security;

alter table crm_object drop column used_slots;
select crm_protect('crm_slot');
