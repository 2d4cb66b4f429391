-- Records: see docs/decisions/002-record-layout.md.

-- Every id ever given to a record; what refers to records points here.
create table crm_record_id (
  workspace_id int not null,
  id uuid not null,
  object_no int not null,
  alias_of uuid,
  erased_at timestamptz,
  primary key (workspace_id, id)
);

-- vals, lvals: the truth, by attribute key. The rest of the values below is their projection, for queries alone.
-- vals comes before the slots: scans that need it skip less. Long text is apart, so that scans do not fetch it.
create table crm_record (
  workspace_id int not null,
  bucket smallint not null,
  id uuid not null,
  object_no int not null,
  version bigint not null,
  owner text collate "C",
  assignee text collate "C",
  source text collate "C",
  created_at timestamptz not null,
  created_by_kind text not null,
  created_by text not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  last_activity_at timestamptz not null,
  vals jsonb not null,
  k1 int, k2 int, k3 int, k4 int, k5 int, k6 int, k7 int, k8 int,
  r1 uuid, r2 uuid, r3 uuid, r4 uuid,
  n1 numeric, n2 numeric, n3 numeric, n4 numeric, n5 numeric, n6 numeric, n7 numeric, n8 numeric,
  d1 timestamptz, d2 timestamptz, d3 timestamptz, d4 timestamptz, d5 timestamptz, d6 timestamptz,
  t1 text collate "C", t2 text collate "C", t3 text collate "C", t4 text collate "C", t5 text collate "C",
  t6 text collate "C", t7 text collate "C", t8 text collate "C", t9 text collate "C", t10 text collate "C",
  mv int[],
  xvals jsonb,
  search text collate "C",
  lvals jsonb,
  xlong jsonb,
  sources jsonb
) partition by list (bucket);

-- The shared buckets. Statements name a partition, never the parent, and no index is on vals or updated_at: an update that
-- touches no slot then writes no index (HOT).
do $$
declare
  bucket text;
  slot text;
  i int;
begin
  for i in 0..3 loop
    bucket := 'crm_record_s' || i;
    execute format(
      'create table %I partition of crm_record for values in (%s) with (fillfactor = 90, '
      'autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)',
      bucket, i);
    execute format('alter table %I add primary key (workspace_id, bucket, id)', bucket);
    execute format('create index %I on %I (object_no, id)', bucket || '_object', bucket);
    execute format('create index %I on %I (object_no, created_at, id)', bucket || '_created', bucket);
    foreach slot in array array['owner', 'assignee'] || array(select 'k' || n from generate_series(1, 8) n)
        || array(select 'r' || n from generate_series(1, 4) n) || array(select 't' || n from generate_series(1, 10) n) loop
      execute format('create index %I on %I (object_no, %I, id) where %I is not null', bucket || '_' || slot, bucket, slot, slot);
    end loop;
    -- The trailing k are checked inside the index: a range with a select beside it does not fetch rows in vain.
    foreach slot in array array(select 'n' || n from generate_series(1, 8) n) || array(select 'd' || n from generate_series(1, 6) n) loop
      execute format('create index %I on %I (object_no, %I, id, k1, k2, k3, k4) where %I is not null',
        bucket || '_' || slot, bucket, slot, slot);
    end loop;
    perform crm_protect(bucket::regclass);
    execute format('create index %I on %I using gin (mv)', bucket || '_mv', bucket);
    -- Option numbers are unique over all objects, so an option implies its object; this tells the planner.
    foreach slot in array array(select 'k' || n from generate_series(1, 8) n) loop
      execute format('create statistics %I (dependencies) on object_no, %I from %I', bucket || '_' || slot || '_stat', slot, bucket);
    end loop;
  end loop;
end
$$;

-- The two extensions that make "contains" fast. An operator may refuse them: then lists are slower, and the storage warns. They go
-- where a host would look for them, if that is allowed; in our schema they would be in the host's way.
do $$
declare
  extension text;
  place text;
begin
  foreach extension in array array['pg_trgm', 'btree_gin'] loop
    foreach place in array array['public', current_schema()] loop
      begin
        execute format('create extension if not exists %I schema %I', extension, place);
        exit;
      exception when others then
        raise notice 'Extension % cannot be created in schema %: %', extension, place, sqlerrm;
      end;
    end loop;
  end loop;
end
$$;

do $$
declare
  opclass text;
  object text;
  i int;
begin
  select quote_ident(n.nspname) || '.gin_trgm_ops' into opclass
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
  if opclass is null then
    return;
  end if;
  object := case when exists (select 1 from pg_extension where extname = 'btree_gin') then 'object_no, ' else '' end;
  for i in 0..3 loop
    execute format('create index %I on %I using gin (%s)', 'crm_record_s' || i || '_trigrams', 'crm_record_s' || i,
      object || (select string_agg('t' || n || ' ' || opclass, ', ' order by n) from generate_series(1, 10) n));
    execute format('create index %I on %I using gin (%s)', 'crm_record_s' || i || '_search', 'crm_record_s' || i,
      object || 'search ' || opclass);
  end loop;
end
$$;

-- At most one live record holds a key.
create table crm_unique (
  workspace_id int not null,
  attribute_no int not null,
  unique_key text collate "C" not null,
  record_id uuid not null,
  primary key (workspace_id, attribute_no, unique_key)
);

select crm_protect('crm_record_id');
select crm_protect('crm_record');
select crm_protect('crm_unique');
