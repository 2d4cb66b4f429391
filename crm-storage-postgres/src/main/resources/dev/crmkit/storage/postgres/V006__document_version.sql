-- How often documents of a workspace have changed; a row of its own, so that it waits for nothing but itself.
create table crm_document_version (
  workspace_id int not null primary key,
  version bigint not null
) with (fillfactor = 70);
select crm_protect('crm_document_version');

-- As before, and tells the version of the documents too.
drop function crm_enter(text, text, text);
create function crm_enter(a_workspace text, a_role text, a_mode text)
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
  select w.* into found_workspace from crm_workspace w where w.name = a_workspace;
  perform set_config('crmkit.workspace', coalesce(found_workspace.id::text, ''), true);
  select d.version into found_documents from crm_document_version d where d.workspace_id = found_workspace.id;
  return query select coalesce(found_workspace.id, 0), coalesce(found_workspace.schema_version, 0),
    coalesce(found_documents, 0), coalesce(found_workspace.secret, '')::text, clock_timestamp(), was;
end
$$;

drop function crm_enter_queue(text);
create function crm_enter_queue(a_role text)
returns table (number int, schema_version bigint, documents_version bigint, secret text, entered_at timestamptz, prior text[])
language plpgsql set search_path from current as $$
declare
  was text[] := array[current_setting('role'), current_setting('crmkit.workspace_name', true),
    current_setting('crmkit.workspace', true), current_setting('crmkit.queue', true)];
begin
  if a_role <> '' then
    perform set_config('role', a_role, true);
  end if;
  perform set_config('crmkit.workspace_name', '', true);
  perform set_config('crmkit.workspace', '', true);
  perform set_config('crmkit.queue', 'on', true);
  return query select 0, 0::bigint, 0::bigint, ''::text, clock_timestamp(), was;
end
$$;
