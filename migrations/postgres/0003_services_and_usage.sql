-- Where the service's code is kept, for whoever meets its name; bounds, null for none; since when the operator has it
-- registered as a gateway.
alter table services add column source_url text not null default '';
alter table services add column read_quota_mb bigint;
alter table services add column write_quota_mb bigint;
alter table services add column gateway_since bigint;
create index services_creator on services (created_by);

-- The secret beside which this one was made, to take its place.
alter table secrets add column rolled_from uuid references secrets (id);
create index secrets_rolled_from on secrets (rolled_from);
create index secrets_issued_with on secrets (issued_with);

-- How often a secret was presented and worked, by the hour. What is counted here and below refers to nothing: it
-- outlives what it counted, and ids are never reused.
create table secret_uses (
    secret_id uuid not null,
    hour bigint not null,
    requests bigint not null,
    primary key (secret_id, hour)
);

-- Records read and written, by the hour, who paid, who did it, with which secret (16 zero bytes: none) and where.
create table usage_hours (
    organization_id uuid not null,
    hour bigint not null,
    identity_id uuid not null,
    secret_id uuid not null,
    stream_id uuid not null,
    read_bytes bigint not null,
    read_records bigint not null,
    read_requests bigint not null,
    write_bytes bigint not null,
    write_records bigint not null,
    write_requests bigint not null,
    primary key (organization_id, hour, identity_id, secret_id, stream_id)
);
create index usage_hours_identity on usage_hours (identity_id, hour);
create index usage_hours_stream on usage_hours (stream_id, hour);

-- What is gone of a month's quota, reserved bytes included. The holder is the organization itself, its member or its
-- service; the month counts from January of the year 0.
create table quota_use (
    organization_id uuid not null,
    holder_id uuid not null,
    month bigint not null,
    read_bytes bigint not null,
    write_bytes bigint not null,
    primary key (organization_id, holder_id, month)
);

-- Which shares of a month's quota were announced as gone, so that each is announced once.
create table quota_alerts (
    organization_id uuid not null,
    holder_id uuid not null,
    month bigint not null,
    direction text not null,
    percent bigint not null,
    at bigint not null,
    primary key (organization_id, holder_id, month, direction, percent)
);
