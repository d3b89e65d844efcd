//! Services that the operator lets ask about everybody.

use api::names::ServicePath;
use api::{Fault, FaultKind};

use super::fault;
use crate::operations::audit::{self, Entry};
use crate::operations::{Core, Stop};
use crate::store::{Operator, gateways, services};

/// Registers a service as a gateway, or ends that. Says whether it changed anything: doing it again is no error.
///
/// # Errors
/// If there is no such service.
pub async fn register_gateway(core: &Core, path: &ServicePath, gateway: bool) -> Result<bool, Fault> {
    let (operator, now) = (Operator::of(&core.db), core.clock.now());
    let done = core.change(async |tx| -> Result<bool, Stop> {
        let service = services::name_by_path(tx, &path.organization, &path.service).await?;
        let service =
            service.ok_or_else(|| Fault::new(FaultKind::NotFound, format!("There is no service {path}.")))?;
        let changed = gateways::register(tx, operator, service.id, gateway, now).await?;
        if changed {
            let operation = if gateway { "RegisterGateway" } else { "UnregisterGateway" };
            let entry = Entry::new(operation, format!("service:{path}")).inside(service.organization_id);
            audit::append_operators(tx, now, entry).await?;
        }
        Ok(changed)
    });
    done.await.map_err(fault)
}
