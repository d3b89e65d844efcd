-- What changed of all that rights hang on: which row of which table, so that every node can read it again into memory.
-- Triggers write it, whoever makes the change. A row goes once every node has long read it.
-- Numbers are drawn before they can be seen: whoever reads on takes the transaction's id and the oldest one still
-- under way, not `seq`.
create table right_changes (
    seq bigint generated always as identity,
    transaction_id bigint not null default (pg_current_xact_id()::text::bigint),
    noun text not null,
    a uuid not null,
    b uuid,
    at bigint not null
);
create index right_changes_transaction on right_changes (transaction_id);
create index right_changes_at on right_changes (at);

create function note_right_change() returns trigger language plpgsql as $$
declare
    changed jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
    insert into right_changes (noun, a, b, at)
        values (tg_argv[0], (changed ->> tg_argv[1])::uuid, (changed ->> tg_argv[2])::uuid,
            (extract(epoch from clock_timestamp()) * 1000)::bigint);
    -- Told once a transaction, at its commit.
    notify sluicegate_rights;
    return null;
end $$;

create trigger users_rights after insert or delete or update of name, disabled_at, billing_organization_id on users
    for each row execute function note_right_change('user', 'id');
create trigger organizations_rights after insert or delete or update of name, personal_user_id, read_quota_mb, write_quota_mb on organizations
    for each row execute function note_right_change('organization', 'id');
create trigger projects_rights after insert or delete or update of organization_id, name, public on projects
    for each row execute function note_right_change('project', 'id');
create trigger streams_rights after insert or delete or update of project_id, name, schema on streams
    for each row execute function note_right_change('stream', 'id');
create trigger services_rights after insert or delete or update of organization_id, name, created_by, gateway_since, read_quota_mb, write_quota_mb on services
    for each row execute function note_right_change('service', 'id');
create trigger organization_grants_rights after insert or delete or update of can_view, can_create, can_admin on organization_grants
    for each row execute function note_right_change('organization_grant', 'organization_id', 'user_id');
create trigger project_grants_rights after insert or delete or update of can_view, can_create, can_admin on project_grants
    for each row execute function note_right_change('project_grant', 'project_id', 'user_id');
create trigger service_grants_rights after insert or delete or update of can_read, can_write, confirmed_at on service_grants
    for each row execute function note_right_change('service_grant', 'service_id', 'stream_id');
create trigger member_quotas_rights after insert or delete or update of read_quota_mb, write_quota_mb on member_quotas
    for each row execute function note_right_change('member_quota', 'organization_id', 'user_id');
create trigger secrets_rights after insert or delete or update of expires_at, revoked_at on secrets
    for each row execute function note_right_change('secret', 'id');
create trigger teams_rights after insert or delete or update of organization_id, name, discoverable on teams
    for each row execute function note_right_change('team', 'id');
create trigger team_members_rights after insert or delete or update of team_id on team_members
    for each row execute function note_right_change('team_member', 'team_id', 'user_id');
create trigger pipelines_rights after insert or delete or update of organization_id, name on pipelines
    for each row execute function note_right_change('pipeline', 'id');
create trigger pipeline_roles_rights after insert or delete or update of role on pipeline_roles
    for each row execute function note_right_change('pipeline_role', 'pipeline_id', 'user_id');
create trigger pipeline_teams_rights after insert or delete or update of team_id on pipeline_teams
    for each row execute function note_right_change('pipeline_team', 'pipeline_id', 'team_id');
