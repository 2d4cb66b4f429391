-- Every primary key, unique index and foreign key begins with the workspace, so the tables can be distributed by it.

-- The directory of workspaces. Its own policy lets through the one that a transaction has entered.
create table crm_workspace (
  id int generated always as identity primary key,
  name varchar(100) collate "C" not null unique,
  schema_version bigint not null default 0,
  secret varchar(64) not null,
  settings text not null default ''
);

-- Definitions. Numbers are global: they stand for the ids inside the storage.
create table crm_object (
  workspace_id int not null,
  id uuid not null,
  number int generated always as identity,
  bucket smallint not null,
  deleted boolean not null,
  definition text not null,
  -- slots that were ever given out, as in k1,t2; a slot is never given out twice
  used_slots text not null default '',
  primary key (workspace_id, id),
  unique (workspace_id, number)
);

create table crm_attribute (
  workspace_id int not null,
  id uuid not null,
  object_id uuid not null,
  number int generated always as identity,
  place int not null,
  deleted boolean not null,
  primary key (workspace_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, object_id) references crm_object (workspace_id, id)
);
create index crm_attribute_object on crm_attribute (workspace_id, object_id, place);

create table crm_component (
  workspace_id int not null,
  attribute_id uuid not null,
  name varchar(100) collate "C" not null,
  kind varchar(20) not null,
  single boolean not null,
  slot varchar(4),
  primary key (workspace_id, attribute_id, name),
  foreign key (workspace_id, attribute_id) references crm_attribute (workspace_id, id)
);

create table crm_option (
  workspace_id int not null,
  attribute_id uuid not null,
  id varchar(100) collate "C" not null,
  number int generated always as identity,
  place int not null,
  primary key (workspace_id, attribute_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, attribute_id) references crm_attribute (workspace_id, id)
);

-- The log: append-only.
create table crm_event (
  workspace_id int not null,
  id uuid not null,
  type varchar(100) collate "C" not null,
  record_id uuid,
  object_id uuid,
  record_version bigint not null,
  actor_kind varchar(20) not null,
  actor_id varchar(200) not null,
  root_id uuid not null,
  causation_id uuid,
  depth int not null,
  occurred_at timestamptz not null,
  changes text not null,
  details text not null,
  primary key (workspace_id, id)
);
create index crm_event_timeline on crm_event (workspace_id, occurred_at desc, id desc);
create index crm_event_record_timeline on crm_event (workspace_id, record_id, occurred_at desc, id desc)
  where record_id is not null;

-- Counters: additions are inserted, never updated, and folded from time to time; so nobody waits for anybody.
create table crm_counter (
  workspace_id int not null,
  name varchar(200) collate "C" not null,
  id bigint generated always as identity,
  delta bigint not null,
  primary key (workspace_id, name, id)
);

create table crm_idempotency (
  workspace_id int not null,
  item_key varchar(200) collate "C" not null,
  fingerprint text not null,
  result text,
  expires_at timestamptz not null,
  primary key (workspace_id, item_key)
);
create index crm_idempotency_expiry on crm_idempotency (expires_at);

create table crm_document (
  workspace_id int not null,
  kind varchar(100) collate "C" not null,
  name varchar(100) collate "C" not null,
  document text not null,
  primary key (workspace_id, kind, name)
);

-- The queue. waiting_key and running_lane hold dedupe_key and lane only while the job waits or runs, so that a plain unique index keeps
-- a key from waiting twice and a lane from running twice.
create table crm_job (
  workspace_id int not null,
  id uuid not null,
  seq bigint generated always as identity,
  kind varchar(100) collate "C" not null,
  payload text not null,
  lane varchar(200) collate "C",
  dedupe_key varchar(200) collate "C",
  state varchar(8) collate "C" not null,
  due_at timestamptz not null,
  attempts int not null default 0,
  max_attempts int not null,
  crashes int not null default 0,
  fence bigint not null default 0,
  waiting_key varchar(200) collate "C",
  running_lane varchar(200) collate "C",
  lease_owner varchar(200),
  lease_until timestamptz,
  error text,
  quarantined boolean not null default false,
  died_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, waiting_key),
  unique (workspace_id, running_lane),
  check (state in ('READY', 'RUNNING', 'DEAD'))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
create index crm_job_due on crm_job (workspace_id, due_at, seq) where state = 'READY';
create index crm_job_next on crm_job (due_at) where state = 'READY';
create index crm_job_lease on crm_job (lease_until) where state = 'RUNNING';
create index crm_job_dead on crm_job (workspace_id, died_at desc, id desc) where state = 'DEAD';
create index crm_job_lane on crm_job (workspace_id, lane, seq) where state = 'READY' and lane is not null;
create index crm_job_dedupe on crm_job (workspace_id, dedupe_key) where dedupe_key is not null;

-- Whose turn it is. A number from a sequence tells who was served longest ago, whatever the clock does.
create sequence crm_turn;
create table crm_workspace_queue (
  workspace_id int not null primary key,
  workspace varchar(100) collate "C" not null,
  last_served bigint not null default 0
) with (fillfactor = 70);
create index crm_workspace_queue_name on crm_workspace_queue (workspace);

-- The convention for every table of workspaces, partitions too: call this once it is created.
create function crm_protect(guarded regclass) returns void
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', guarded);
  execute format('alter table %s force row level security', guarded);
  execute format('create policy crm_workspace on %s using (workspace_id ='
    ' nullif(current_setting(''crmkit.workspace'', true), '''')::int)', guarded);
end
$$;

alter table crm_workspace enable row level security;
alter table crm_workspace force row level security;
create policy crm_workspace on crm_workspace using (name = current_setting('crmkit.workspace_name', true));

select crm_protect('crm_object');
select crm_protect('crm_attribute');
select crm_protect('crm_component');
select crm_protect('crm_option');
select crm_protect('crm_event');
select crm_protect('crm_counter');
select crm_protect('crm_idempotency');
select crm_protect('crm_document');
select crm_protect('crm_job');
select crm_protect('crm_workspace_queue');

-- The queue and its upkeep span workspaces.
create policy crm_queue on crm_job using (current_setting('crmkit.queue', true) = 'on');
create policy crm_queue on crm_workspace_queue using (current_setting('crmkit.queue', true) = 'on');
create policy crm_queue on crm_counter using (current_setting('crmkit.queue', true) = 'on');
create policy crm_queue on crm_idempotency using (current_setting('crmkit.queue', true) = 'on');

-- Enters a workspace: takes the role on, looks the workspace up and lets the policies know. All of it ends with the transaction.
create function crm_enter(a_workspace text, a_role text)
returns table (number int, schema_version bigint, secret text, entered_at timestamptz, prior text[])
language plpgsql set search_path from current as $$
declare
  was text[] := array[current_setting('role'), current_setting('crmkit.workspace_name', true),
    current_setting('crmkit.workspace', true), current_setting('crmkit.queue', true)];
  found_workspace crm_workspace;
begin
  if a_role <> '' then
    perform set_config('role', a_role, true);
  end if;
  perform set_config('crmkit.workspace_name', a_workspace, true);
  perform set_config('crmkit.queue', '', true);
  select w.* into found_workspace from crm_workspace w where w.name = a_workspace;
  perform set_config('crmkit.workspace', coalesce(found_workspace.id::text, ''), true);
  return query select coalesce(found_workspace.id, 0), coalesce(found_workspace.schema_version, 0),
    coalesce(found_workspace.secret, '')::text, clock_timestamp(), was;
end
$$;

-- Enters the queue of all workspaces.
create function crm_enter_queue(a_role text)
returns table (number int, schema_version bigint, secret text, entered_at timestamptz, prior text[])
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
  return query select 0, 0::bigint, ''::text, clock_timestamp(), was;
end
$$;

-- Puts back what entering changed, for a host that goes on with its transaction.
create function crm_leave(prior text[]) returns void
language plpgsql set search_path from current as $$
begin
  perform set_config('crmkit.workspace_name', coalesce(prior[2], ''), true);
  perform set_config('crmkit.workspace', coalesce(prior[3], ''), true);
  perform set_config('crmkit.queue', coalesce(prior[4], ''), true);
  perform set_config('role', prior[1], true);
end
$$;

-- Inserts the workspace that the transaction has entered, and its place in the queue. Of two at once the second waits for the first.
create function crm_create_workspace(a_workspace text, a_secret text) returns void
language plpgsql set search_path from current as $$
declare
  new_id int;
begin
  insert into crm_workspace (name, secret) values (a_workspace, a_secret) on conflict do nothing returning id into new_id;
  if new_id is not null then
    perform set_config('crmkit.workspace', new_id::text, true);
    insert into crm_workspace_queue (workspace_id, workspace) values (new_id, a_workspace);
  end if;
end
$$;

-- The number of the next turn; the sequence is bound when the function is made.
create function crm_next_turn() returns bigint language sql volatile return nextval('crm_turn'::regclass);
