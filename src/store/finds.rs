//! Things by parts of their names, best first. They come from where somebody may see something; whether they may see this
//! one is for the rules to say, and nothing of these rows is shown before they did.

use access::{Scope, ServiceId, UserId};
use api::find::ThingKind;
use api::names::Name;
use uuid::Uuid;

use super::search::Typed;
use super::sql::{query, texts};
use super::{StoreError, Tx};

/// A text that finds things. `$1` is the person, `$2` the very name, `$3` how a name begins, `$4` whether the whole path is
/// looked at and `$5` what it, or the name alone, holds; `$6` is the limit, and `$7` and `$8` what they come after.
macro_rules! finding {
    ($id:literal, $names:literal, $name:literal, $path:literal, $from:expr, $seen:expr) => {
        concat!(
            "select id, rank, first, second, third from (select ", $id, " as id, cast(case when ", $name,
            " = $2 then 0 when ", $name, " like $3 escape '!' then 1 else 2 end as bigint) as rank, ", $names, ", ", $path,
            " as path from ", $from, " where (case when $4 then ", $path, " else ", $name, " end) like $5 escape '!' and (",
            $seen, ")) found where (rank, path) > ($7, $8) order by rank, path limit $6"
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

/// Projects `p` on which the person `$1` holds something; those that are public, if `$9` says so.
macro_rules! held {
    () => {
        "(p.public and $9) or exists (select 1 from project_grants g where g.project_id = p.id and g.user_id = $1)"
    };
}

texts! {
    // Everybody may know that an organization exists, but then by its whole name.
    ORGANIZATIONS = finding!(
        "o.id", "o.name as first, '' as second, '' as third", "o.name", "o.name", "organizations o",
        concat!(
            "o.name = $2 or exists (select 1 from users b where b.id = $1 and b.billing_organization_id = o.id) or ",
            own!()
        )
    );
    PROJECTS = finding!(
        "p.id", "o.name as first, p.name as second, '' as third", "p.name", "o.name || '/' || p.name",
        "projects p join organizations o on o.id = p.organization_id", concat!(held!(), " or ", own!())
    );
    // `$10` is the service.
    STREAMS = finding!(
        "s.id", "o.name as first, p.name as second, s.name as third", "s.name", "o.name || '/' || p.name || '/' || s.name",
        "streams s join projects p on p.id = s.project_id join organizations o on o.id = p.organization_id",
        concat!(
            held!(),
            " or exists (select 1 from service_grants v where v.stream_id = s.id and v.service_id = $10)"
        )
    );
    // `$9` is the service, which may see itself.
    SERVICES = finding!(
        "v.id", "o.name as first, v.name as second, '' as third", "v.name", "o.name || '/' || v.name",
        "services v join organizations o on o.id = v.organization_id", concat!("v.id = $9 or ", own!())
    );
    TEAMS = finding!(
        "t.id", "o.name as first, t.name as second, '' as third", "t.name", "o.name || '/' || t.name",
        "teams t join organizations o on o.id = t.organization_id",
        concat!(
            "t.discoverable or exists (select 1 from team_members m where m.team_id = t.id and m.user_id = $1) or ",
            own!()
        )
    );
    PIPELINES = finding!(
        "l.id", "o.name as first, l.name as second, '' as third", "l.name", "o.name || '/' || l.name",
        "pipelines l join organizations o on o.id = l.organization_id",
        "exists (select 1 from pipeline_roles r where r.pipeline_id = l.id and r.user_id = $1) \
         or exists (select 1 from pipeline_teams w join team_members m on m.team_id = w.team_id \
            where w.pipeline_id = l.id and m.user_id = $1)"
    );
}

/// How well something fits, what it is and its path as it is stored: the order of what is found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fit {
    /// 0 is of that very name, 1 begins so, 2 has it somewhere.
    pub rank: i64,
    /// What it is.
    pub kind: ThingKind,
    /// Its path, as stored.
    pub path: String,
}

impl Fit {
    /// What the things of a kind that come after this one come after: a rank and a path.
    fn before(&self, kind: ThingKind) -> (i64, &str) {
        // Paths hold nothing behind `z`.
        match self.kind.cmp(&kind) {
            std::cmp::Ordering::Less => (self.rank - 1, "~"),
            std::cmp::Ordering::Equal => (self.rank, &self.path),
            std::cmp::Ordering::Greater => (self.rank, "~"),
        }
    }
}

/// Something that may be an answer.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Where it stands.
    pub fit: Fit,
    /// Its id.
    pub id: Uuid,
    /// The parts of its path.
    pub names: Vec<Name>,
}

/// Things of a kind that somebody may see something of and whose names fit, in their order.
///
/// # Errors
/// The store's.
pub async fn candidates(
    tx: &mut Tx,
    scope: Scope,
    kind: ThingKind,
    typed: &Typed,
    after: Option<&Fit>,
    limit: i64,
) -> Result<Vec<Candidate>, StoreError> {
    type Row = (Uuid, i64, String, String, String);
    let (user, service) = (scope.user.map(UserId::uuid), scope.service.map(ServiceId::uuid));
    let (exact, beginning, holding) = (&typed.exact, &typed.beginning, &typed.holding);
    let (whole, public) = (typed.whole_path, scope.public);
    let (rank, path) = after.map_or((-1, "~"), |after| after.before(kind));
    macro_rules! rows {
        ($text:expr $(, $more:expr)*) => {
            query!(tx, Row, fetch_all, $text, user, exact, beginning, whole, holding, limit, rank, path $(, $more)*)
        };
    }
    let rows = match kind {
        ThingKind::Organization => rows!(ORGANIZATIONS),
        ThingKind::Project => rows!(PROJECTS, public),
        ThingKind::Stream => rows!(STREAMS, public, service),
        ThingKind::Pipeline => rows!(PIPELINES),
        ThingKind::Service => rows!(SERVICES, service),
        ThingKind::Team => rows!(TEAMS),
    }?;
    let candidate = |(id, rank, first, second, third): Row| {
        let names: Vec<String> = [first, second, third].into_iter().filter(|name| !name.is_empty()).collect();
        let fit = Fit { rank, kind, path: names.join("/") };
        Candidate { fit, id, names: names.into_iter().map(Name::from_stored).collect() }
    };
    Ok(rows.into_iter().map(candidate).collect())
}
