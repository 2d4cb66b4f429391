-- The same tables as on PostgreSQL. H2 counts UTF-16 units, so a text may be twice as long. Running a statement again does no harm:
-- H2 commits each by itself.

create table if not exists crm_workspace (
  id int generated always as identity primary key,
  name varchar(200) not null unique,
  schema_version bigint default 0 not null,
  secret varchar(64) not null,
  settings clob default '' not null
);

-- Definitions. Numbers are global: they stand for the ids inside the storage.
create table if not exists crm_object (
  workspace_id int not null,
  id uuid not null,
  number int generated always as identity,
  bucket smallint not null,
  deleted boolean not null,
  definition clob not null,
  -- slots that were ever given out, as in k1,t2; a slot is never given out twice
  used_slots varchar(1000) default '' not null,
  primary key (workspace_id, id),
  unique (workspace_id, number)
);

create table if not exists crm_attribute (
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

create table if not exists crm_component (
  workspace_id int not null,
  attribute_id uuid not null,
  name varchar(200) not null,
  kind varchar(20) not null,
  single boolean not null,
  slot varchar(4),
  primary key (workspace_id, attribute_id, name),
  foreign key (workspace_id, attribute_id) references crm_attribute (workspace_id, id)
);

create table if not exists crm_option (
  workspace_id int not null,
  attribute_id uuid not null,
  id varchar(200) not null,
  number int generated always as identity,
  place int not null,
  primary key (workspace_id, attribute_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, attribute_id) references crm_attribute (workspace_id, id)
);

-- The log: append-only.
create table if not exists crm_event (
  workspace_id int not null,
  id uuid not null,
  type varchar(200) not null,
  record_id uuid,
  object_id uuid,
  record_version bigint not null,
  actor_kind varchar(20) not null,
  actor_id varchar(400) not null,
  root_id uuid not null,
  causation_id uuid,
  depth int not null,
  occurred_at timestamp(6) with time zone not null,
  changes clob not null,
  details clob not null,
  primary key (workspace_id, id)
);
create index if not exists crm_event_timeline on crm_event (workspace_id, occurred_at desc, id desc);
create index if not exists crm_event_record_timeline on crm_event (workspace_id, record_id, occurred_at desc, id desc);

-- Counters: additions are inserted, never updated, and folded from time to time; so nobody waits for anybody.
create table if not exists crm_counter (
  workspace_id int not null,
  name varchar(400) not null,
  id bigint generated always as identity,
  delta bigint not null,
  primary key (workspace_id, name, id)
);

create table if not exists crm_idempotency (
  workspace_id int not null,
  item_key varchar(400) not null,
  fingerprint clob not null,
  result clob,
  expires_at timestamp(6) with time zone not null,
  primary key (workspace_id, item_key)
);
create index if not exists crm_idempotency_expiry on crm_idempotency (expires_at);

-- A named lock is a row that is locked.
create table if not exists crm_lock (
  workspace_id int not null,
  name varchar(1000) not null,
  primary key (workspace_id, name)
);

create table if not exists crm_document (
  workspace_id int not null,
  kind varchar(200) not null,
  name varchar(200) not null,
  document clob not null,
  primary key (workspace_id, kind, name)
);

-- The queue. waiting_key and running_lane hold dedupe_key and lane only while the job waits or runs, so that a plain unique index keeps
-- a key from waiting twice and a lane from running twice.
create table if not exists crm_job (
  workspace_id int not null,
  id uuid not null,
  seq bigint generated always as identity,
  kind varchar(200) not null,
  payload clob not null,
  lane varchar(400),
  dedupe_key varchar(400),
  state varchar(8) not null,
  due_at timestamp(6) with time zone not null,
  attempts int default 0 not null,
  max_attempts int not null,
  crashes int default 0 not null,
  fence bigint default 0 not null,
  waiting_key varchar(400),
  running_lane varchar(400),
  lease_owner varchar(400),
  lease_until timestamp(6) with time zone,
  error clob,
  quarantined boolean default false not null,
  died_at timestamp(6) with time zone,
  primary key (workspace_id, id),
  unique (workspace_id, waiting_key),
  unique (workspace_id, running_lane)
);
create index if not exists crm_job_due on crm_job (state, workspace_id, due_at, seq);
create index if not exists crm_job_next on crm_job (state, due_at);
create index if not exists crm_job_lease on crm_job (state, lease_until);
create index if not exists crm_job_dead on crm_job (workspace_id, state, died_at desc, id desc);
create index if not exists crm_job_lane on crm_job (workspace_id, lane, state, seq);
create index if not exists crm_job_dedupe on crm_job (workspace_id, dedupe_key);

-- Whose turn it is. A number from a sequence tells who was served longest ago, whatever the clock does.
create sequence if not exists crm_turn;
create table if not exists crm_workspace_queue (
  workspace_id int not null primary key,
  workspace varchar(200) not null,
  last_served bigint default 0 not null
);
create index if not exists crm_workspace_queue_name on crm_workspace_queue (workspace);
