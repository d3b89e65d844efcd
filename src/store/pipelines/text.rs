//! The parts of the SQL texts that read whole pipelines, seen from the user `$1`.

/// What it is doing. What it needs may be gone, whatever was noted when it ran last.
macro_rules! state {
    () => {
        "(case when r.pipeline_id is null then \
            case when st.id is null or kt.id is null or sv.id is null then 'crashed' else 'draft' end \
          when not r.wanted then 'torn_down' \
          when dst.id is null or dkt.id is null or dsv.id is null then 'crashed' \
          else r.state end)"
    };
}

/// Columns of a whole row.
macro_rules! columns {
    () => {
        concat!(
            $crate::store::columns::organization_columns!(),
            ", l.id as pipeline_id, l.name as pipeline_name, l.version, l.created_at, l.updated_at, \
             cu.name as creator, n.config, n.source_id, n.sink_id, n.service_id, pr.role, \
             (select string_agg(wo.name || '/' || wt.name, ' ' order by wo.name, wt.name) from pipeline_teams w \
                join team_members wm on wm.team_id = w.team_id join teams wt on wt.id = w.team_id \
                join organizations wo on wo.id = wt.organization_id \
                where w.pipeline_id = l.id and wm.user_id = $1) as teams, \
             (select string_agg(x.name, ' ' order by x.name) from pipeline_roles xr \
                join users x on x.id = xr.user_id where xr.pipeline_id = l.id and xr.role = 'owner') as owners, \
             not exists (select 1 from pipeline_roles yr join users y on y.id = yr.user_id \
                where yr.pipeline_id = l.id and yr.role = 'owner' and y.disabled_at is null) as orphaned, ",
            $crate::store::pipelines::text::state!(),
            " as state, r.reason, r.version as deployed_version, r.deployed_at, du.name as deployer, \
             r.checkpoint, r.checkpoint_at, r.source_id as run_source_id, d.source_id as deployed_source_id, \
             dst.last_seq as deployed_last_seq, st.last_seq as source_last_seq, \
             dst.id is not null as deployed_source_there, dkt.id is not null as deployed_sink_there, \
             dsv.id is not null as deployed_service_there, \
             (select count(*) from dead_letters z where z.pipeline_id = l.id) as dead_letters, \
             so.name as source_organization, sp.name as source_project, st.name as source_stream, \
             ko.name as sink_organization, kp.name as sink_project, kt.name as sink_stream, \
             sv.name as service_name, \
             coalesce(gs.can_read, false) as source_read, gs.confirmed_at as source_confirmed_at, \
             coalesce(sp.public, false) as source_public, \
             coalesce(sp.organization_id = l.organization_id, false) as source_inside, \
             coalesce(gk.can_write, false) as sink_write, gk.confirmed_at as sink_confirmed_at, \
             coalesce(kp.public, false) as sink_public, \
             coalesce(kp.organization_id = l.organization_id, false) as sink_inside"
        )
    };
}

/// Where [`columns`] come from: the newest config with its streams, the run, and the config that was deployed with its.
macro_rules! tables {
    () => {
        concat!(
            $crate::store::columns::organization_tables!(),
            " join pipelines l on l.organization_id = o.id \
             join pipeline_versions n on n.pipeline_id = l.id and n.version = l.version \
             left join users cu on cu.id = l.created_by \
             left join pipeline_roles pr on pr.pipeline_id = l.id and pr.user_id = $1 \
             left join streams st on st.id = n.source_id left join projects sp on sp.id = st.project_id \
             left join organizations so on so.id = sp.organization_id \
             left join streams kt on kt.id = n.sink_id left join projects kp on kp.id = kt.project_id \
             left join organizations ko on ko.id = kp.organization_id \
             left join services sv on sv.id = n.service_id \
             left join service_grants gs on gs.service_id = n.service_id and gs.stream_id = n.source_id \
             left join service_grants gk on gk.service_id = n.service_id and gk.stream_id = n.sink_id \
             left join pipeline_runs r on r.pipeline_id = l.id left join users du on du.id = r.deployed_by \
             left join pipeline_versions d on d.pipeline_id = l.id and d.version = r.version \
             left join streams dst on dst.id = d.source_id left join streams dkt on dkt.id = d.sink_id \
             left join services dsv on dsv.id = d.service_id"
        )
    };
}

/// The condition of lists: what the user can read, as [`super::Filter`] says.
macro_rules! filtered {
    () => {
        concat!(
            " where l.id in (select pipeline_id from pipeline_roles where user_id = $1 union \
              select w.pipeline_id from team_members m join pipeline_teams w on w.team_id = m.team_id \
                where m.user_id = $1) \
             and (l.organization_id = $2 or $2 is null) \
             and (o.name || '/' || l.name like $3 escape '!' or l.words like $3 escape '!') \
             and (not $4 or pr.role = 'owner') and (not $5 or pr.role in ('editor', 'reader')) \
             and (not $6 or exists (select 1 from team_members m join pipeline_teams w on w.team_id = m.team_id \
                where m.user_id = $1 and w.pipeline_id = l.id)) \
             and ($7 = '' or $7 = ",
            $crate::store::pipelines::text::state!(),
            ") and ($8 = '' or so.name || '/' || sp.name || '/' || st.name = $8 \
                or ko.name || '/' || kp.name || '/' || kt.name = $8) \
             and ($9 = '' or o.name || '/' || sv.name = $9) \
             and ($10 = '' or exists (select 1 from team_members m join pipeline_teams w on w.team_id = m.team_id \
                join teams wt on wt.id = w.team_id join organizations wo on wo.id = wt.organization_id \
                where m.user_id = $1 and w.pipeline_id = l.id and wo.name || '/' || wt.name = $10))"
        )
    };
}

pub(super) use {columns, filtered, state, tables};
