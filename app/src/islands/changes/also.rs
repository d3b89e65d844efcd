//! What a change brings about beside gains and losses: what leaving again would mean, and what else ends by it.

use access::world::{Change, Subject, Thing, World};
use access::{OrganizationId, UserId};
use api::previews::PreviewFacts;

use super::{Line, Teller, list};
use crate::parts;

/// What it means for whoever accepts an invite if they leave later, or are removed.
pub(super) fn leaving(teller: &Teller<'_>, changes: &[Change]) -> Option<(String, Vec<Line>)> {
    let invite = changes.iter().find_map(|change| match change {
        Change::AcceptInvite { organization, user, .. } => Some((*organization, *user)),
        _ => None,
    });
    let (organization, user) = invite?;
    let name = teller.name(Subject::User(user));
    let path = teller.path(Thing::Organization(organization));
    let held = held(teller.before, organization, user);
    let held = if held.is_empty() { "nothing".to_owned() } else { list(&held) };
    let line = |mark, verb, rest, second| Line {
        mark,
        who: String::new(),
        verb,
        permissions: Vec::new(),
        rest,
        second,
    };
    let lines = vec![
        line(
            parts::Change::Arrow,
            "Billing returns to",
            "their personal organization".to_owned(),
            String::new(),
        ),
        line(
            parts::Change::Minus,
            "Every project grant, team place and pipeline role inside",
            format!("{path} ends"),
            format!("today, of those you may see: {held}"),
        ),
    ];
    Some((format!("If {name} leaves, or is removed"), lines))
}

/// How many things that the viewer can't see the changes touch. Those that somebody holds something on inside an
/// organization stay as they are when flags on it change.
pub(super) fn beyond(facts: &PreviewFacts, changes: &[Change]) -> usize {
    let stays =
        |change: &Change| matches!(change, Change::OrganizationFlags { .. } | Change::AcceptInvite { .. });
    if changes.iter().all(stays) { 0 } else { facts.hidden as usize }
}

/// What somebody holds inside an organization, as far as it is in this world.
fn held(world: &World, organization: OrganizationId, user: UserId) -> Vec<String> {
    let projects = world.projects.values().filter(|project| project.organization == organization);
    let projects = projects.filter_map(|project| {
        let names: Vec<&str> = project.flags.get(&user)?.effective().names().collect();
        Some(format!("{} on {}", names.join(", "), project.path))
    });
    let teams = world.teams.values().filter(|team| team.organization == organization);
    let teams = teams.filter(|team| team.members.contains(&user)).map(|team| format!("team {}", team.path));
    let pipelines = world.pipelines.values().filter(|pipeline| pipeline.organization == organization);
    let pipelines = pipelines.filter_map(|pipeline| {
        let role = pipeline.roles.get(&user)?;
        Some(format!("{} of {}", role.name(), pipeline.path))
    });
    projects.chain(teams).chain(pipelines).collect()
}

/// "When the inviter loses `admin`, the invites they sent are revoked."
pub(super) fn known(teller: &Teller<'_>, facts: &PreviewFacts, changes: &[Change]) -> Option<Vec<Line>> {
    let mut lines = None;
    for change in changes {
        let Change::OrganizationFlags { organization, user, flags } = change else { continue };
        let lines = lines.get_or_insert_with(Vec::new);
        let held = teller.before.organizations.get(organization).and_then(|one| one.flags.get(user));
        let sent = facts.sent_invites.get(user).copied().unwrap_or_default();
        if flags.admin || sent == 0 || held.is_none_or(|held| !held.admin) {
            continue;
        }
        let rest = match sent {
            1 => "1 invite that is pending, which ends".to_owned(),
            count => format!("{count} invites that are pending, which end"),
        };
        lines.push(Line {
            mark: parts::Change::Minus,
            who: teller.name(Subject::User(*user)),
            verb: "sent",
            permissions: Vec::new(),
            rest,
            second: String::new(),
        });
    }
    lines
}
