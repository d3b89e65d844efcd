//! What accepting an invite changes: now and after, side by side, as a contract.

use access::Flags;
use api::invites::InviteTerms;
use leptos::prelude::*;

use super::super::flag_words;
use crate::backend::viewer;
use crate::parts::BarePanel;

/// A row: what it is about, how that is now, and how then.
fn line(about: String, now: String, then: String, second: String) -> AnyView {
    let changes = (now != then && then != "Unchanged").then_some("changes");
    let second = (!second.is_empty()).then(|| view! { <span class="second">{second}</span> });
    view! {
        <tr>
            <th scope="row">{about}</th>
            <td>{now}</td>
            <td class=changes>{then} {second}</td>
        </tr>
    }
    .into_any()
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

fn held(flags: Flags) -> String {
    match flag_words(flags.effective()).as_str() {
        "" => "No rights".to_owned(),
        words => words.replace(' ', ", "),
    }
}

/// The table.
pub(super) fn contract(terms: &InviteTerms) -> impl IntoView + use<> {
    let organization = terms.invite.organization.to_string();
    let after = access::invite::accepted(terms.held, terms.invite.flags);
    let own = viewer().map(|viewer| viewer.name.to_string()).unwrap_or_default();
    let now_flags = held(terms.held);
    let then_flags = if after == terms.held { "Unchanged".to_owned() } else { held(after) };
    let projects = terms.projects.iter().map(|project| {
        line(format!("Project {}", project.path), held(project.flags), "Unchanged".to_owned(), String::new())
    });
    let (projects, ends) = (projects.collect_view(), ends(terms));
    let secrets = match terms.longest_secret_days {
        Some(days) => line(
            "Your secrets".into(),
            "May have no end date".into(),
            format!("New ones end within {days} days"),
            format!("a rule of {organization}; those you have stay as they are"),
        ),
        None => line("Your secrets".into(), "May have no end date".into(), "Unchanged".into(), String::new()),
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
                <table class="contract">
                    <thead>
                        <tr>
                            <td></td>
                            <th scope="col">"Now"</th>
                            <th scope="col">"After you accept"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {pays} {quota}
                        {line(format!("Organization {organization}"), now_flags, then_flags, String::new())}
                        {projects} {ends} {seen} {secrets}
                        {line(
                            format!("Your own organization {own}"),
                            "Yours".into(),
                            "Unchanged".into(),
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
