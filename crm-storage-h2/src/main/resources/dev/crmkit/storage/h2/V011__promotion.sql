-- As on PostgreSQL, where the records of an object may be in two buckets while they move; here there is one table.
alter table crm_object add column if not exists second_bucket smallint;
