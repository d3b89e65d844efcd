-- Command lines that ask to be signed in: `waiting` until somebody answers, then `approved` or `refused`, and `used` once
-- the secret was issued. Only the SHA-256 of the token that polls and of the code that people compare is kept.
create table logins (
    id blob primary key not null,
    token_hash blob not null,
    code_hash blob not null,
    machine text not null,
    address text,
    state text not null,
    created_at integer not null,
    expires_at integer not null,
    user_id blob references users (id) on delete cascade,
    kind text,
    description text,
    secret_expires_at integer
) strict;
create unique index logins_token on logins (token_hash);
create index logins_code on logins (code_hash);
create index logins_expires on logins (expires_at);
create index logins_user on logins (user_id);

-- When somebody reported a secret as leaked, and who has seen that.
alter table secrets add column leaked_at integer;
create index secrets_leaked on secrets (leaked_at) where leaked_at is not null;
create table seen_leaks (
    secret_id blob not null references secrets (id) on delete cascade,
    user_id blob not null references users (id) on delete cascade,
    at integer not null,
    primary key (secret_id, user_id)
) strict, without rowid;
create index seen_leaks_user on seen_leaks (user_id);

-- Which warnings before a secret's end were given, by the days before it, so that each is given once.
create index secrets_ending on secrets (expires_at) where expires_at is not null and revoked_at is null;
create table secret_warnings (
    secret_id blob not null references secrets (id) on delete cascade,
    days integer not null,
    at integer not null,
    primary key (secret_id, days)
) strict, without rowid;

-- What others did to an account.
create index audit_by_others on audit (account_user_id, id) where actor_user_id is distinct from account_user_id;
