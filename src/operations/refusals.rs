//! How a refusal becomes an answer: audited without its values, with the names of those who could grant what is
//! missing where the asker may see them.

use access::{Denial, DenialKind, ResourceKind, ResourceRef};
use api::names::Name;
use api::{Fault, FaultKind};

use super::audit::{self, Entry, Outcome};
use super::stop::store_fault;
use super::{Context, Stop};
use crate::store::{StoreError, Tx, organizations, pipeline_roles, pipelines, projects};

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
    let noted = context.core.db.write(async |tx| note(context, tx, operation, &denial).await).await;
    let grantors = noted.unwrap_or_else(|error| {
        // The refusal stands, whether or not it could be noted.
        tracing::error!(request_id = context.who.request_id, %error, "a refusal was not audited");
        None
    });
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

async fn note(
    context: &Context,
    tx: &mut Tx,
    operation: &'static str,
    denial: &Denial,
) -> Result<Option<Vec<String>>, StoreError> {
    let path = denial.resource.as_ref().filter(|resource| !resource.path.is_empty());
    let mut parts = path.into_iter().flat_map(|resource| resource.path.split('/')).map(str::parse::<Name>);
    let (first, second) = (parts.next().and_then(Result::ok), parts.next().and_then(Result::ok));
    let organization = match &first {
        Some(name) => organizations::find(tx, context.actor(), name).await?,
        None => None,
    };
    let id = organization.map(|organization| organization.facts.id);
    let entry = Entry {
        outcome: Outcome::Denied,
        organization: id,
        ..Entry::new(operation, denial.resource.as_ref().map_or_else(|| "console".into(), word))
    };
    audit::append(context, tx, entry).await?;
    if !denial.may_see_grantors {
        return Ok(None);
    }
    let kind = denial.resource.as_ref().map(|resource| resource.kind);
    let names = match (kind, first, second, id) {
        (Some(ResourceKind::Organization), _, _, Some(id)) => organizations::admins(tx, id, GRANTORS).await?,
        (Some(ResourceKind::Project | ResourceKind::Stream), Some(organization), Some(project), _) => {
            match projects::find(tx, context.actor(), &organization, &project).await? {
                Some(project) => projects::admins(tx, project.facts.id, GRANTORS).await?,
                None => return Ok(None),
            }
        }
        (Some(ResourceKind::Pipeline), Some(organization), Some(pipeline), _) => {
            match pipelines::find(tx, context.actor(), &organization, &pipeline).await? {
                Some(pipeline) => pipeline_roles::owners(tx, pipeline.facts.id, GRANTORS).await?,
                None => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    Ok(Some(names.iter().map(Name::to_string).collect()))
}

/// `project:acme/lake`, as faults and audit rows name things.
fn word(resource: &ResourceRef) -> String {
    match resource.path.as_str() {
        "" => resource.kind.to_string(),
        path => format!("{}:{path}", resource.kind),
    }
}
