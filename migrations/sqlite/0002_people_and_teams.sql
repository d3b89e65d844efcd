-- Bounds and settings of an organization; null for none.
alter table organizations add column longest_secret_days integer;
alter table organizations add column read_quota_mb integer;
alter table organizations add column write_quota_mb integer;

-- Since when the organization of `billing_organization_id` pays; null: since the account was created.
alter table users add column billed_since integer;

-- What a member may spend at the organization's expense. A row exists while any bound is set; it ends with the
-- membership.
create table member_quotas (
    organization_id blob not null references organizations (id),
    user_id blob not null references users (id),
    read_quota_mb integer,
    write_quota_mb integer,
    primary key (organization_id, user_id)
) strict, without rowid;
create index member_quotas_user on member_quotas (user_id);

-- `state` is as it was left: a pending invite whose time has passed is expired, though nobody wrote it down.
-- Only the SHA-256 of a link's code is kept.
create table invites (
    id blob primary key not null,
    organization_id blob not null references organizations (id),
    user_id blob references users (id),
    email text,
    can_view integer not null,
    can_create integer not null,
    can_admin integer not null,
    note text not null,
    state text not null,
    invited_by blob not null references users (id),
    created_at integer not null,
    expires_at integer not null,
    answered_at integer,
    code_hash blob,
    check (user_id is not null or email is not null)
) strict;
create index invites_organization on invites (organization_id, id);
create index invites_user on invites (user_id, state);
create index invites_sender on invites (invited_by, state);
create unique index invites_pending_user on invites (organization_id, user_id) where state = 'pending';
create unique index invites_pending_email on invites (organization_id, email) where state = 'pending' and user_id is null;
create unique index invites_code on invites (code_hash);

create table teams (
    id blob primary key not null,
    organization_id blob not null references organizations (id),
    name text not null,
    description text not null,
    discoverable integer not null,
    created_by blob references users (id),
    created_at integer not null,
    updated_at integer not null
) strict;
create unique index teams_name on teams (organization_id, name);

-- The organization stands here too, so that the teams of a person inside one are found by one index.
create table team_members (
    team_id blob not null references teams (id),
    user_id blob not null references users (id),
    organization_id blob not null references organizations (id),
    added_by blob references users (id),
    joined_at integer not null,
    primary key (team_id, user_id)
) strict, without rowid;
create index team_members_user on team_members (user_id, organization_id, joined_at);

-- The home team that somebody chose; without a row it is the first that they joined.
create table home_teams (
    organization_id blob not null references organizations (id),
    user_id blob not null references users (id),
    team_id blob not null references teams (id),
    primary key (organization_id, user_id)
) strict, without rowid;
create index home_teams_team on home_teams (team_id);

-- The JSON Schema's text; days after which a record is deleted.
alter table streams add column schema text;
alter table streams add column retention_days integer;

create index users_billing_organization on users (billing_organization_id, name);
create index records_at on records (stream_id, at);

-- Whether the organization pays for whoever holds the flags: so that a page of collaborators needs no look at the members.
alter table organization_grants add column billed_here integer not null default 0;
update organization_grants set billed_here = 1
    where organization_id = (select u.billing_organization_id from users u where u.id = organization_grants.user_id);
create index organization_grants_collaborators on organization_grants (organization_id, billed_here, user_id);
create index organization_grants_admins on organization_grants (organization_id) where can_admin;
create index users_billed_since on users (billing_organization_id, coalesce(billed_since, created_at));
create index project_grants_admins on project_grants (project_id) where can_admin;
create trigger users_billed after update of billing_organization_id on users
begin
    update organization_grants set billed_here = (organization_id = new.billing_organization_id)
        where user_id = new.id;
end;
