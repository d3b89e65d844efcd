//! What a service did lately, and so what deleting it would stop.

use access::{Time, actions, authorize};
use api::Fault;
use api::names::{Name, StreamPath};
use api::services::{ServiceActivity, ShowServiceActivity};

use crate::operations::usage::written;
use crate::operations::{Context, facts};
use crate::store::usage::{self, Whose};
use crate::usage::hour_of;

/// How far back it looks, in milliseconds: 30 days.
const LATELY: i64 = 30 * 24 * 60 * 60 * 1000;
/// The length of one step that covers all of it.
const ALL: i64 = i64::MAX;

/// Tells what deleting a service would stop.
///
/// # Errors
/// A fault that says why not.
pub async fn show_service_activity(
    context: &Context,
    input: ShowServiceActivity,
) -> Result<ServiceActivity, Fault> {
    written(context).await;
    context
        .reading("ShowServiceActivity", async |tx| {
            let row = facts::service(tx, context, &input.organization, &input.service).await?;
            let proof = authorize::<actions::ViewServiceUsage>(context.actor(), &row.facts)?;
            let (service, from) = (proof.target(), hour_of(Time(context.now.0 - LATELY)));
            let whose = Whose::Holder(row.facts.organization.id, service.uuid());
            let sums = usage::series(tx, whose, from, ALL).await?;
            let counts = sums.first().map(|(_, counts)| *counts).unwrap_or_default();
            let user = context.actor().user().map(access::UserId::uuid);
            let asker = (user, context.actor().service() == Some(service));
            let (streams, requests, secrets) = usage::activity(tx, service, from, asker).await?;
            let hidden = streams.iter().filter(|(_, known)| !known).count();
            let path = |[organization, project, stream]: [String; 3]| StreamPath {
                organization: Name::from_stored(organization),
                project: Name::from_stored(project),
                stream: Name::from_stored(stream),
            };
            Ok(ServiceActivity {
                requests,
                read_bytes: counts.read_bytes,
                write_bytes: counts.write_bytes,
                streams: streams
                    .into_iter()
                    .filter(|(_, known)| *known)
                    .map(|(names, _)| path(names))
                    .collect(),
                hidden: u32::try_from(hidden).unwrap_or(u32::MAX),
                secrets,
                last_used_at: row.last_used_at,
            })
        })
        .await
}
