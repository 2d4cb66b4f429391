-- Records are read through plain views: see docs/decisions/022-reading-through-views.md.

-- Call this once a partition is there, and for all of them when the table gets a column.
create function crm_open_to_read(records regclass) returns void
language plpgsql set search_path from current as $$
declare
  found pg_class;
begin
  select c.* into found from pg_class c where c.oid = records;
  execute format('create or replace view %I as select * from %s where workspace_id ='
    ' nullif(current_setting(''crmkit.workspace'', true), '''')::int', 'crm_read' || substr(found.relname, 11), records);
  if exists (select from pg_policy where polrelid = 'crm_record'::regclass and polname = 'crm_owner')
      and not exists (select from pg_policy where polrelid = records and polname = 'crm_owner') then
    execute format('create policy crm_owner on %s for select to %I using (true)', records, pg_get_userbyid(found.relowner));
  end if;
end
$$;

-- Lets the owner of the views read for whoever asks; for databases in which transactions run as somebody else.
create function crm_open_to_owner() returns void
language plpgsql set search_path from current as $$
declare
  owner name;
begin
  if not exists (select from pg_policy where polrelid = 'crm_record'::regclass and polname = 'crm_owner') then
    select pg_get_userbyid(relowner) into owner from pg_class where oid = 'crm_record'::regclass;
    execute format('create policy crm_owner on crm_record for select to %I using (true)', owner);
  end if;
  perform crm_open_to_read(relid) from pg_partition_tree('crm_record');
end
$$;

select crm_open_to_read(relid) from pg_partition_tree('crm_record');
