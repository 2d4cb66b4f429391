-- Records are lighter to read and to write: see docs/decisions/024-lighter-records.md.

do $$
declare
  records regclass;
  view_name text;
begin
  for records in select relid from pg_partition_tree('crm_record') loop
    select 'crm_read' || substr(c.relname, 11) into view_name from pg_class c where c.oid = records;
    execute format('drop view %I', view_name);
  end loop;
end
$$;

-- Nothing in the database looks into the truth, so it stays as it came. jsonb would take it apart with every write and put it together with every read.
alter table crm_record
  alter column vals type json using vals::json,
  alter column lvals type json using lvals::json,
  alter column sources type json using sources::json;

select crm_open_to_read(relid) from pg_partition_tree('crm_record');

-- The id leads the key: an index that began with the workspace would be scanned for it, beside the one that finds the rows.
-- An object implies its workspace; the planner takes the two for independent where nobody says so, and expects a fraction of the rows.
do $$
declare
  records text;
begin
  for records in select c.relname from pg_partition_tree('crm_record') t join pg_class c on c.oid = t.relid where t.isleaf loop
    execute format('alter table %I drop constraint %I', records, records || '_pkey');
    if records like 'crm\_record\_s%' then
      execute format('alter table %I add primary key (id, workspace_id, bucket)', records);
      execute format('create statistics %I (dependencies) on workspace_id, object_no from %I', records || '_workspace_stat', records);
    else
      -- The key does what this index was there for: counts are answered inside it.
      execute format('alter table %I add primary key (id, workspace_id, bucket) include (archived_at)', records);
      execute format('drop index if exists %I', records || '_id');
    end if;
    execute format('analyze %I', records);
  end loop;
end
$$;

-- Lists and tags: the records of one in their order; and how many there are, which is not the share of the kind times that of the key.
create index crm_item_holder on crm_item (workspace_id, kind, item_key, record_id);
create statistics crm_item_key_stat (dependencies, mcv) on kind, item_key from crm_item;
analyze crm_item;

-- As before, with such a key.
create or replace function crm_create_bucket(a_bucket int, a_role text) returns void
language plpgsql set search_path from current as $$
declare
  bucket text := 'crm_record_b' || a_bucket;
begin
  execute format('create table %I (like crm_record including defaults including storage, check (bucket = %s)) with (fillfactor = 90, '
    'autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)',
    bucket, a_bucket);
  execute format('alter table %I add primary key (id, workspace_id, bucket) include (archived_at)', bucket);
  perform crm_protect(bucket::regclass);
  execute format('alter table crm_record attach partition %I for values in (%s)', bucket, a_bucket);
  perform crm_open_to_read(bucket::regclass);
  if exists (select from pg_roles where rolname = a_role) then
    execute format('grant select, insert, update, delete on %I to %I', bucket, a_role);
    execute format('grant select on %I to %I', 'crm_read_b' || a_bucket, a_role);
  end if;
end
$$;
