//! The sidebar: where one is. From 1120 px on it stands beside the page; below it is a popover over it.

use super::{OrganizationNav, Section};
use crate::parts::{Avatar, AvatarOf, AvatarSize, Glyph, Icon, Mark};
use leptos::prelude::*;

/// The sidebar.
#[component]
pub fn Sidebar(
    /// The current item.
    section: Section,
    /// How many invites wait for the viewer.
    invites: usize,
    /// The organization shown, if any.
    organization: Option<OrganizationNav>,
) -> impl IntoView {
    view! {
        <nav id="sidebar" class="sidebar" popover="auto" aria-label="Main">
            <div class="sidebar-top">
                <Mark />
                <button
                    type="button"
                    class="icon-button"
                    popovertarget="sidebar"
                    popovertargetaction="hide"
                    aria-label="Close the menu"
                >
                    <Icon glyph=Glyph::Close />
                </button>
            </div>
            <ul>
                <Item href="/" glyph=Glyph::Home label="Home" current=section == Section::Home />
                <Item
                    href="/-/invites"
                    glyph=Glyph::Mail
                    label="Invites"
                    current=section == Section::Invites
                    count=invites
                />
                <Item
                    href="/-/profile/secrets"
                    glyph=Glyph::Key
                    label="Secrets"
                    current=section == Section::Secrets
                />
                <Item
                    href="/-/pipelines"
                    glyph=Glyph::Pipeline
                    label="My pipelines"
                    current=section == Section::Pipelines
                />
                <Item
                    href="/-/access"
                    glyph=Glyph::Access
                    label="Access"
                    current=section == Section::Access
                />
            </ul>
            {organization.map(|organization| view! { <Organization organization section /> })}
            <ul class="sidebar-foot">
                <Item href="/-/cli" glyph=Glyph::Terminal label="Command line" />
                <Item href="/api/docs" glyph=Glyph::Info label="API and docs" />
            </ul>
        </nav>
    }
    .into_any()
}

/// The organization's switcher and sections.
#[component]
fn Organization(organization: OrganizationNav, section: Section) -> impl IntoView {
    let name = organization.name;
    let items = organization.sections.into_iter().map(|item| {
        let href = item.href(&name);
        let current = section == Section::Organization(item);
        view! { <Item href glyph=item.glyph() label=item.label() current /> }
    });
    let items = items.collect_view();
    let choices = organization.switcher.into_iter().map(|other| {
        let current = other == name;
        view! {
            <a class="menu-item" href=format!("/{other}") aria-current=current.then_some("true")>
                <Avatar name=other.clone() size=AvatarSize::Small of=AvatarOf::Organization />
                {other.clone()}
                {current.then(|| view! { <Icon glyph=Glyph::Check /> })}
            </a>
        }
    });
    let choices = choices.collect_view();
    view! {
        <div>
            <button type="button" class="switcher" popovertarget="organizations">
                <Avatar name=name.clone() size=AvatarSize::Small of=AvatarOf::Organization />
                <span class="visually-hidden">"Organization: "</span>
                <span class="switcher-name">{name}</span>
                <Icon glyph=Glyph::Switch />
            </button>
            <div id="organizations" class="menu from-start same-width" popover="auto">
                {choices}
            </div>
        </div>
        <ul class="organization-sections">{items}</ul>
    }
    .into_any()
}

/// One link of the sidebar.
#[component]
fn Item(
    #[prop(into)] href: String,
    glyph: Glyph,
    label: &'static str,
    #[prop(optional)] current: bool,
    #[prop(optional)] count: usize,
) -> impl IntoView {
    view! {
        <li>
            <a class="sidebar-item" href=href aria-current=current.then_some("page")>
                <Icon glyph />
                {label}
                {(count > 0).then(|| view! { <span class="count">{count}</span> })}
            </a>
        </li>
    }
    .into_any()
}
