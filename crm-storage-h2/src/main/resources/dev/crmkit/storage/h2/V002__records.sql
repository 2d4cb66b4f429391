-- Records: see docs/decisions/002-record-layout.md. Running a statement again does no harm: H2 commits each by itself.

-- Every id ever given to a record; what refers to records points here.
create table if not exists crm_record_id (
  workspace_id integer not null,
  id uuid not null,
  object_no integer not null,
  alias_of uuid,
  erased_at timestamp(6) with time zone,
  primary key (workspace_id, id)
);

-- vals, lvals: the truth, by attribute key. The rest of the values below is their projection, for queries alone.
create table if not exists crm_record (
  workspace_id integer not null,
  bucket smallint not null,
  id uuid not null,
  object_no integer not null,
  version bigint not null,
  owner varchar,
  assignee varchar,
  source varchar,
  created_at timestamp(6) with time zone not null,
  created_by_kind varchar not null,
  created_by varchar not null,
  updated_at timestamp(6) with time zone not null,
  archived_at timestamp(6) with time zone,
  last_activity_at timestamp(6) with time zone not null,
  vals varchar not null,
  k1 integer, k2 integer, k3 integer, k4 integer, k5 integer, k6 integer, k7 integer, k8 integer,
  r1 uuid, r2 uuid, r3 uuid, r4 uuid,
  n1 numeric(48, 18), n2 numeric(48, 18), n3 numeric(48, 18), n4 numeric(48, 18), n5 numeric(48, 18), n6 numeric(48, 18), n7 numeric(48, 18), n8 numeric(48, 18),
  d1 timestamp(6) with time zone, d2 timestamp(6) with time zone, d3 timestamp(6) with time zone, d4 timestamp(6) with time zone, d5 timestamp(6) with time zone, d6 timestamp(6) with time zone,
  t1 varchar, t2 varchar, t3 varchar, t4 varchar, t5 varchar, t6 varchar, t7 varchar, t8 varchar, t9 varchar, t10 varchar,
  mv integer array,
  xvals varchar,
  search varchar,
  lvals varchar,
  xlong varchar,
  sources varchar,
  primary key (workspace_id, id)
);

create index if not exists crm_record_object on crm_record (object_no, id);
create index if not exists crm_record_owner on crm_record (object_no, owner, id);
create index if not exists crm_record_assignee on crm_record (object_no, assignee, id);
create index if not exists crm_record_created_at on crm_record (object_no, created_at, id);
create index if not exists crm_record_k1 on crm_record (object_no, k1, id);
create index if not exists crm_record_k2 on crm_record (object_no, k2, id);
create index if not exists crm_record_k3 on crm_record (object_no, k3, id);
create index if not exists crm_record_k4 on crm_record (object_no, k4, id);
create index if not exists crm_record_k5 on crm_record (object_no, k5, id);
create index if not exists crm_record_k6 on crm_record (object_no, k6, id);
create index if not exists crm_record_k7 on crm_record (object_no, k7, id);
create index if not exists crm_record_k8 on crm_record (object_no, k8, id);
create index if not exists crm_record_r1 on crm_record (object_no, r1, id);
create index if not exists crm_record_r2 on crm_record (object_no, r2, id);
create index if not exists crm_record_r3 on crm_record (object_no, r3, id);
create index if not exists crm_record_r4 on crm_record (object_no, r4, id);
create index if not exists crm_record_n1 on crm_record (object_no, n1, id);
create index if not exists crm_record_n2 on crm_record (object_no, n2, id);
create index if not exists crm_record_n3 on crm_record (object_no, n3, id);
create index if not exists crm_record_n4 on crm_record (object_no, n4, id);
create index if not exists crm_record_n5 on crm_record (object_no, n5, id);
create index if not exists crm_record_n6 on crm_record (object_no, n6, id);
create index if not exists crm_record_n7 on crm_record (object_no, n7, id);
create index if not exists crm_record_n8 on crm_record (object_no, n8, id);
create index if not exists crm_record_d1 on crm_record (object_no, d1, id);
create index if not exists crm_record_d2 on crm_record (object_no, d2, id);
create index if not exists crm_record_d3 on crm_record (object_no, d3, id);
create index if not exists crm_record_d4 on crm_record (object_no, d4, id);
create index if not exists crm_record_d5 on crm_record (object_no, d5, id);
create index if not exists crm_record_d6 on crm_record (object_no, d6, id);
create index if not exists crm_record_t1 on crm_record (object_no, t1, id);
create index if not exists crm_record_t2 on crm_record (object_no, t2, id);
create index if not exists crm_record_t3 on crm_record (object_no, t3, id);
create index if not exists crm_record_t4 on crm_record (object_no, t4, id);
create index if not exists crm_record_t5 on crm_record (object_no, t5, id);
create index if not exists crm_record_t6 on crm_record (object_no, t6, id);
create index if not exists crm_record_t7 on crm_record (object_no, t7, id);
create index if not exists crm_record_t8 on crm_record (object_no, t8, id);
create index if not exists crm_record_t9 on crm_record (object_no, t9, id);
create index if not exists crm_record_t10 on crm_record (object_no, t10, id);

-- At most one live record holds a key.
create table if not exists crm_unique (
  workspace_id integer not null,
  attribute_no integer not null,
  unique_key varchar not null,
  record_id uuid not null,
  primary key (workspace_id, attribute_no, unique_key)
);

-- H2 cannot look into a JSON document or compare arrays itself.
create alias if not exists crm_text deterministic for "dev.crmkit.storage.jooq.internal.record.H2Functions.text";
create alias if not exists crm_number deterministic for "dev.crmkit.storage.jooq.internal.record.H2Functions.number";
create alias if not exists crm_whole deterministic for "dev.crmkit.storage.jooq.internal.record.H2Functions.whole";
create alias if not exists crm_list deterministic for "dev.crmkit.storage.jooq.internal.record.H2Functions.list";
create alias if not exists crm_common_numbers deterministic for "dev.crmkit.storage.jooq.internal.record.H2Functions.commonNumbers";
create alias if not exists crm_common_texts deterministic for "dev.crmkit.storage.jooq.internal.record.H2Functions.commonTexts";
create alias if not exists crm_least_rank deterministic for "dev.crmkit.storage.jooq.internal.record.H2Functions.leastRank";
create alias if not exists crm_micros deterministic for "dev.crmkit.storage.jooq.internal.record.H2Functions.micros";
create alias if not exists crm_bucket deterministic for "dev.crmkit.storage.jooq.internal.record.H2Functions.bucket";
