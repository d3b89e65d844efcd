-- Bounds and settings of an organization; null for none.
alter table organizations add column longest_secret_days bigint;
alter table organizations add column read_quota_mb bigint;
alter table organizations add column write_quota_mb bigint;

-- Since when the organization of `billing_organization_id` pays; null: since the account was created.
alter table users add column billed_since bigint;

-- What a member may spend at the organization's expense. A row exists while any bound is set; it ends with the
-- membership.
create table member_quotas (
    organization_id uuid not null references organizations (id),
    user_id uuid not null references users (id),
    read_quota_mb bigint,
    write_quota_mb bigint,
    primary key (organization_id, user_id)
);
create index member_quotas_user on member_quotas (user_id);

-- `state` is as it was left: a pending invite whose time has passed is expired, though nobody wrote it down.
-- Only the SHA-256 of a link's code is kept.
create table invites (
    id uuid primary key not null,
    organization_id uuid not null references organizations (id),
    user_id uuid references users (id),
    email text collate "C",
    can_view boolean not null,
    can_create boolean not null,
    can_admin boolean not null,
    note text not null,
    state text not null,
    invited_by uuid not null references users (id),
    created_at bigint not null,
    expires_at bigint not null,
    answered_at bigint,
    code_hash bytea,
    check (user_id is not null or email is not null)
);
create index invites_organization on invites (organization_id, id);
create index invites_user on invites (user_id, state);
create index invites_sender on invites (invited_by, state);
create unique index invites_pending_user on invites (organization_id, user_id) where state = 'pending';
create unique index invites_pending_email on invites (organization_id, email) where state = 'pending' and user_id is null;
create unique index invites_code on invites (code_hash);

create table teams (
    id uuid primary key not null,
    organization_id uuid not null references organizations (id),
    name text collate "C" not null,
    description text not null,
    discoverable boolean not null,
    created_by uuid references users (id),
    created_at bigint not null,
    updated_at bigint not null
);
create unique index teams_name on teams (organization_id, name);

-- The organization stands here too, so that the teams of a person inside one are found by one index.
create table team_members (
    team_id uuid not null references teams (id),
    user_id uuid not null references users (id),
    organization_id uuid not null references organizations (id),
    added_by uuid references users (id),
    joined_at bigint not null,
    primary key (team_id, user_id)
);
create index team_members_user on team_members (user_id, organization_id, joined_at);

-- The home team that somebody chose; without a row it is the first that they joined.
create table home_teams (
    organization_id uuid not null references organizations (id),
    user_id uuid not null references users (id),
    team_id uuid not null references teams (id),
    primary key (organization_id, user_id)
);
create index home_teams_team on home_teams (team_id);

-- The JSON Schema's text; days after which a record is deleted.
alter table streams add column schema text;
alter table streams add column retention_days bigint;

create index users_billing_organization on users (billing_organization_id, name);
create index records_at on records (stream_id, at);

-- Whether the organization pays for whoever holds the flags: so that a page of collaborators needs no look at the members.
alter table organization_grants add column billed_here boolean not null default false;
update organization_grants set billed_here = true
    where organization_id = (select u.billing_organization_id from users u where u.id = organization_grants.user_id);
create index organization_grants_collaborators on organization_grants (organization_id, billed_here, user_id);
create index organization_grants_admins on organization_grants (organization_id) where can_admin;
create index users_billed_since on users (billing_organization_id, (coalesce(billed_since, created_at)));
create index project_grants_admins on project_grants (project_id) where can_admin;
create function mark_billed() returns trigger language plpgsql as $$
begin
    update organization_grants set billed_here = (organization_id = new.billing_organization_id)
        where user_id = new.id;
    return null;
end $$;
create trigger users_billed after update of billing_organization_id on users
    for each row execute function mark_billed();
