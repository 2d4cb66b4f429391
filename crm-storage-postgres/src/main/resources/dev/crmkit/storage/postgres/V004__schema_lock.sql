-- Writers share a lock of their workspace, and a change of the schema has it alone: so nothing is written by a schema that is gone by the
-- time it is committed. The lock is taken before the version is read, and each statement of a volatile function sees what was committed
-- before it began.

-- Enters a workspace: takes the role on, takes the lock, looks the workspace up and lets the policies know. All of it ends with the
-- transaction.
drop function crm_enter(text, text);
create function crm_enter(a_workspace text, a_role text, a_mode text)
returns table (number int, schema_version bigint, secret text, entered_at timestamptz, prior text[])
language plpgsql set search_path from current as $$
declare
  was text[] := array[current_setting('role'), current_setting('crmkit.workspace_name', true),
    current_setting('crmkit.workspace', true), current_setting('crmkit.queue', true)];
  schema_key bigint := hashtextextended('crmkit schema ' || current_schema() || ' ' || a_workspace, 0);
  found_workspace crm_workspace;
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
  select w.* into found_workspace from crm_workspace w where w.name = a_workspace;
  perform set_config('crmkit.workspace', coalesce(found_workspace.id::text, ''), true);
  return query select coalesce(found_workspace.id, 0), coalesce(found_workspace.schema_version, 0),
    coalesce(found_workspace.secret, '')::text, clock_timestamp(), was;
end
$$;

-- Takes the lock alone, and then reads the version.
create function crm_lock_schema(a_workspace int) returns bigint
language plpgsql set search_path from current as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('crmkit schema ' || current_schema() || ' ' || w.name, 0))
    from crm_workspace w where w.id = a_workspace;
  return (select w.schema_version from crm_workspace w where w.id = a_workspace);
end
$$;

create function crm_raise_schema_version(a_workspace int) returns void
language plpgsql set search_path from current as $$
begin
  perform crm_lock_schema(a_workspace);
  update crm_workspace set schema_version = schema_version + 1 where id = a_workspace;
end
$$;
