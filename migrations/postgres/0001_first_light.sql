-- Times are milliseconds since the Unix epoch, UTC. Ids are UUIDv7. Names are kept with `_`; they sort by their
-- bytes, as in SQLite.

-- One row for each person.
create table users (
    id uuid primary key not null,
    name text collate "C" not null,
    password_hash text not null,
    billing_organization_id uuid not null,
    disabled_at bigint,
    created_at bigint not null
);
create unique index users_name on users (name);

-- Users and organizations share one namespace: a personal organization bears its user's name.
create table organizations (
    id uuid primary key not null,
    name text collate "C" not null,
    description text not null,
    personal_user_id uuid references users (id) deferrable initially deferred,
    created_at bigint not null,
    updated_at bigint not null
);
create unique index organizations_name on organizations (name);
alter table users add foreign key (billing_organization_id) references organizations (id)
    deferrable initially deferred;
create unique index organizations_personal_user on organizations (personal_user_id);

-- A row exists while any flag is set. Flags are kept as they were given; what they imply is computed.
create table organization_grants (
    organization_id uuid not null references organizations (id),
    user_id uuid not null references users (id),
    can_view boolean not null,
    can_create boolean not null,
    can_admin boolean not null,
    granted_by uuid references users (id),
    granted_at bigint not null,
    primary key (organization_id, user_id)
);
create index organization_grants_user on organization_grants (user_id, organization_id);

create table projects (
    id uuid primary key not null,
    organization_id uuid not null references organizations (id),
    name text collate "C" not null,
    description text not null,
    public boolean not null,
    created_at bigint not null,
    updated_at bigint not null
);
create unique index projects_name on projects (organization_id, name);

create table project_grants (
    project_id uuid not null references projects (id),
    user_id uuid not null references users (id),
    can_view boolean not null,
    can_create boolean not null,
    can_admin boolean not null,
    granted_by uuid references users (id),
    granted_at bigint not null,
    primary key (project_id, user_id)
);
create index project_grants_user on project_grants (user_id, project_id);

create table streams (
    id uuid primary key not null,
    project_id uuid not null references projects (id),
    name text collate "C" not null,
    description text not null,
    created_at bigint not null,
    updated_at bigint not null,
    last_seq bigint not null,
    last_record_at bigint
);
create unique index streams_name on streams (project_id, name);

-- `body` is the record's JSON text.
create table records (
    stream_id uuid not null references streams (id),
    seq bigint not null,
    at bigint not null,
    body text not null,
    primary key (stream_id, seq)
);

create table services (
    id uuid primary key not null,
    organization_id uuid not null references organizations (id),
    name text collate "C" not null,
    description text not null,
    created_by uuid references users (id),
    created_at bigint not null,
    updated_at bigint not null
);
create unique index services_name on services (organization_id, name);

-- `confirmed_at`: of a service of another organization, when an admin of the project confirmed it.
create table service_grants (
    service_id uuid not null references services (id),
    stream_id uuid not null references streams (id),
    can_read boolean not null,
    can_write boolean not null,
    granted_by uuid references users (id),
    granted_at bigint not null,
    confirmed_at bigint,
    primary key (service_id, stream_id)
);
create index service_grants_stream on service_grants (stream_id, service_id);

-- Only the SHA-256 of a token is kept, and what it takes to recognise it (`sgp_3hT…Zz8c`).
create table secrets (
    id uuid primary key not null,
    kind text not null,
    user_id uuid references users (id),
    service_id uuid references services (id),
    token_hash bytea not null,
    hint text not null,
    description text not null,
    created_at bigint not null,
    expires_at bigint,
    revoked_at bigint,
    last_used_at bigint,
    last_used_from text,
    issued_by uuid references users (id),
    issued_with uuid references secrets (id),
    check ((user_id is null) <> (service_id is null))
);
create unique index secrets_token_hash on secrets (token_hash);
create index secrets_user on secrets (user_id, id);
create index secrets_service on secrets (service_id, id);

-- Only the SHA-256 of a session's cookie is kept. `data` is the session's own JSON; who is signed in stands
-- in columns, so that a sign-out can't be undone by a request that saves its data later.
create table sessions (
    id_hash bytea primary key not null,
    user_id uuid references users (id),
    data text not null,
    device text not null,
    address text not null,
    created_at bigint not null,
    last_seen_at bigint not null,
    confirmed_at bigint,
    expires_at bigint not null,
    ended_at bigint
);
create index sessions_user on sessions (user_id);
create index sessions_expires on sessions (expires_at);

-- Failed sign-ins, by account name in canonical spelling (`account:ada`) and by source (`address:…`).
create table sign_in_failures (
    subject text primary key not null,
    failures bigint not null,
    first_at bigint not null,
    last_at bigint not null
);

-- One-time links that are not used up: `purpose` is `first_account` for now.
create table one_time_codes (
    code_hash bytea primary key not null,
    purpose text not null,
    created_at bigint not null,
    expires_at bigint not null
);

-- Append-only. `seq` and `hash` are given by the sealer a moment later: hash = SHA-256 of the hash before and
-- of the row's canonical text.
create table audit (
    id uuid primary key not null,
    at bigint not null,
    actor text not null,
    actor_user_id uuid,
    account_user_id uuid,
    organization_id uuid,
    credential text not null,
    secret_id uuid,
    operation text not null,
    resource text not null,
    outcome text not null,
    before text,
    after text,
    request_id text not null,
    address text,
    seq bigint,
    hash bytea
);
create unique index audit_seq on audit (seq);
create index audit_actor on audit (actor_user_id, id);
create index audit_account on audit (account_user_id, id);
create index audit_organization on audit (organization_id, id);
create index audit_unsealed on audit (id) where seq is null;

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        -- Sealing is all that may happen to a row, and once.
        if old.seq is null and (to_jsonb(old) - 'seq' - 'hash') = (to_jsonb(new) - 'seq' - 'hash') then
            return new;
        end if;
    end if;
    raise exception 'the audit log is append-only';
end
$$;
create trigger audit_is_append_only before update or delete on audit
    for each row execute function audit_is_append_only();
create trigger audit_is_not_emptied before truncate on audit
    for each statement execute function audit_is_append_only();

-- Answers kept for 24 hours by `Idempotency-Key`.
create table idempotency_keys (
    caller text not null,
    key text not null,
    request_hash bytea not null,
    status bigint not null,
    body text not null,
    created_at bigint not null,
    primary key (caller, key)
);
create index idempotency_keys_created on idempotency_keys (created_at);

-- Names that became free, with whoever freed them: nobody else may take one for 90 days.
create table freed_names (
    name text collate "C" primary key not null,
    user_id uuid not null,
    freed_at bigint not null
);
