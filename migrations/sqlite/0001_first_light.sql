-- Times are milliseconds since the Unix epoch, UTC. Ids are UUIDv7, 16 bytes. Names are kept with `_`.
-- Tables are `strict`: a value of another type is a fault, as it is in PostgreSQL.

-- One row for each person.
create table users (
    id blob primary key not null,
    name text not null,
    password_hash text not null,
    billing_organization_id blob not null references organizations (id) deferrable initially deferred,
    disabled_at integer,
    created_at integer not null
) strict;
create unique index users_name on users (name);

-- Users and organizations share one namespace: a personal organization bears its user's name.
create table organizations (
    id blob primary key not null,
    name text not null,
    description text not null,
    personal_user_id blob references users (id) deferrable initially deferred,
    created_at integer not null,
    updated_at integer not null
) strict;
create unique index organizations_name on organizations (name);
create unique index organizations_personal_user on organizations (personal_user_id);

-- A row exists while any flag is set. Flags are kept as they were given; what they imply is computed.
create table organization_grants (
    organization_id blob not null references organizations (id),
    user_id blob not null references users (id),
    can_view integer not null,
    can_create integer not null,
    can_admin integer not null,
    granted_by blob references users (id),
    granted_at integer not null,
    primary key (organization_id, user_id)
) strict, without rowid;
create index organization_grants_user on organization_grants (user_id, organization_id);

create table projects (
    id blob primary key not null,
    organization_id blob not null references organizations (id),
    name text not null,
    description text not null,
    public integer not null,
    created_at integer not null,
    updated_at integer not null
) strict;
create unique index projects_name on projects (organization_id, name);

create table project_grants (
    project_id blob not null references projects (id),
    user_id blob not null references users (id),
    can_view integer not null,
    can_create integer not null,
    can_admin integer not null,
    granted_by blob references users (id),
    granted_at integer not null,
    primary key (project_id, user_id)
) strict, without rowid;
create index project_grants_user on project_grants (user_id, project_id);

create table streams (
    id blob primary key not null,
    project_id blob not null references projects (id),
    name text not null,
    description text not null,
    created_at integer not null,
    updated_at integer not null,
    last_seq integer not null,
    last_record_at integer
) strict;
create unique index streams_name on streams (project_id, name);

-- `body` is the record's JSON text.
create table records (
    stream_id blob not null references streams (id),
    seq integer not null,
    at integer not null,
    body text not null,
    primary key (stream_id, seq)
) strict, without rowid;

create table services (
    id blob primary key not null,
    organization_id blob not null references organizations (id),
    name text not null,
    description text not null,
    created_by blob references users (id),
    created_at integer not null,
    updated_at integer not null
) strict;
create unique index services_name on services (organization_id, name);

-- `confirmed_at`: of a service of another organization, when an admin of the project confirmed it.
create table service_grants (
    service_id blob not null references services (id),
    stream_id blob not null references streams (id),
    can_read integer not null,
    can_write integer not null,
    granted_by blob references users (id),
    granted_at integer not null,
    confirmed_at integer,
    primary key (service_id, stream_id)
) strict, without rowid;
create index service_grants_stream on service_grants (stream_id, service_id);

-- Only the SHA-256 of a token is kept, and what it takes to recognise it (`sgp_3hT…Zz8c`).
create table secrets (
    id blob primary key not null,
    kind text not null,
    user_id blob references users (id),
    service_id blob references services (id),
    token_hash blob not null,
    hint text not null,
    description text not null,
    created_at integer not null,
    expires_at integer,
    revoked_at integer,
    last_used_at integer,
    last_used_from text,
    issued_by blob references users (id),
    issued_with blob references secrets (id),
    check ((user_id is null) <> (service_id is null))
) strict;
create unique index secrets_token_hash on secrets (token_hash);
create index secrets_user on secrets (user_id, id);
create index secrets_service on secrets (service_id, id);

-- Only the SHA-256 of a session's cookie is kept. `data` is the session's own JSON; who is signed in stands
-- in columns, so that a sign-out can't be undone by a request that saves its data later.
create table sessions (
    id_hash blob primary key not null,
    user_id blob references users (id),
    data text not null,
    device text not null,
    address text not null,
    created_at integer not null,
    last_seen_at integer not null,
    confirmed_at integer,
    expires_at integer not null,
    ended_at integer
) strict;
create index sessions_user on sessions (user_id);
create index sessions_expires on sessions (expires_at);

-- Failed sign-ins, by account name in canonical spelling (`account:ada`) and by source (`address:…`).
create table sign_in_failures (
    subject text primary key not null,
    failures integer not null,
    first_at integer not null,
    last_at integer not null
) strict;

-- One-time links that are not used up: `purpose` is `first_account` for now.
create table one_time_codes (
    code_hash blob primary key not null,
    purpose text not null,
    created_at integer not null,
    expires_at integer not null
) strict;

-- Append-only. `seq` and `hash` are given by the sealer a moment later: hash = SHA-256 of the hash before and
-- of the row's canonical text.
create table audit (
    id blob primary key not null,
    at integer not null,
    actor text not null,
    actor_user_id blob,
    account_user_id blob,
    organization_id blob,
    credential text not null,
    secret_id blob,
    operation text not null,
    resource text not null,
    outcome text not null,
    before text,
    after text,
    request_id text not null,
    address text,
    seq integer,
    hash blob
) strict;
create unique index audit_seq on audit (seq);
create index audit_actor on audit (actor_user_id, id);
create index audit_account on audit (account_user_id, id);
create index audit_organization on audit (organization_id, id);
create index audit_unsealed on audit (id) where seq is null;

create trigger audit_is_not_emptied before delete on audit
begin
    select raise(abort, 'the audit log is append-only');
end;
-- Sealing is all that may happen to a row, and once.
create trigger audit_is_append_only before update on audit
when old.seq is not null
    or new.id is not old.id or new.at is not old.at or new.actor is not old.actor or new.actor_user_id is not
    old.actor_user_id or new.account_user_id is not old.account_user_id or new.organization_id is not
    old.organization_id or new.credential is not old.credential or new.secret_id is not old.secret_id or
    new.operation is not old.operation or new.resource is not old.resource or new.outcome is not old.outcome or
    new.before is not old.before or new.after is not old.after or new.request_id is not old.request_id or
    new.address is not old.address
begin
    select raise(abort, 'the audit log is append-only');
end;

-- Answers kept for 24 hours by `Idempotency-Key`.
create table idempotency_keys (
    caller text not null,
    key text not null,
    request_hash blob not null,
    status integer not null,
    body text not null,
    created_at integer not null,
    primary key (caller, key)
) strict, without rowid;
create index idempotency_keys_created on idempotency_keys (created_at);

-- Names that became free, with whoever freed them: nobody else may take one for 90 days.
create table freed_names (
    name text primary key not null,
    user_id blob not null,
    freed_at integer not null
) strict;
