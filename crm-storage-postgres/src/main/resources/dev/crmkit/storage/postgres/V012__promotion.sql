-- Large objects have a bucket of their own: see docs/decisions/020-promotion.md.

-- bucket: where new records go. second_bucket: the other one that may hold some while records move; whoever reads looks into both.
-- goal: where the object shall be, while it is not there; OWN or SHARED. by_hand: somebody chose it, and the engine leaves it so.
-- progress: of the present step; the transactions that are waited for, or the last record that was moved.
alter table crm_object
  add column second_bucket smallint,
  add column goal varchar(6),
  add column by_hand boolean not null default false,
  add column progress text;

-- Makes a bucket, with what every one has; it holds nothing and nobody looks into it yet. Attaching it takes no lock that a reader or a
-- writer would wait for, unlike "create table ... partition of".
create function crm_create_bucket(a_bucket int, a_role text) returns void
language plpgsql set search_path from current as $$
declare
  bucket text := 'crm_record_b' || a_bucket;
begin
  execute format('create table %I (like crm_record including defaults including storage, check (bucket = %s)) with (fillfactor = 90, '
    'autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)',
    bucket, a_bucket);
  execute format('alter table %I add primary key (workspace_id, bucket, id)', bucket);
  perform crm_protect(bucket::regclass);
  execute format('alter table crm_record attach partition %I for values in (%s)', bucket, a_bucket);
  perform crm_open_to_read(bucket::regclass);
  if exists (select from pg_roles where rolname = a_role) then
    execute format('grant select, insert, update, delete on %I to %I', bucket, a_role);
    execute format('grant select on %I to %I', 'crm_read_b' || a_bucket, a_role);
  end if;
end
$$;

-- Whose a bucket is stands in a constraint of its table: so a row of another object cannot get into it, and statements may leave the
-- object out. The number of the bucket that is the object's, or null.
create function crm_bucket_of(an_object int) returns int
language sql stable set search_path from current as $$
  select substr(t.relname, 13)::int from pg_constraint c join pg_class t on t.oid = c.conrelid
    where t.relnamespace = current_schema()::regnamespace and t.relname ~ '^crm_record_b[0-9]+$'
      and c.contype = 'c' and c.conname = 'crm_object_' || an_object
$$;

-- Gives an object a bucket of its own: the one it has, one that nobody has any more, or a new one.
create function crm_take_bucket(a_workspace int, an_object int, a_role text) returns int
language plpgsql set search_path from current as $$
declare
  taken int := crm_bucket_of(an_object);
begin
  if taken is not null then
    return taken;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('crmkit buckets ' || current_schema(), 0));
  -- Another may have been here while this one waited.
  taken := crm_bucket_of(an_object);
  if taken is not null then
    return taken;
  end if;
  select min(substr(t.relname, 13)::int) into taken from pg_class t
    where t.relnamespace = current_schema()::regnamespace and t.relname ~ '^crm_record_b[0-9]+$' and t.relispartition
      and not exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'c' and c.conname like 'crm\_object\_%');
  if taken is null then
    -- The numbers below 16 are kept for shared buckets.
    select coalesce(max(substr(t.relname, 13)::int), 15) + 1 into taken from pg_class t
      where t.relnamespace = current_schema()::regnamespace and t.relname ~ '^crm_record_b[0-9]+$';
    if taken > 32767 then
      raise exception 'There are no more than 32752 buckets' using errcode = 'program_limit_exceeded';
    end if;
    perform crm_create_bucket(taken, a_role);
  end if;
  execute format('alter table %I add constraint %I check (workspace_id = %s and object_no = %s)',
    'crm_record_b' || taken, 'crm_object_' || an_object, a_workspace, an_object);
  return taken;
end
$$;

-- Takes the bucket from an object that has left it, so that another can have it. The table stays: taking it away would lock all records.
create function crm_free_bucket(an_object int) returns void
language plpgsql set search_path from current as $$
declare
  freed int := crm_bucket_of(an_object);
  bucket text := 'crm_record_b' || freed;
  stale regclass;
begin
  if freed is null then
    return;
  end if;
  for stale in select i.indexrelid from pg_index i where i.indrelid = bucket::regclass and not i.indisprimary loop
    execute format('drop index %s', stale);
  end loop;
  execute format('alter table %I drop constraint %I', bucket, 'crm_object_' || an_object);
end
$$;

-- As before. A host's transaction that sees the database as it was when it began may have missed a change of the schema; it must not
-- write by what it sees. Such a transaction fails as any other that lost a race, and may be tried again.
create or replace function crm_enter(a_workspace text, a_role text, a_mode text)
returns table (number int, schema_version bigint, documents_version bigint, secret text, entered_at timestamptz, prior text[])
language plpgsql set search_path from current as $$
declare
  was text[] := array[current_setting('role'), current_setting('crmkit.workspace_name', true),
    current_setting('crmkit.workspace', true), current_setting('crmkit.queue', true)];
  schema_key bigint := hashtextextended('crmkit schema ' || current_schema() || ' ' || a_workspace, 0);
  found_workspace crm_workspace;
  found_documents bigint;
begin
  if a_role <> '' then
    perform set_config('role', a_role, true);
  end if;
  perform set_config('crmkit.workspace_name', a_workspace, true);
  perform set_config('crmkit.queue', '', true);
  if a_mode = 'WRITE' then
    perform pg_advisory_xact_lock_shared(schema_key);
  elsif a_mode = 'ALTER' then
    perform pg_advisory_xact_lock(schema_key);
  end if;
  if a_mode <> 'READ' and current_setting('transaction_isolation') <> 'read committed' then
    perform from crm_workspace w where w.name = a_workspace for share;
  end if;
  select w.* into found_workspace from crm_workspace w where w.name = a_workspace;
  perform set_config('crmkit.workspace', coalesce(found_workspace.id::text, ''), true);
  select d.version into found_documents from crm_document_version d where d.workspace_id = found_workspace.id;
  return query select coalesce(found_workspace.id, 0), coalesce(found_workspace.schema_version, 0),
    coalesce(found_documents, 0), coalesce(found_workspace.secret, '')::text, clock_timestamp(), was;
end
$$;
