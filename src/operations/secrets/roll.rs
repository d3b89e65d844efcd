//! Rolling: another secret of the same kind, description and lifetime takes the old one's place, which ends after an
//! overlap.

use access::{About, IssuingFacts, SecretId, SecretKind, SecretOwner, Time, actions, authorize};
use api::secrets::{IssuedSecret, MAX_OVERLAP_HOURS, OVERLAP_HOURS, RollSecret};
use api::{Fault, FaultKind};

use super::issue::issued_before;
use super::{DAY, facts_of, noted, shown};
use crate::operations::context::random;
use crate::operations::sign_in::confirmed;
use crate::operations::{Context, Stop, audit};
use crate::store::secrets::{Issue, NewSecret, SecretRow};
use crate::store::{Tx, organizations, secrets, service_grants};
use crate::usage::HOUR;
use crate::{ids, tokens};

/// Rolls a secret of the caller's own, or of a service that the caller manages and whose grants they hold.
///
/// # Errors
/// A fault that says why not; 409 for one that is dead, and during an overlap.
pub async fn roll_secret(context: &Context, input: RollSecret) -> Result<IssuedSecret, Fault> {
    let hours = input.overlap_hours.unwrap_or(OVERLAP_HOURS);
    if hours > MAX_OVERLAP_HOURS {
        let message = format!("an overlap is from 0 to {MAX_OVERLAP_HOURS} hours; this is {hours}");
        return Err(Fault::field("overlap_hours", message));
    }
    let id: SecretId = ids::fresh(context.now);
    let bytes = random()?;
    let roll = async |tx: &mut Tx| {
        let row = secrets::find(tx, input.id).await?;
        let facts = facts_of(context, tx, input.id, row.as_ref()).await?;
        let (issue, longest) = permit(context, tx, &facts).await?;
        let old = row.ok_or_else(|| Stop::missing(context.actor()))?;
        rollable(tx, &old, context.now).await?;
        let token = tokens::make(old.kind, &bytes);
        let secret = NewSecret {
            id,
            token_hash: &token.hash,
            hint: &token.hint,
            description: &old.description,
            expires_at: end_of(&old, longest, context.now),
            issued_with: context.who.secret,
        };
        secrets::insert(tx, issue, context.now, secret).await?;
        secrets::end_at(tx, old.id, context.now.plus(i64::from(hours) * HOUR)).await?;
        let before = shown(Some(old), context.now)?;
        let secret = shown(secrets::find(tx, id).await?, context.now)?;
        let entry = noted("RollSecret", &facts).before(&before).after(&secret);
        audit::append(context, tx, entry).await?;
        Ok(IssuedSecret { secret, token: token.text.into() })
    };
    let keep = |issued: &IssuedSecret| issued.secret.id.to_string();
    context.changing_once("RollSecret", keep, |id| Err(issued_before(id)), roll).await
}

/// The permission to make the new one, and the longest that it may live, in days.
async fn permit(
    context: &Context,
    tx: &mut Tx,
    facts: &access::SecretFacts,
) -> Result<(Issue, Option<u32>), Stop> {
    let actor = context.actor();
    match &facts.owner {
        SecretOwner::User(user) => {
            let proof = authorize::<actions::RollSecret>(actor, facts)?;
            // "Rolling a full secret counts as issuing one."
            if facts.kind == SecretKind::Full {
                confirmed(context, tx).await?;
            }
            let longest = organizations::longest_secret_days(tx, *user).await?;
            Ok((Issue::Rolled(proof, facts.kind, *user), longest))
        }
        SecretOwner::Service(service) => {
            // First who may know of it: the rules of issuing speak about the service.
            let _seen = authorize::<actions::ViewSecret>(actor, facts)?;
            let holds = service_grants::holdings(tx, actor, service.id).await?;
            let organization = service.organization.id;
            let issuing = IssuingFacts { service: service.as_ref().clone(), holds };
            let about = About { on: issuing, whom: facts.id };
            let proof = authorize::<actions::RollServiceSecret>(actor, &about)?;
            let longest = organizations::longest_secret_days_of(tx, organization).await?;
            Ok((Issue::RolledService(proof), longest))
        }
    }
}

/// "A second roll during an overlap, or of a dead secret, is 409": while the pair overlaps, neither is rolled.
async fn rollable(tx: &mut Tx, old: &SecretRow, now: Time) -> Result<(), Stop> {
    let conflict = |detail: &str| Err(Fault::new(FaultKind::Conflict, detail).into());
    if !old.is_live(now) {
        return conflict("This secret works no more: issue another.");
    }
    if old.rolled_to.is_some() {
        return conflict(
            "This secret was rolled already and ends by itself; the one that takes its place goes on.",
        );
    }
    if let Some(before) = old.rolled_from
        && secrets::find(tx, before).await?.is_some_and(|before| before.is_live(now))
    {
        return conflict(
            "This secret takes the place of one that still works: end that one before the next roll.",
        );
    }
    Ok(())
}

/// The same lifetime from now on, but no longer than new secrets may live here.
fn end_of(old: &SecretRow, longest: Option<u32>, now: Time) -> Option<Time> {
    let same = old.expires_at.map(|end| now.plus(end.0.saturating_sub(old.created_at.0)));
    let most = longest.map(|days| now.plus(i64::from(days) * DAY));
    match (same, most) {
        (Some(same), Some(most)) => Some(same.min(most)),
        (same, most) => same.or(most),
    }
}
