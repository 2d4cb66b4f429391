-- The ids that stand for a record beside its own: see docs/decisions/009-merges-are-images.md.
create index if not exists crm_record_id_alias on crm_record_id (workspace_id, alias_of);
