//! What accepting an invite changes: now and after, side by side, as a contract.

use access::Flags;
use api::invites::InviteTerms;
use leptos::prelude::*;

use crate::backend::viewer;
use crate::parts::BarePanel;

/// What stays as it is.
const UNCHANGED: &str = "Unchanged";

/// A row: what it is about, how that is now, and how then. The roles are written out, since a phone shows it as no table.
fn row(about: String, now: AnyView, then: AnyView, changes: bool, second: String) -> AnyView {
    let second = (!second.is_empty()).then(|| view! { <span class="second">{second}</span> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                {about}
            </th>
            <td role="cell" data-label="Now">
                {now}
            </td>
            <td role="cell" data-label="After" class=changes.then_some("changes")>
                {then}
                {second}
            </td>
        </tr>
    }
    .into_any()
}

fn line(about: String, now: String, then: String, second: String) -> AnyView {
    let stays = then == UNCHANGED;
    let changes = now != then && !stays;
    let then = view! { <span class=stays.then_some("muted")>{then}</span> };
    row(about, now.into_any(), then.into_any(), changes, second)
}

/// A row of flags.
fn rights(about: String, now: Flags, then: Flags) -> AnyView {
    let changes = now != then;
    let after = if changes {
        chips(then, "badge code accent")
    } else {
        view! { <span class="muted">{UNCHANGED}</span> }.into_any()
    };
    row(about, chips(now, "badge code"), after, changes, String::new())
}

/// Flags as chips; what they imply comes after them, and says so.
fn chips(flags: Flags, class: &'static str) -> AnyView {
    if !flags.any() {
        return "No rights".into_any();
    }
    let stored: Vec<_> = flags.names().collect();
    let chip = |name: &'static str| {
        let implied = !stored.contains(&name);
        let class = if implied { "badge code outline" } else { class };
        view! {
            <code class=class>{name}</code>
            {implied.then(|| view! { <span class="caption">"implied"</span> })}
        }
    };
    let implied = flags.effective().names().filter(|name| !stored.contains(name));
    let chips = stored.iter().copied().chain(implied).map(chip).collect_view();
    view! { <span class="tags">{chips}</span> }.into_any()
}

/// What ends: places in teams that only who pays now held, and what was seen by them.
fn ends(terms: &InviteTerms) -> Vec<AnyView> {
    let former = &terms.billing_organization;
    let team = |team: &String| {
        line(
            format!("Team {team}"),
            "You are in it".into(),
            "Your place ends".into(),
            format!("{former} no longer pays for you, and you hold no flag there"),
        )
    };
    let pipeline = |pipeline: &String| {
        let second = "you see it by teams there alone".to_owned();
        line(format!("Pipeline {pipeline}"), "read".into(), "No rights".into(), second)
    };
    let hidden = match terms.ends.hidden {
        0 => None,
        1 => Some("1 more thing that you can’t see".to_owned()),
        count => Some(format!("{count} more things that you can’t see")),
    };
    let hidden = hidden.map(|hidden| line("By these teams".into(), hidden, "Ends".into(), String::new()));
    let named = terms.ends.teams.iter().map(team).chain(terms.ends.pipelines.iter().map(pipeline));
    named.chain(hidden).collect()
}

/// The table.
pub(super) fn contract(terms: &InviteTerms) -> impl IntoView + use<> {
    let organization = terms.invite.organization.to_string();
    let after = access::invite::accepted(terms.held, terms.invite.flags);
    let own = viewer().map(|viewer| viewer.name.to_string()).unwrap_or_default();
    let project = |path: String, flags| rights(format!("Project {path}"), flags, flags);
    let projects = terms.projects.iter().map(|held| project(held.path.to_string(), held.flags));
    let there = rights(format!("Organization {organization}"), terms.held, after);
    let (projects, ends) = (projects.collect_view(), ends(terms));
    let secrets = match terms.longest_secret_days {
        Some(days) => line(
            "Your secrets".into(),
            "May have no end date".into(),
            format!("New ones end within {days} days"),
            format!("a rule of {organization}; those you have stay as they are"),
        ),
        None => line("Your secrets".into(), "May have no end date".into(), UNCHANGED.into(), String::new()),
    };
    let quota = line(
        "Your quota".into(),
        quota_words(terms),
        "No bound of your own".into(),
        format!("{organization} may set one, and its own bound comes first"),
    );
    let known = !terms.projects.is_empty() || terms.held.any();
    let seen = line(
        format!("What {organization}’s admins see"),
        if known { "What you hold there" } else { "Nothing but this invite" }.into(),
        if known {
            "That, and your usage by month and your last activity"
        } else {
            "What you hold there, your usage by month and your last activity"
        }
        .into(),
        String::new(),
    );
    let pays = line(
        "Who pays for your usage".into(),
        terms.billing_organization.to_string(),
        format!("{organization}, from the moment you accept"),
        "usage before that stays on the bill it is on".into(),
    );
    view! {
        <BarePanel label="What accepting changes">
            <div class="table-scroll">
                <table class="contract" role="table" aria-label="Now, and after you accept">
                    <thead role="rowgroup">
                        <tr role="row">
                            <td role="cell"></td>
                            <th role="columnheader" scope="col">
                                "Now"
                            </th>
                            <th role="columnheader" scope="col">
                                "After you accept"
                            </th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">
                        {pays} {quota} {there} {projects} {ends} {seen} {secrets}
                        {line(
                            format!("Your own organization {own}"),
                            "Yours".into(),
                            UNCHANGED.into(),
                            String::new(),
                        )}
                    </tbody>
                </table>
            </div>
        </BarePanel>
    }
}

/// What somebody may use now, where a bound is theirs.
fn quota_words(terms: &InviteTerms) -> String {
    let bound =
        |what: &str, megabytes: Option<u64>| megabytes.map(|megabytes| format!("{megabytes} MB {what}"));
    let bounds = [bound("read", terms.read_quota_mb), bound("write", terms.write_quota_mb)];
    let bounds: Vec<String> = bounds.into_iter().flatten().collect();
    if bounds.is_empty() {
        "No bound of your own".to_owned()
    } else {
        format!("{} a month", bounds.join(" · "))
    }
}
