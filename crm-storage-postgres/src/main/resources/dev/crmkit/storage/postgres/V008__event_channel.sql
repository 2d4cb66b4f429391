-- The channel an event came over, and the ways into the log that the timeline and the audit take: by channel, by actor, by cause.
alter table crm_event add column channel varchar(40) collate "C";
create index crm_event_channel_timeline on crm_event (workspace_id, channel, occurred_at desc, id desc)
  where channel is not null;
create index crm_event_actor_timeline on crm_event (workspace_id, actor_kind, actor_id, occurred_at desc, id desc);
create index crm_event_root_timeline on crm_event (workspace_id, root_id, occurred_at desc, id desc);
