//! How a refusal becomes an answer: audited without its values, with the names of those who could grant what is
//! missing where the asker may see them.

use access::{Denial, DenialKind, ResourceKind, ResourceRef};
use api::names::Name;
use api::{Fault, FaultKind};

use super::audit::{self, Entry, Outcome};
use super::stop::store_fault;
use super::{Context, Stop};
use crate::store::{StoreError, Tx, organizations, pipeline_roles, pipelines, projects, users};

/// The most people that a refusal names.
const GRANTORS: i64 = 5;

/// The answer for an operation that stopped. A refused one is audited first, in a transaction of its own.
pub async fn fault(context: &Context, operation: &'static str, stop: Stop) -> Fault {
    match stop {
        Stop::Fault(fault) => *fault,
        Stop::Store(error) => store_fault(error, &context.who.request_id),
        Stop::Denied(denial) => match denial.kind {
            DenialKind::Unauthenticated => Fault::unauthenticated(),
            DenialKind::Hidden => Fault::not_found(),
            DenialKind::Forbidden => forbidden(context, operation, denial).await,
        },
    }
}

async fn forbidden(context: &Context, operation: &'static str, denial: Denial) -> Fault {
    if let Err(error) = note(context, operation, &denial).await {
        // The refusal stands, whether or not it could be noted.
        tracing::error!(request_id = context.who.request_id, %error, "a refusal was not audited");
    }
    let grantors = if denial.may_see_grantors {
        let found = context.core.db.read(async |tx| grantors(context, tx, &denial).await).await;
        found.unwrap_or_else(|error| {
            tracing::error!(request_id = context.who.request_id, %error, "who could grant it can’t be read");
            None
        })
    } else {
        None
    };
    let mut detail = denial.to_string();
    for miss in &denial.near_misses {
        detail.push_str(&format!(" {miss}"));
    }
    if let Some(grantors) = grantors.as_deref().filter(|grantors| !grantors.is_empty()) {
        detail.push_str(&format!(" Ask {}.", grantors.join(", ")));
    }
    Fault {
        permission: Some(denial.permission.to_owned()),
        resource: denial.resource.as_ref().map(word),
        grantors,
        ..Fault::new(FaultKind::Forbidden, detail)
    }
}

/// Notes the refusal in the log of its organization, too. Which one it is, is in memory: whoever is refused over and
/// over asks the database nothing.
async fn note(context: &Context, operation: &'static str, denial: &Denial) -> Result<(), StoreError> {
    let organization = match names(denial) {
        (Some(name), _) => {
            let rights = context.core.rights.now(&context.core.db).await?;
            rights.seen_by(context.actor()).organization(&name).map(|facts| facts.id)
        }
        (None, _) => None,
    };
    let resource = denial.resource.as_ref().map_or_else(|| "console".into(), word);
    let entry = Entry { outcome: Outcome::Denied, organization, ..Entry::new(operation, resource) };
    audit::note_refusal(context, entry).await
}

/// The first two names of what was refused.
fn names(denial: &Denial) -> (Option<Name>, Option<Name>) {
    let path = denial.resource.as_ref().filter(|resource| !resource.path.is_empty());
    let mut parts = path.into_iter().flat_map(|resource| resource.path.split('/')).map(str::parse::<Name>);
    (parts.next().and_then(Result::ok), parts.next().and_then(Result::ok))
}

/// Who could grant what is missing.
async fn grantors(
    context: &Context,
    tx: &mut Tx,
    denial: &Denial,
) -> Result<Option<Vec<String>>, StoreError> {
    let actor = context.actor();
    let kind = denial.resource.as_ref().map(|resource| resource.kind);
    let found = match (kind, names(denial)) {
        // Admins manage every service.
        (Some(ResourceKind::Organization | ResourceKind::Service), (Some(name), _)) => {
            match organizations::find(tx, actor, &name).await? {
                Some(organization) => organizations::admins(tx, organization.facts.id, GRANTORS).await?,
                None => return Ok(None),
            }
        }
        (Some(ResourceKind::Project | ResourceKind::Stream), (Some(organization), Some(project))) => {
            match projects::find(tx, actor, &organization, &project).await? {
                Some(project) => projects::admins(tx, project.facts.id, GRANTORS).await?,
                None => return Ok(None),
            }
        }
        (Some(ResourceKind::Pipeline), (Some(organization), Some(pipeline))) => {
            match pipelines::find(tx, actor, &organization, &pipeline).await? {
                Some(pipeline) => pipeline_roles::owners(tx, pipeline.facts.id, GRANTORS).await?,
                None => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    // Whoever holds it already is refused for what they presented: asking themselves helps nobody.
    let own = match actor.user() {
        Some(user) => users::find(tx, user).await?.map(|row| row.name),
        None => None,
    };
    Ok(Some(found.iter().filter(|name| Some(*name) != own.as_ref()).map(Name::to_string).collect()))
}

/// `project:acme/lake`, as faults and audit rows name things.
fn word(resource: &ResourceRef) -> String {
    match resource.path.as_str() {
        "" => resource.kind.to_string(),
        path => format!("{}:{path}", resource.kind),
    }
}
