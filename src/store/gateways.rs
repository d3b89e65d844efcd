//! Services that the operator registered as gateways.

use access::{Actor, ServiceId, Time};

use super::sql::{execute, query, texts};
use super::{Operator, StoreError, Tx};

texts! {
    REGISTERED = "select exists (select 1 from services where id = $1 and gateway_since is not null)";
    REGISTER = "update services set gateway_since = $2 where id = $1 and gateway_since is null";
    REMOVE = "update services set gateway_since = null where id = $1 and gateway_since is not null";
}

/// The service that asks, if it is registered as a gateway.
///
/// # Errors
/// The store's.
pub async fn registered(tx: &mut Tx, actor: &Actor) -> Result<Option<ServiceId>, StoreError> {
    let Some(service) = actor.service() else { return Ok(None) };
    let (registered,) = query!(tx, (bool,), fetch_one, REGISTERED, service.uuid())?;
    Ok(registered.then_some(service))
}

/// Makes a service a gateway from `now` on, or no gateway any more. Says whether that changed anything.
///
/// # Errors
/// The store's.
pub async fn register(
    tx: &mut Tx,
    _operator: Operator,
    service: ServiceId,
    gateway: bool,
    now: Time,
) -> Result<bool, StoreError> {
    let changed = if gateway {
        execute!(tx, REGISTER, service.uuid(), now.0)?
    } else {
        execute!(tx, REMOVE, service.uuid())?
    };
    Ok(changed == 1)
}
