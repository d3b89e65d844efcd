//! Things by parts of their names, best first. They come from where somebody may see something; whether they may see this
//! one is for the rules to say, and nothing of these rows is shown before they did.

use access::{Scope, ServiceId, UserId};
use api::find::ThingKind;
use api::names::Name;

use super::search::Typed;
use super::sql::{query, texts};
use super::{StoreError, Tx};

/// A text that finds things. `$1` is the person, `$2` the very name, `$3` how a name begins, `$4` whether the whole path is
/// looked at and `$5` what it, or the name alone, holds; `$6` is the limit.
macro_rules! finding {
    ($names:literal, $name:literal, $path:literal, $from:expr, $seen:expr) => {
        concat!(
            "select cast(case when ", $name, " = $2 then 0 when ", $name, " like $3 escape '!' then 1 else 2 end as bigint), ",
            $names, " from ", $from,
            " where (case when $4 then ", $path, " else ", $name, " end) like $5 escape '!' and (", $seen,
            ") order by 1, ", $path, " limit $6"
        )
    };
}

/// Organizations `o` in which the person `$1` holds something.
macro_rules! own {
    () => {
        "o.personal_user_id = $1 \
         or exists (select 1 from organization_grants og where og.organization_id = o.id and og.user_id = $1)"
    };
}

/// Projects `p` on which the person `$1` holds something; those that are public, if `$7` says so.
macro_rules! held {
    () => {
        "(p.public and $7) or exists (select 1 from project_grants g where g.project_id = p.id and g.user_id = $1)"
    };
}

texts! {
    // Everybody may know that an organization exists, but then by its whole name.
    ORGANIZATIONS = finding!(
        "o.name, '', ''", "o.name", "o.name", "organizations o",
        concat!(
            "o.name = $2 or exists (select 1 from users b where b.id = $1 and b.billing_organization_id = o.id) or ",
            own!()
        )
    );
    PROJECTS = finding!(
        "o.name, p.name, ''", "p.name", "o.name || '/' || p.name",
        "projects p join organizations o on o.id = p.organization_id", concat!(held!(), " or ", own!())
    );
    // `$8` is the service.
    STREAMS = finding!(
        "o.name, p.name, s.name", "s.name", "o.name || '/' || p.name || '/' || s.name",
        "streams s join projects p on p.id = s.project_id join organizations o on o.id = p.organization_id",
        concat!(
            held!(),
            " or exists (select 1 from service_grants v where v.stream_id = s.id and v.service_id = $8)"
        )
    );
    SERVICES = finding!(
        "o.name, v.name, ''", "v.name", "o.name || '/' || v.name",
        "services v join organizations o on o.id = v.organization_id", own!()
    );
    TEAMS = finding!(
        "o.name, t.name, ''", "t.name", "o.name || '/' || t.name",
        "teams t join organizations o on o.id = t.organization_id",
        concat!(
            "t.discoverable or exists (select 1 from team_members m where m.team_id = t.id and m.user_id = $1) or ",
            own!()
        )
    );
    PIPELINES = finding!(
        "o.name, l.name, ''", "l.name", "o.name || '/' || l.name",
        "pipelines l join organizations o on o.id = l.organization_id",
        "exists (select 1 from pipeline_roles r where r.pipeline_id = l.id and r.user_id = $1) \
         or exists (select 1 from pipeline_teams w join team_members m on m.team_id = w.team_id \
            where w.pipeline_id = l.id and m.user_id = $1)"
    );
}

/// Something that may be an answer.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// How well it fits: 0 is of that very name, 1 begins so, 2 has it somewhere.
    pub rank: i64,
    /// The parts of its path.
    pub names: Vec<Name>,
}

/// Things of a kind that somebody may see something of and whose names fit.
///
/// # Errors
/// The store's.
pub async fn candidates(
    tx: &mut Tx,
    scope: Scope,
    kind: ThingKind,
    typed: &Typed,
    limit: i64,
) -> Result<Vec<Candidate>, StoreError> {
    type Row = (i64, String, String, String);
    let (user, service) = (scope.user.map(UserId::uuid), scope.service.map(ServiceId::uuid));
    let (exact, beginning, holding) = (&typed.exact, &typed.beginning, &typed.holding);
    let (whole, public) = (typed.whole_path, scope.public);
    let text = match kind {
        ThingKind::Organization => ORGANIZATIONS,
        ThingKind::Project => PROJECTS,
        ThingKind::Stream => STREAMS,
        ThingKind::Pipeline => PIPELINES,
        ThingKind::Service => SERVICES,
        ThingKind::Team => TEAMS,
    };
    let rows = match kind {
        ThingKind::Project => {
            query!(tx, Row, fetch_all, text, user, exact, beginning, whole, holding, limit, public)
        }
        ThingKind::Stream => {
            query!(tx, Row, fetch_all, text, user, exact, beginning, whole, holding, limit, public, service)
        }
        _ => query!(tx, Row, fetch_all, text, user, exact, beginning, whole, holding, limit),
    }?;
    let candidate = |(rank, first, second, third): Row| Candidate {
        rank,
        names: [first, second, third]
            .into_iter()
            .filter(|name| !name.is_empty())
            .map(Name::from_stored)
            .collect(),
    };
    Ok(rows.into_iter().map(candidate).collect())
}
