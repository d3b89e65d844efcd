//! Issuing: the answers that hold a token. Rolling is the other place.

use access::{IssuingFacts, SecretId, SecretKind, Time, actions, authorize};
use api::secrets::{IssueSecret, IssueServiceSecret, IssuedSecret, MAX_LIFETIME_DAYS};
use api::{Fault, FaultKind};

use super::{DAY, shown};
use crate::operations::audit::{self, Entry};
use crate::operations::context::random;
use crate::operations::facts::own_account;
use crate::operations::sign_in::confirmed;
use crate::operations::{Context, facts};
use crate::store::secrets::{Issue, NewSecret};
use crate::store::{Tx, organizations, secrets, service_grants};
use crate::{ids, tokens};

/// Issues a secret for the caller's own account.
///
/// # Errors
/// A fault that says why not.
pub async fn issue_secret(context: &Context, input: IssueSecret) -> Result<IssuedSecret, Fault> {
    if input.kind == SecretKind::Service {
        let message = "a service's secret is issued for that service; take full, private_read or public_read";
        return Err(Fault::field("kind", message));
    }
    let lifetime = Lifetime { days: input.lifetime_days, end: input.expires_at };
    let expires_at = lifetime.end(context.now)?;
    let token = tokens::make(input.kind, &random()?);
    let id: SecretId = ids::fresh(context.now);
    let issue = async |tx: &mut Tx| {
        let account = own_account(context);
        let longest = organizations::longest_secret_days(tx, account.user).await?;
        let issue = match input.kind {
            SecretKind::Full => {
                let proof = authorize::<actions::IssueFullSecret>(context.actor(), &account)?;
                confirmed(context, tx).await?;
                Issue::Full(proof)
            }
            SecretKind::PrivateRead => Issue::PrivateRead(authorize(context.actor(), &account)?),
            SecretKind::PublicRead | SecretKind::Service => {
                Issue::PublicRead(authorize(context.actor(), &account)?)
            }
        };
        lifetime.within(longest, context.now)?;
        let secret = NewSecret {
            id,
            token_hash: &token.hash,
            hint: &token.hint,
            description: input.description.as_str(),
            expires_at,
            issued_with: context.who.secret,
        };
        secrets::insert(tx, issue, context.now, secret).await?;
        let secret = shown(secrets::find(tx, id).await?, context.now)?;
        let entry = Entry::new("IssueSecret", format!("secret:{id}")).after(&secret);
        audit::append(context, tx, entry).await?;
        Ok(IssuedSecret { secret, token: token.text.clone().into() })
    };
    // The token is kept nowhere, so a repeated call can't get it again.
    let keep = |issued: &IssuedSecret| issued.secret.id.to_string();
    context.changing_once("IssueSecret", keep, |id| Err(issued_before(id)), issue).await
}

/// Issues a secret for a service: for who manages it and holds all that it holds.
///
/// # Errors
/// A fault that says why not.
pub async fn issue_service_secret(
    context: &Context,
    input: IssueServiceSecret,
) -> Result<IssuedSecret, Fault> {
    let lifetime = Lifetime { days: input.lifetime_days, end: input.expires_at };
    let expires_at = lifetime.end(context.now)?;
    let token = tokens::make(SecretKind::Service, &random()?);
    let id: SecretId = ids::fresh(context.now);
    let issue = async |tx: &mut Tx| {
        let actor = context.actor();
        let service = facts::service(tx, context, &input.organization, &input.service).await?.facts;
        let (organization, path) = (service.organization.id, service.path.clone());
        let holds = service_grants::holdings(tx, actor, service.id).await?;
        let proof = authorize::<actions::IssueServiceSecret>(actor, &IssuingFacts { service, holds })?;
        let longest = organizations::longest_secret_days_of(tx, organization).await?;
        lifetime.within(longest, context.now)?;
        let secret = NewSecret {
            id,
            token_hash: &token.hash,
            hint: &token.hint,
            description: input.description.as_str(),
            expires_at,
            issued_with: context.who.secret,
        };
        secrets::insert(tx, Issue::Service(proof), context.now, secret).await?;
        let secret = shown(secrets::find(tx, id).await?, context.now)?;
        let entry = Entry::new("IssueServiceSecret", format!("service:{path}")).inside(organization);
        audit::append(context, tx, entry.after(&secret)).await?;
        Ok(IssuedSecret { secret, token: token.text.clone().into() })
    };
    let keep = |issued: &IssuedSecret| issued.secret.id.to_string();
    context.changing_once("IssueServiceSecret", keep, |id| Err(issued_before(id)), issue).await
}

/// What a repeated call gets, whose first answer held a token.
pub(super) fn issued_before(id: &str) -> Fault {
    let detail = format!(
        "This call issued the secret {id} before, and its token is shown only once: revoke it and issue another."
    );
    Fault { id: Some(id.to_owned()), ..Fault::new(FaultKind::Conflict, detail) }
}

/// When a secret is to end, by either way of saying so.
#[derive(Clone, Copy)]
pub(in crate::operations) struct Lifetime {
    pub(in crate::operations) days: Option<u16>,
    pub(in crate::operations) end: Option<Time>,
}

impl Lifetime {
    /// The end; none for none.
    pub(in crate::operations) fn end(self, now: Time) -> Result<Option<Time>, Fault> {
        let longest = now.plus(i64::from(MAX_LIFETIME_DAYS) * DAY);
        match (self.days, self.end) {
            (Some(_), Some(_)) => Err(Fault::field("expires_at", "give this or lifetime_days, not both")),
            (Some(days), None) if days == 0 || days > MAX_LIFETIME_DAYS => {
                let message = format!("a lifetime is from 1 to {MAX_LIFETIME_DAYS} days; this is {days}");
                Err(Fault::field("lifetime_days", message))
            }
            (Some(days), None) => Ok(Some(now.plus(i64::from(days) * DAY))),
            (None, Some(end)) if end <= now => Err(Fault::field("expires_at", "this time has passed")),
            (None, Some(end)) if end > longest => {
                let message = format!("a secret ends within {MAX_LIFETIME_DAYS} days, or never");
                Err(Fault::field("expires_at", message))
            }
            (None, end) => Ok(end),
        }
    }

    /// Checks it against the longest that the organization which pays lets new secrets have.
    pub(in crate::operations) fn within(self, longest: Option<u32>, now: Time) -> Result<(), Fault> {
        let Some(days) = longest else { return Ok(()) };
        if self.end(now)?.is_some_and(|end| end <= now.plus(i64::from(days) * DAY)) {
            return Ok(());
        }
        let field = if self.end.is_some() { "expires_at" } else { "lifetime_days" };
        let message = format!("the organization that pays lets new secrets live for at most {days} days");
        Err(Fault::field(field, message))
    }
}
