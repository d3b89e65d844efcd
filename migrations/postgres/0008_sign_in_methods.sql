-- One-time codes by an authenticator app. The seed is sealed under a key made from the account's password and this salt,
-- so that the database alone gives nobody a second factor. Of the codes that were used only the newest step is kept: none
-- of it or before it is taken again.
create table totp (
    user_id uuid primary key not null references users (id) on delete cascade,
    salt bytea not null,
    sealed_seed bytea not null,
    last_step bigint not null,
    created_at bigint not null
);

-- What is left of the codes for the day when the device is lost, by their SHA-256. A used one is gone.
create table recovery_codes (
    user_id uuid not null references users (id) on delete cascade,
    code_hash bytea not null,
    primary key (user_id, code_hash)
);

-- The public half of each passkey, as JSON.
create table passkeys (
    id uuid primary key not null,
    user_id uuid not null references users (id) on delete cascade,
    credential_id bytea not null,
    credential text not null,
    name text not null,
    created_at bigint not null,
    last_used_at bigint
);
create unique index passkeys_credential on passkeys (credential_id);
create index passkeys_user on passkeys (user_id);

-- First halves that wait for their second: a sign-in for its code, an authenticator app or a passkey for its proof. By the
-- SHA-256 of a random token; what is secret in the state is sealed under a key made from that token.
create table challenges (
    token_hash bytea primary key not null,
    purpose text not null,
    user_id uuid references users (id) on delete cascade,
    state bytea not null,
    failures bigint not null,
    expires_at bigint not null
);
create index challenges_user on challenges (user_id);
create index challenges_expires on challenges (expires_at);
