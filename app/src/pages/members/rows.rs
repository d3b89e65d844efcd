//! One row of the people: a member, a collaborator or a pending invite.

use access::Time;
use api::members::{Member, MemberSource};
use api::names::Name;
use leptos::prelude::*;

use super::super::opening;
use super::{here, row_menu};
use crate::parts::{
    Avatar, Badge, Cell, Edit, Glyph, Held, MenuCell, MenuLink, PathTick, Row, RowMenu, Timestamp, Tone,
    date, relative,
};

/// How a row is looked at.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    /// What is now.
    pub now: Time,
    /// The row is the viewer's own.
    pub mine: bool,
    /// The viewer decides about people here.
    pub admin: bool,
    /// The row is the only admin's.
    pub locked: bool,
    /// The organization is somebody's own: its admin stays the one.
    pub personal: bool,
    /// The row is ticked in the bar over what is selected.
    pub selected: bool,
}

pub(super) fn row(organization: &Name, index: usize, member: Member, seen: Seen) -> AnyView {
    let invited = member.source == MemberSource::Invite;
    let who = member.user.as_ref().map(ToString::to_string).or_else(|| member.email.clone());
    let who = who.unwrap_or_else(|| "somebody".to_owned());
    let tick = (seen.admin && !invited).then(|| {
        view! {
            <input
                type="checkbox"
                form="bulk"
                name="users"
                value=who.clone()
                checked=seen.selected
                aria-label=format!("Select {who}")
            />
        }
    });
    let (source, second) = source(&member, seen.now);
    let pays = match (&member.billing_organization, invited) {
        (Some(now), true) => format!("{now}, then {organization}"),
        (Some(now), false) => now.to_string(),
        (None, true) => format!("{organization}, once accepted"),
        (None, false) => "themselves".to_owned(),
    };
    let activity = match member.last_active_at {
        _ if invited => view! {
            "sent "
            <Timestamp at=member.since now=seen.now />
        }
        .into_any(),
        Some(at) => view! { <Timestamp at now=seen.now /> }.into_any(),
        None => view! { <span class="muted">"–"</span> }.into_any(),
    };
    let ticks = ticks(organization, index, &member, &who, seen);
    let menu = menu(organization, &member, &who, seen);
    view! {
        <Row>
            <td role="cell" class="main">
                <div class="person">
                    {tick} <Avatar name=who.clone() /> <div>
                        <div class="name">
                            {who.clone()}
                            {seen.mine.then(|| view! { <Badge tone=Tone::Accent text="you" /> })}
                            {member.disabled.then(|| view! { <Badge text="disabled" /> })}
                        </div>
                    </div>
                </div>
            </td>
            <Cell label="Source" second=Some(second)>
                {source}
            </Cell>
            {ticks}
            <Cell label="Pays">{pays}</Cell>
            <Cell label="Activity">{activity}</Cell>
            <MenuCell>{menu}</MenuCell>
        </Row>
    }
    .into_any()
}

fn source(member: &Member, now: Time) -> (&'static str, String) {
    match member.source {
        MemberSource::Member => ("Member", "billed here".to_owned()),
        MemberSource::Collaborator => {
            let by = member.granted_by.as_ref().map(|by| format!("added by {by}"));
            ("Collaborator", by.unwrap_or_else(|| "pays for themselves".to_owned()))
        }
        MemberSource::Invite => {
            let ends = member.expires_at.map(|end| format!("ends {}", relative(end, now)));
            ("Invite pending", ends.unwrap_or_default())
        }
    }
}

fn ticks(organization: &Name, index: usize, member: &Member, who: &str, seen: Seen) -> AnyView {
    let (standing, granted) = match member.source {
        MemberSource::Member => (format!("member since {}", date(member.since)), "set"),
        MemberSource::Collaborator => (format!("collaborator since {}", date(member.since)), "set"),
        MemberSource::Invite => (format!("invited {}", date(member.since)), "offered"),
    };
    let granted = match &member.granted_by {
        Some(by) => format!("{granted} by {by}"),
        None => granted.to_owned(),
    };
    let edit = |flag: &str| match (&member.user, &member.source) {
        (Some(user), MemberSource::Invite) if seen.admin => {
            Edit::At(opening(&here(organization), "invite", user))
        }
        (Some(user), _) if seen.admin && flag == "admin" && seen.locked => {
            Edit::Fixed(format!("{user} is the only admin: make somebody else admin first."))
        }
        (Some(_), _) if seen.admin && flag == "admin" && seen.personal => {
            Edit::Fixed(format!("{organization} is a personal organization, whose user alone is its admin."))
        }
        (Some(user), _) if seen.admin => Edit::Here(opening(&here(organization), "edit", user)),
        _ => Edit::No,
    };
    let [view, create, admin] = Held::of(member.flags);
    let cell = |label: &'static str, flag: &'static str, held: Held| {
        let (person, on, flags) = (who.to_owned(), organization.to_string(), member.flags);
        let (standing, granted, edit) = (standing.clone(), granted.clone(), edit(flag));
        view! {
            <Cell label=label>
                <PathTick person flag on flags held standing granted edit id=format!("path-{index}-{flag}") />
            </Cell>
        }
    };
    view! {
        {cell("View", "view", view)}
        {cell("Create", "create", create)}
        {cell("Admin", "admin", admin)}
    }
    .into_any()
}

fn menu(organization: &Name, member: &Member, who: &str, seen: Seen) -> Option<AnyView> {
    let here = here(organization);
    let (about, items) = match (&member.source, &member.user, member.invite) {
        (MemberSource::Invite, _, Some(id)) if seen.admin => {
            let items = view! {
                <MenuLink href=opening(&here, "resend", id) glyph=Glyph::Roll>
                    "Resend…"
                </MenuLink>
                <MenuLink href=opening(&here, "revoke", id) glyph=Glyph::Ban danger=true>
                    "Revoke…"
                </MenuLink>
            };
            (id.to_string(), items.into_any())
        }
        (MemberSource::Invite, ..) | (_, None, _) => return None,
        (_, Some(user), _) => {
            let quota = (seen.admin && member.source == MemberSource::Member).then(|| {
                view! {
                    <MenuLink href=opening(&here, "quota", user) glyph=Glyph::Chart>
                        "Quotas…"
                    </MenuLink>
                }
            });
            let change = seen.admin.then(|| {
                view! {
                    <MenuLink href=opening(&here, "edit", user) glyph=Glyph::Gear>
                        "Flags…"
                    </MenuLink>
                }
            });
            let end = if seen.locked && (seen.admin || seen.mine) {
                let reason = format!("{user} is the only admin: make somebody else admin before they go.");
                view! { <p class="menu-head second">{reason}</p> }.into_any()
            } else if seen.mine {
                view! {
                    <MenuLink href=format!("/{organization}/-/leave") glyph=Glyph::SignOut danger=true>
                        "Leave…"
                    </MenuLink>
                }
                .into_any()
            } else if seen.admin {
                view! {
                    <MenuLink href=opening(&here, "remove", user) glyph=Glyph::Minus danger=true>
                        "Remove…"
                    </MenuLink>
                }
                .into_any()
            } else {
                return None;
            };
            let items = view! {
                {change}
                {quota}
                {end}
            };
            (user.to_string(), items.into_any())
        }
    };
    Some(
        view! {
            <RowMenu id=row_menu(about) label=format!("Actions for {who}")>
                {items}
            </RowMenu>
        }
        .into_any(),
    )
}
