-- What people tell of themselves. An address counts for letters only from when it was confirmed; of the code in the link
-- that confirms it only the SHA-256 is kept.
alter table users add column full_name text not null default '';
alter table users add column email text;
alter table users add column email_confirmed_at bigint;
alter table users add column email_code_hash bytea;
alter table users add column email_code_expires_at bigint;
create unique index users_email_code on users (email_code_hash);

-- Sessions have an id that may be shown, beside the hash of their cookie. Those that exist end: everybody signs in anew.
drop table sessions;
create table sessions (
    id_hash bytea primary key not null,
    id uuid not null,
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
create unique index sessions_id on sessions (id);
create index sessions_user on sessions (user_id, id);
create index sessions_expires on sessions (expires_at);
