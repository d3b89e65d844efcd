-- What changed of all that rights hang on: which row of which table, so that every node can read it again into memory.
-- Triggers write it, whoever makes the change. A row goes once every node has long read it.
create table right_changes (
    seq integer primary key autoincrement not null,
    -- PostgreSQL goes by it; here nobody reads what isn't committed.
    transaction_id integer not null default 0,
    noun text not null,
    a blob not null,
    b blob,
    at integer not null
) strict;
create index right_changes_transaction on right_changes (transaction_id);
create index right_changes_at on right_changes (at);

create trigger users_made_rights after insert on users
begin
    insert into right_changes (noun, a, b, at)
        values ('user', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger users_changed_rights after update of name, disabled_at, billing_organization_id on users
begin
    insert into right_changes (noun, a, b, at)
        values ('user', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger users_gone_rights after delete on users
begin
    insert into right_changes (noun, a, b, at)
        values ('user', old.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger organizations_made_rights after insert on organizations
begin
    insert into right_changes (noun, a, b, at)
        values ('organization', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger organizations_changed_rights after update of name, personal_user_id, read_quota_mb, write_quota_mb on organizations
begin
    insert into right_changes (noun, a, b, at)
        values ('organization', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger organizations_gone_rights after delete on organizations
begin
    insert into right_changes (noun, a, b, at)
        values ('organization', old.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger projects_made_rights after insert on projects
begin
    insert into right_changes (noun, a, b, at)
        values ('project', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger projects_changed_rights after update of organization_id, name, public on projects
begin
    insert into right_changes (noun, a, b, at)
        values ('project', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger projects_gone_rights after delete on projects
begin
    insert into right_changes (noun, a, b, at)
        values ('project', old.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger streams_made_rights after insert on streams
begin
    insert into right_changes (noun, a, b, at)
        values ('stream', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger streams_changed_rights after update of project_id, name, schema on streams
begin
    insert into right_changes (noun, a, b, at)
        values ('stream', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger streams_gone_rights after delete on streams
begin
    insert into right_changes (noun, a, b, at)
        values ('stream', old.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger services_made_rights after insert on services
begin
    insert into right_changes (noun, a, b, at)
        values ('service', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger services_changed_rights after update of organization_id, name, created_by, gateway_since, read_quota_mb, write_quota_mb on services
begin
    insert into right_changes (noun, a, b, at)
        values ('service', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger services_gone_rights after delete on services
begin
    insert into right_changes (noun, a, b, at)
        values ('service', old.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger organization_grants_made_rights after insert on organization_grants
begin
    insert into right_changes (noun, a, b, at)
        values ('organization_grant', new.organization_id, new.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger organization_grants_changed_rights after update of can_view, can_create, can_admin on organization_grants
begin
    insert into right_changes (noun, a, b, at)
        values ('organization_grant', new.organization_id, new.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger organization_grants_gone_rights after delete on organization_grants
begin
    insert into right_changes (noun, a, b, at)
        values ('organization_grant', old.organization_id, old.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger project_grants_made_rights after insert on project_grants
begin
    insert into right_changes (noun, a, b, at)
        values ('project_grant', new.project_id, new.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger project_grants_changed_rights after update of can_view, can_create, can_admin on project_grants
begin
    insert into right_changes (noun, a, b, at)
        values ('project_grant', new.project_id, new.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger project_grants_gone_rights after delete on project_grants
begin
    insert into right_changes (noun, a, b, at)
        values ('project_grant', old.project_id, old.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger service_grants_made_rights after insert on service_grants
begin
    insert into right_changes (noun, a, b, at)
        values ('service_grant', new.service_id, new.stream_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger service_grants_changed_rights after update of can_read, can_write, confirmed_at on service_grants
begin
    insert into right_changes (noun, a, b, at)
        values ('service_grant', new.service_id, new.stream_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger service_grants_gone_rights after delete on service_grants
begin
    insert into right_changes (noun, a, b, at)
        values ('service_grant', old.service_id, old.stream_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger member_quotas_made_rights after insert on member_quotas
begin
    insert into right_changes (noun, a, b, at)
        values ('member_quota', new.organization_id, new.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger member_quotas_changed_rights after update of read_quota_mb, write_quota_mb on member_quotas
begin
    insert into right_changes (noun, a, b, at)
        values ('member_quota', new.organization_id, new.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger member_quotas_gone_rights after delete on member_quotas
begin
    insert into right_changes (noun, a, b, at)
        values ('member_quota', old.organization_id, old.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger secrets_made_rights after insert on secrets
begin
    insert into right_changes (noun, a, b, at)
        values ('secret', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger secrets_changed_rights after update of expires_at, revoked_at on secrets
begin
    insert into right_changes (noun, a, b, at)
        values ('secret', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger secrets_gone_rights after delete on secrets
begin
    insert into right_changes (noun, a, b, at)
        values ('secret', old.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger teams_made_rights after insert on teams
begin
    insert into right_changes (noun, a, b, at)
        values ('team', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger teams_changed_rights after update of organization_id, name, discoverable on teams
begin
    insert into right_changes (noun, a, b, at)
        values ('team', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger teams_gone_rights after delete on teams
begin
    insert into right_changes (noun, a, b, at)
        values ('team', old.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger team_members_made_rights after insert on team_members
begin
    insert into right_changes (noun, a, b, at)
        values ('team_member', new.team_id, new.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger team_members_changed_rights after update of team_id on team_members
begin
    insert into right_changes (noun, a, b, at)
        values ('team_member', new.team_id, new.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger team_members_gone_rights after delete on team_members
begin
    insert into right_changes (noun, a, b, at)
        values ('team_member', old.team_id, old.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger pipelines_made_rights after insert on pipelines
begin
    insert into right_changes (noun, a, b, at)
        values ('pipeline', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger pipelines_changed_rights after update of organization_id, name on pipelines
begin
    insert into right_changes (noun, a, b, at)
        values ('pipeline', new.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger pipelines_gone_rights after delete on pipelines
begin
    insert into right_changes (noun, a, b, at)
        values ('pipeline', old.id, null, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger pipeline_roles_made_rights after insert on pipeline_roles
begin
    insert into right_changes (noun, a, b, at)
        values ('pipeline_role', new.pipeline_id, new.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger pipeline_roles_changed_rights after update of role on pipeline_roles
begin
    insert into right_changes (noun, a, b, at)
        values ('pipeline_role', new.pipeline_id, new.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger pipeline_roles_gone_rights after delete on pipeline_roles
begin
    insert into right_changes (noun, a, b, at)
        values ('pipeline_role', old.pipeline_id, old.user_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger pipeline_teams_made_rights after insert on pipeline_teams
begin
    insert into right_changes (noun, a, b, at)
        values ('pipeline_team', new.pipeline_id, new.team_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger pipeline_teams_changed_rights after update of team_id on pipeline_teams
begin
    insert into right_changes (noun, a, b, at)
        values ('pipeline_team', new.pipeline_id, new.team_id, cast(unixepoch('subsec') * 1000 as integer));
end;
create trigger pipeline_teams_gone_rights after delete on pipeline_teams
begin
    insert into right_changes (noun, a, b, at)
        values ('pipeline_team', old.pipeline_id, old.team_id, cast(unixepoch('subsec') * 1000 as integer));
end;
