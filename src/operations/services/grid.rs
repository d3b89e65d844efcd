//! A service's grants as a grid of ticks: a page of it with what the rules need to say why, and saving it.

use access::{actions, authorize};
use api::previews::{PreviewFacts, PreviewOf};
use api::services::{GridRow, GridRows, ServiceGrid, ServiceGridChanged, ShowServiceGrid, UpdateServiceGrid};
use api::{Fault, FaultKind, PageRequest};

use super::grants::{after, change, names};
use crate::operations::secrets::view as view_secret;
use crate::operations::{Context, facts, pages, previews};
use crate::store::service_grants::{self, GrantRow, Part};
use crate::store::{search, secrets};

/// The most streams that are changed at once.
const MOST: usize = 500;
/// The most secrets that a grid names.
const SECRETS: i64 = 20;

/// Shows a service's grants as a grid: the streams that it is granted, or those that it could be.
///
/// # Errors
/// A fault that says why not.
pub async fn show_service_grid(context: &Context, input: ShowServiceGrid) -> Result<ServiceGrid, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    let (after, like) = (after(&page)?, search::holding(input.search.as_deref()));
    context
        .reading("ShowServiceGrid", async |tx| {
            let row = facts::service(tx, context, &input.organization, &input.service).await?;
            let (service, live) = (row.facts, row.secrets);
            let proof = authorize::<actions::ListServicePermissions>(context.actor(), &service)?;
            let part = Part { after: names(after.as_ref()), like: &like, limit: pages::one_more(&page) };
            let rows = match input.rows {
                GridRows::Granted => service_grants::list(tx, &proof, part).await?,
                GridRows::Others => service_grants::others(tx, &proof, part).await?,
            };
            let rows = pages::page(&page, rows, |row| row.path.to_string()).map(grid_row);
            let (live_secrets, secrets) =
                match authorize::<actions::ListServiceSecrets>(context.actor(), &service) {
                    Ok(proof) => {
                        let working = (true, false);
                        let newest =
                            secrets::list_of_service(tx, &proof, working, None, context.now, SECRETS).await?;
                        (live, newest)
                    }
                    Err(_) => (0, Vec::new()),
                };
            let hidden = service_grants::hidden(tx, &proof).await?;
            Ok(ServiceGrid {
                service,
                items: rows.items,
                next: rows.next,
                hidden,
                live_secrets,
                secrets: secrets.into_iter().map(|row| view_secret(row, context.now)).collect(),
            })
        })
        .await
}

/// Sets what a service may do on several streams: all of it or nothing.
///
/// # Errors
/// A fault that says why not.
pub async fn update_service_grid(
    context: &Context,
    input: UpdateServiceGrid,
) -> Result<ServiceGridChanged, Fault> {
    if input.changes.len() > MOST {
        let message = format!("at most {MOST} streams at once; these are {}", input.changes.len());
        return Err(Fault::field("changes", message));
    }
    context
        .changing("UpdateServiceGrid", async |tx| {
            let (organization, service) = (&input.organization, &input.service);
            let on = facts::service(tx, context, organization, service).await?.facts;
            let streams = input.changes.iter().map(|change| change.stream.clone()).collect();
            let of =
                PreviewOf::Service { organization: organization.clone(), service: service.clone(), streams };
            let changes = |facts: &PreviewFacts| facts.set_grants(&input.changes);
            previews::still_holds(context, tx, &of, changes, input.seen.as_deref()).await?;
            let mut items = Vec::new();
            for wanted in &input.changes {
                let flags = access::StreamFlags { read: wanted.read, write: wanted.write };
                let (changed, now) = change(context, tx, &on, &wanted.stream, |_| flags).await?;
                if changed {
                    items.push(now);
                }
            }
            Ok(ServiceGridChanged { items })
        })
        .await
        .map_err(|fault| named(fault, &input))
}

/// Of several streams a refusal must say which; the rules name the project.
fn named(fault: Fault, input: &UpdateServiceGrid) -> Fault {
    match (&fault.kind, input.changes.as_slice()) {
        (FaultKind::NotFound, [_, _, ..]) => Fault {
            detail: "One of these streams is nothing that you can see: look again before you save."
                .to_owned(),
            ..fault
        },
        _ => fault,
    }
}

fn grid_row(row: GrantRow) -> GridRow {
    GridRow {
        stream: row.path,
        facts: row.facts,
        held: row.held,
        confirmed: row.confirmed,
        granted_by: row.granted_by,
        granted_at: row.granted_at,
    }
}
