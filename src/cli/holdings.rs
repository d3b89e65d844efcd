//! What somebody holds in an organization: shown by itself, and told before it ends.

use api::accounts::Whoami;
use api::members::{Holding, IssuedServiceSecret, MemberHoldings, ShowMemberHoldings};
use api::names::Name;

use super::client::Client;
use super::connect::Context;
use super::exit::Failure;
use super::print::{Details, Printer, flags, yes_no};
use super::{ask, members};

/// Shows what somebody holds, or the caller.
pub(crate) fn show(
    context: &Context,
    client: &Client,
    organization: &Name,
    user: Option<&Name>,
) -> Result<(), Failure> {
    let user = match user {
        Some(user) => user.clone(),
        None => own_name(client)?,
    };
    let answer = client.call(&ShowMemberHoldings { organization: organization.clone(), user })?;
    context.printer.show(&answer.text, &answer.value)
}

/// Tells what ends for these people, or for the caller if there are none, and asks; `--yes` only tells.
///
/// # Errors
/// If the answer isn't yes, or there is nobody to ask.
pub(crate) fn ask_before(
    context: &Context,
    client: &Client,
    organization: &Name,
    users: &[Name],
    revoke_secrets: bool,
) -> Result<(), Failure> {
    let asking = ask::must_ask(context.yes)?;
    if !asking && context.printer.quiet {
        return Ok(());
    }
    let told = tell(context, client, organization, users, revoke_secrets, asking);
    if !asking {
        // What can't be told is refused by the change itself, which says why.
        return Ok(());
    }
    told?;
    ask::confirm(&if users.is_empty() {
        format!("Leave {organization}?")
    } else {
        format!("Remove {} from {organization}?", members::listed(users))
    })
}

/// Whoever is asked is told, also with `--quiet`.
fn tell(
    context: &Context,
    client: &Client,
    organization: &Name,
    users: &[Name],
    revoke_secrets: bool,
    asking: bool,
) -> Result<(), Failure> {
    let printer = Printer { quiet: context.printer.quiet && !asking, ..context.printer };
    let own = if users.is_empty() { vec![own_name(client)?] } else { Vec::new() };
    for user in users.iter().chain(&own) {
        let of = ShowMemberHoldings { organization: organization.clone(), user: user.clone() };
        let held = client.call(&of)?.value;
        let (who, whose) = if users.is_empty() {
            ("you lose".to_owned(), ["you", "your"])
        } else {
            (format!("{user} loses"), ["they", "their"])
        };
        printer.note(format!("In {organization} {who}:"));
        for line in lines(organization, &held, whose) {
            printer.note(format!("- {line}"));
        }
        for secret in &held.secrets {
            let end = if revoke_secrets { "is revoked" } else { "goes on working; --revoke-secrets ends it" };
            let [they, _] = whose;
            printer.note(format!("The secret {}, which {they} issued, {end}.", issued(secret)));
        }
    }
    Ok(())
}

fn own_name(client: &Client) -> Result<Name, Failure> {
    let caller = client.call(&Whoami {})?.value;
    caller.user.ok_or_else(|| Failure::usage("a service holds nothing in an organization; name a user"))
}

/// What ends, a line each.
fn lines(organization: &Name, held: &MemberHoldings, [they, their]: [&str; 2]) -> Vec<String> {
    let mut lines = Vec::new();
    if held.flags.any() {
        lines.push(format!("the flags {}", flags(held.flags)));
    }
    lines.extend(held.holdings.iter().map(thing));
    if held.hidden > 0 {
        lines.push(format!("{} that you may not see", count(held.hidden, "more thing", "more things")));
    }
    if held.invites > 0 {
        lines.push(format!("{} that {they} sent", count(held.invites, "pending invite", "pending invites")));
    }
    if held.billed_here {
        lines.push(format!("{organization} as who pays: {their} personal organization does from then on"));
    }
    for (quota, what) in [(held.read_quota_mb, "read"), (held.write_quota_mb, "write")] {
        lines.extend(quota.map(|quota| format!("a {what} quota of {quota} MB a month")));
    }
    lines
}

fn count(number: u32, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// `project acme/lake: view, admin`.
fn thing(holding: &Holding) -> String {
    let alone = if holding.only_keeper { "; nobody else decides about it" } else { "" };
    format!("{}: {}{alone}", holding.resource.replacen(':', " ", 1), holding.holds)
}

/// A secret, as it is recognised.
fn issued(secret: &IssuedServiceSecret) -> String {
    let IssuedServiceSecret { service, hint, description } = secret;
    if description.is_empty() {
        format!("{hint} of {service}")
    } else {
        format!("{hint} of {service} ({description})")
    }
}

impl Details for MemberHoldings {
    fn details(&self) -> Vec<(&'static str, String)> {
        let mut details = vec![
            ("user", self.user.to_string()),
            ("flags", flags(self.flags)),
            ("billed here", yes_no(self.billed_here)),
            ("read quota, MB", members::megabytes(self.read_quota_mb)),
            ("write quota, MB", members::megabytes(self.write_quota_mb)),
        ];
        details.extend(self.holdings.iter().map(|holding| ("holds", thing(holding))));
        details.extend([("hidden", self.hidden.to_string()), ("sent invites", self.invites.to_string())]);
        details.extend(self.secrets.iter().map(|secret| ("issued secret", issued(secret))));
        details
    }
}
