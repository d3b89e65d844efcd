//! Secrets that were found where they don't belong: whoever finds one can end it, and its owner is told.

use access::{SecretOwner, Time, actions, authorize};
use api::Fault;
use api::secrets::{DismissLeak, Dismissed, LeakReported, ReportLeakedSecret};
use api::time::exact;

use super::{facts_of, noted};
use crate::mail::Letter;
use crate::operations::facts::own_account;
use crate::operations::{Context, Stop, audit, refusals, shares};
use crate::store::secrets::{Held, SecretRow};
use crate::store::{Tx, secret_notices, secrets};
use crate::tokens;

/// What was ended, for the letter that tells its owner.
struct Ended {
    root: SecretRow,
    issued: usize,
    recipients: Vec<String>,
}

/// Ends a secret that was found where it doesn't belong. The answer is the same whatever was reported.
///
/// # Errors
/// Only for how it was asked: too often from this address, or when the database doesn't answer.
pub async fn report_leaked_secret(
    context: &Context,
    input: ReportLeakedSecret,
) -> Result<LeakReported, Fault> {
    shares::take(context, "ReportLeakedSecret", &[shares::LEAKS.at(context.who.address)]).await?;
    if let Some(presented) = tokens::read(input.token.reveal().trim()) {
        // Not by `changing`: the answer says nothing that would have to be kept.
        let ended = context.core.change(async |tx| end(context, tx, &presented.hash).await).await;
        let ended = match ended {
            Ok(ended) => ended,
            Err(stop) => return Err(refusals::fault(context, "ReportLeakedSecret", stop).await),
        };
        if let Some(ended) = ended {
            tell(context, &ended);
        }
    }
    let message = "Thank you. If this was a secret that worked, it works no more, and its owner is told.";
    Ok(LeakReported { message: message.to_owned() })
}

async fn end(context: &Context, tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<Ended>, Stop> {
    let Some(held) = secrets::held(tx, hash, context.now).await? else { return Ok(None) };
    let issued = secrets::end_leaked(tx, held, context.now).await?;
    let Some(root) = secrets::find(tx, held.id()).await? else { return Ok(None) };
    note(context, tx, held, &root).await?;
    for row in &issued {
        note(context, tx, Held::presented(row.id), row).await?;
    }
    let recipients = secret_notices::recipients(tx, root.owner).await?;
    Ok(Some(Ended { root, issued: issued.len(), recipients }))
}

/// Whoever reported it: the row belongs into the owner's log.
async fn note(context: &Context, tx: &mut Tx, held: Held, row: &SecretRow) -> Result<(), Stop> {
    let facts = facts_of(context, tx, held.id(), Some(row)).await?;
    let entry = noted("ReportLeakedSecret", &facts);
    let entry = match facts.owner {
        SecretOwner::User(user) => entry.of(user),
        SecretOwner::Service(_) => entry,
    };
    Ok(audit::append(context, tx, entry).await?)
}

/// After the commit: a letter to everybody who decides about it.
fn tell(context: &Context, ended: &Ended) {
    for address in &ended.recipients {
        let _queued = context.core.mail.send(&letter(context, ended, address));
    }
}

fn letter(context: &Context, ended: &Ended, address: &str) -> Letter {
    let (root, at): (_, Time) = (&ended.root, context.now);
    let called = match root.description.as_str() {
        "" => root.hint.clone(),
        description => format!("“{description}” ({})", root.hint),
    };
    let others = match ended.issued {
        0 => String::new(),
        1 => " The one secret that it had issued was revoked with it.".to_owned(),
        many => format!(" The {many} secrets that it had issued were revoked with it."),
    };
    let origin = &context.core.policy.origin;
    Letter::new("secret-leaked", address, "A secret was found in the open and is revoked")
        .paragraph(&format!(
            "Somebody reported that they found the secret {called} where others can read it. It was revoked {}.{others}",
            exact(at)
        ))
        .paragraph(&format!(
            "Look at what it was used for, issue another where one is needed, and keep it out of what is published: \
             {origin}/-/profile/secrets"
        ))
}

/// Takes the notice of a leaked secret away, for the caller.
///
/// # Errors
/// A fault that says why not.
pub async fn dismiss_leak(context: &Context, input: DismissLeak) -> Result<Dismissed, Fault> {
    context
        .changing("DismissLeak", async |tx| {
            let row = secrets::find(tx, input.id).await?;
            let facts = facts_of(context, tx, input.id, row.as_ref()).await?;
            let _seen = authorize::<actions::ViewSecret>(context.actor(), &facts)?;
            let proof = authorize::<actions::UpdateProfile>(context.actor(), &own_account(context))?;
            if row.is_none_or(|row| row.leaked_at.is_none()) {
                return Err(Fault::not_found().into());
            }
            secret_notices::see(tx, proof, input.id, context.now).await?;
            Ok(Dismissed {})
        })
        .await
}
