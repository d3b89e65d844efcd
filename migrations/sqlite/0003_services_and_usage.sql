-- Where the service's code is kept, for whoever meets its name; bounds, null for none; since when the operator has it
-- registered as a gateway.
alter table services add column source_url text not null default '';
alter table services add column read_quota_mb integer;
alter table services add column write_quota_mb integer;
alter table services add column gateway_since integer;
create index services_creator on services (created_by);

-- The secret beside which this one was made, to take its place.
alter table secrets add column rolled_from blob references secrets (id);
create index secrets_rolled_from on secrets (rolled_from);
create index secrets_issued_with on secrets (issued_with);

-- How often a secret was presented and worked, by the hour. What is counted here and below refers to nothing: it
-- outlives what it counted, and ids are never reused.
create table secret_uses (
    secret_id blob not null,
    hour integer not null,
    requests integer not null,
    primary key (secret_id, hour)
) strict, without rowid;

-- Records read and written, by the hour, who paid, who did it, with which secret (16 zero bytes: none) and where.
create table usage_hours (
    organization_id blob not null,
    hour integer not null,
    identity_id blob not null,
    secret_id blob not null,
    stream_id blob not null,
    read_bytes integer not null,
    read_records integer not null,
    read_requests integer not null,
    write_bytes integer not null,
    write_records integer not null,
    write_requests integer not null,
    primary key (organization_id, hour, identity_id, secret_id, stream_id)
) strict, without rowid;
create index usage_hours_identity on usage_hours (identity_id, hour);
create index usage_hours_stream on usage_hours (stream_id, hour);

-- What is gone of a month's quota, reserved bytes included. The holder is the organization itself, its member or its
-- service; the month counts from January of the year 0.
create table quota_use (
    organization_id blob not null,
    holder_id blob not null,
    month integer not null,
    read_bytes integer not null,
    write_bytes integer not null,
    primary key (organization_id, holder_id, month)
) strict, without rowid;

-- Which shares of a month's quota were announced as gone, so that each is announced once.
create table quota_alerts (
    organization_id blob not null,
    holder_id blob not null,
    month integer not null,
    direction text not null,
    percent integer not null,
    at integer not null,
    primary key (organization_id, holder_id, month, direction, percent)
) strict, without rowid;
