//! The shares of an organization's use, as far as the asker may know what they are.

use access::{Actor, OrganizationFacts, Outcome, SecretFacts, SecretOwner, ServiceFacts, actions, check};
use api::usage::UsageRow;

use crate::operations::secrets::kept_description;
use crate::store::secrets::Owner;
use crate::store::usage::{Named, UsedSecret};

/// A share as `actor` sees it, with its name as it is shown: `-` for what is kept as `_`.
///
/// Whoever sees an organization's use knows its services' secrets by their hints and ids, and those of people by their hints.
/// What a secret is for is told to those who see the secret.
pub(super) fn share(actor: &Actor, organization: &OrganizationFacts, row: Named) -> UsageRow {
    let (read_quota_mb, write_quota_mb) = row.quotas_mb;
    let shown = UsageRow {
        name: row.name.map(|name| name.replace('_', "-")),
        secret: None,
        description: None,
        counts: row.counts,
        read_quota_mb,
        write_quota_mb,
    };
    let Some(secret) = row.secret else { return shown };
    let seen = check::<actions::ViewSecret>(actor, &facts(organization, &secret)) == Outcome::Allowed;
    let of_service = matches!(secret.owner, Owner::Service(_));
    UsageRow {
        name: Some(format!("{} {}", secret.owner_name, secret.hint)),
        secret: (of_service || seen).then_some(secret.id),
        description: (seen && !secret.description.is_empty()).then(|| kept_description(secret.description)),
        ..shown
    }
}

/// The facts of a secret with which something was used at the expense of `organization`: a service's payer is the organization
/// that it belongs to.
fn facts(organization: &OrganizationFacts, secret: &UsedSecret) -> SecretFacts {
    let owner = match secret.owner {
        Owner::User(user) => SecretOwner::User(user),
        Owner::Service(id) => SecretOwner::Service(Box::new(ServiceFacts {
            id,
            path: format!("{}/{}", organization.path, secret.owner_name),
            organization: organization.clone(),
            created_by: secret.created_by,
            gateway: secret.gateway,
        })),
    };
    // Whether it still works decides nothing about seeing it.
    SecretFacts { id: secret.id, owner, kind: secret.kind, live: false }
}
