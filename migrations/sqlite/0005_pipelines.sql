-- A pipeline. `version` is the newest saved config; `words` are its description and tags, to be searched. What it is
-- wired to is not referenced: streams and services may go, and the pipeline then says so.
create table pipelines (
    id blob primary key not null,
    organization_id blob not null references organizations (id),
    name text not null,
    version integer not null,
    words text not null,
    created_by blob references users (id),
    created_at integer not null,
    updated_at integer not null
) strict;
create unique index pipelines_name on pipelines (organization_id, name);

-- Saved configs. `config` is their JSON text; the paths in it are those of the day when it was saved, the ids beside it
-- are what it means.
create table pipeline_versions (
    pipeline_id blob not null references pipelines (id),
    version integer not null,
    config text not null,
    source_id blob not null,
    sink_id blob not null,
    service_id blob not null,
    author_id blob references users (id),
    restored_from integer,
    at integer not null,
    primary key (pipeline_id, version)
) strict, without rowid;
create index pipeline_versions_source on pipeline_versions (source_id);
create index pipeline_versions_sink on pipeline_versions (sink_id);
create index pipeline_versions_service on pipeline_versions (service_id);

-- At most one role for each person; `role` is `owner`, `editor` or `reader`.
create table pipeline_roles (
    pipeline_id blob not null references pipelines (id),
    user_id blob not null references users (id),
    role text not null,
    granted_by blob references users (id),
    granted_at integer not null,
    primary key (pipeline_id, user_id)
) strict, without rowid;
create index pipeline_roles_user on pipeline_roles (user_id, pipeline_id);

-- Teams whose members may view it.
create table pipeline_teams (
    pipeline_id blob not null references pipelines (id),
    team_id blob not null references teams (id),
    granted_by blob references users (id),
    granted_at integer not null,
    primary key (pipeline_id, team_id)
) strict, without rowid;
create index pipeline_teams_team on pipeline_teams (team_id, pipeline_id);

-- How a pipeline runs; no row before its first deployment. `checkpoint` is the number of the last record of the source
-- that had its effect; it counts for that source alone. `wanted` says whether it is deployed. A node that runs it holds
-- it until `held_until` and says so again before.
create table pipeline_runs (
    pipeline_id blob primary key not null references pipelines (id),
    version integer not null,
    wanted integer not null,
    state text not null,
    reason text not null,
    source_id blob not null,
    checkpoint integer not null,
    checkpoint_at integer,
    deployed_by blob references users (id),
    deployed_at integer not null,
    node_id blob,
    held_until integer,
    failures integer not null
) strict;

-- Records that failed. `replaying` waits to be tried again.
create table dead_letters (
    id blob primary key not null,
    pipeline_id blob not null references pipelines (id),
    source_id blob not null,
    seq integer not null,
    reason text not null,
    version integer not null,
    attempts integer not null,
    replaying integer not null,
    at integer not null
) strict;
create unique index dead_letters_record on dead_letters (pipeline_id, source_id, seq);
create index dead_letters_newest on dead_letters (pipeline_id, id);

-- What a pipeline processed, by the minute. `times` counts processing times by their size, as a JSON array.
create table pipeline_minutes (
    pipeline_id blob not null references pipelines (id),
    minute integer not null,
    records_in integer not null,
    records_out integer not null,
    dead_letters integer not null,
    restarts integer not null,
    freshness_ms integer,
    times text not null,
    primary key (pipeline_id, minute)
) strict, without rowid;
