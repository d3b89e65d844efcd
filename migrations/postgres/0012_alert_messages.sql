-- Alerts on their way to the operator: written down with what they tell of, gone once they were taken.
create table alert_messages (
    id uuid primary key not null,
    channel text not null check (channel in ('mail', 'webhook')),
    alert text not null,
    created_at bigint not null,
    due_at bigint not null,
    tries bigint not null
);
create index alert_messages_due on alert_messages (due_at);
