//! Services: who they are. What they hold is loaded with each stream.

use access::{OrganizationId, ServiceId};
use api::names::Name;
use uuid::Uuid;

use super::sql::{query, texts};
use super::{StoreError, Tx};

texts! {
    FIND = "select s.id, s.organization_id, o.name, s.name from services s \
        join organizations o on o.id = s.organization_id where s.id = $1";
    FIND_BY_PATH = "select s.id, s.organization_id, o.name, s.name from services s \
        join organizations o on o.id = s.organization_id where o.name = $1 and s.name = $2";
}

/// A service.
#[derive(Debug)]
pub struct ServiceRow {
    /// Its id.
    pub id: ServiceId,
    /// The organization that it belongs to, and that pays.
    pub organization_id: OrganizationId,
    /// The organization's name.
    pub organization: Name,
    /// Its name there.
    pub name: Name,
}

impl ServiceRow {
    /// `ORG/SERVICE`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}", self.organization, self.name)
    }
}

type Row = (Uuid, Uuid, String, String);

fn service((id, organization_id, organization, name): Row) -> ServiceRow {
    ServiceRow {
        id: id.into(),
        organization_id: organization_id.into(),
        organization: Name::from_stored(organization),
        name: Name::from_stored(name),
    }
}

/// The service of this id.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, id: ServiceId) -> Result<Option<ServiceRow>, StoreError> {
    Ok(query!(tx, Row, fetch_optional, FIND, id.uuid())?.map(service))
}

/// The service of this path.
///
/// # Errors
/// The store's.
pub async fn find_by_path(
    tx: &mut Tx,
    organization: &Name,
    name: &Name,
) -> Result<Option<ServiceRow>, StoreError> {
    Ok(query!(tx, Row, fetch_optional, FIND_BY_PATH, organization.stored(), name.stored())?.map(service))
}
