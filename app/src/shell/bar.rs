//! The top bar: menu, mark, breadcrumb, search, help, account.

use super::{Crumb, Theme};
use crate::backend::{Site, Viewer, site};
use crate::islands::FindThing;
use crate::parts::{Avatar, ButtonKind, ButtonSize, Glyph, Icon, LinkButton, Mark, MenuLink};
use leptos::prelude::*;

/// The bar.
#[component]
pub fn Bar(
    /// Who is signed in.
    viewer: Option<Viewer>,
    /// Where the page is.
    crumbs: Vec<Crumb>,
    /// How many invites wait for them.
    invites: usize,
) -> impl IntoView {
    let waiting = (invites > 0).then(|| {
        let name = match invites {
            1 => "1 invite waits for you".to_owned(),
            count => format!("{count} invites wait for you"),
        };
        view! {
            <a class="icon-button waiting" href="/-/invites" aria-label=name.clone() title=name>
                <Icon glyph=Glyph::Mail />
                <span class="count" aria-hidden="true">
                    {invites}
                </span>
            </a>
        }
    });
    let menu = viewer.is_some().then(|| {
        view! {
            <button type="button" class="icon-button menu-button" popovertarget="sidebar" aria-label="Menu">
                <Icon glyph=Glyph::Menu />
            </button>
        }
    });
    // The field comes to life when it is focused: a page that nobody searches on loads nothing for it.
    let find = viewer.is_some().then(|| {
        view! {
            <div class="find-place" data-wake="focus">
                <FindThing />
            </div>
            <a class="icon-button find-link" href="/-/find" aria-label="Find" title="Find">
                <Icon glyph=Glyph::Search />
            </a>
            <a class="icon-button help-link" href="/api/docs" aria-label="API and docs" title="API and docs">
                <Icon glyph=Glyph::Help />
            </a>
        }
    });
    let end = match viewer {
        Some(viewer) => view! { <Account name=viewer.name.to_string() /> }.into_any(),
        None => {
            let href = format!("/-/sign-in?next={}", encoded(&site().path));
            view! {
                <LinkButton href kind=ButtonKind::Filled size=ButtonSize::Small>
                    "Sign in"
                </LinkButton>
            }
            .into_any()
        }
    };
    view! {
        <header class="bar">
            {menu} <a class="brand" href="/">
                <Mark />
                <span class="brand-name">"Sluicegate"</span>
            </a> <Crumbs crumbs /> <div class="bar-end">{find} {waiting} {end}</div>
        </header>
    }
    .into_any()
}

/// Where the page is: each part but the last leads there, and switches where there is something to switch to.
#[component]
fn Crumbs(crumbs: Vec<Crumb>) -> impl IntoView {
    let parts = crumbs.into_iter().enumerate().map(|(index, crumb)| {
        let id = format!("crumb-{index}");
        let others = (!crumb.others.is_empty()).then(|| {
            let links = crumb.others.into_iter().map(|(label, href)| {
                view! {
                    <a class="menu-item" href=href>
                        {label}
                    </a>
                }
            });
            view! {
                <button
                    type="button"
                    class="icon-button"
                    popovertarget=id.clone()
                    aria-label=format!("Switch from {}", crumb.label)
                >
                    <Icon glyph=Glyph::Switch />
                </button>
                <div class="menu from-start" id=id popover="auto">
                    {links.collect_view()}
                </div>
            }
        });
        let label = match crumb.href {
            Some(href) => view! { <a href=href>{crumb.label}</a> }.into_any(),
            None => view! { <span aria-current="page">{crumb.label}</span> }.into_any(),
        };
        view! { <li>{label}{others}</li> }
    });
    view! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>{parts.collect_view()}</ol>
        </nav>
    }
    .into_any()
}

/// The account menu. Theme and sign-out are plain forms.
#[component]
fn Account(name: String) -> impl IntoView {
    let Site { theme, path, .. } = site();
    let theme = Theme::from_word(&theme);
    let themes = Theme::ALL.map(|choice| {
        let pressed = if choice == theme { "true" } else { "false" };
        view! {
            <button type="submit" name="theme" value=choice.word() aria-pressed=pressed>
                {choice.label()}
            </button>
        }
    });
    view! {
        <button type="button" class="account" popovertarget="account">
            <Avatar name=name.clone() />
            <span class="visually-hidden">"Account: " {name.clone()}</span>
        </button>
        <div id="account" class="menu" popover="auto">
            <p class="menu-head">
                <span class="second">"Signed in as"</span>
                <strong>{name.clone()}</strong>
            </p>
            <hr />
            <MenuLink href="/-/profile/account" glyph=Glyph::User>
                "Account settings"
            </MenuLink>
            <MenuLink href="/-/profile/secrets" glyph=Glyph::Key>
                "Secrets"
            </MenuLink>
            <MenuLink href="/-/profile/activity" glyph=Glyph::File>
                "Activity"
            </MenuLink>
            <MenuLink href="/-/access" glyph=Glyph::Access>
                "Access"
            </MenuLink>
            <MenuLink href="/-/cli" glyph=Glyph::Terminal>
                "Command line"
            </MenuLink>
            <hr />
            <form class="theme-choice" method="post" action=path>
                <span id="theme-label">"Theme"</span>
                <input type="hidden" name="do" value="set-theme" />
                <div role="group" aria-labelledby="theme-label">
                    {themes}
                </div>
            </form>
            <hr />
            <form method="post" action="/-/sign-in">
                <input type="hidden" name="do" value="sign-out" />
                <button type="submit" class="menu-item">
                    <Icon glyph=Glyph::SignOut />
                    "Sign out"
                </button>
            </form>
        </div>
    }
    .into_any()
}

/// A path as the value of a query: everything but letters, digits and `/-_.~` as `%XX`.
pub(crate) fn encoded(path: &str) -> String {
    path.bytes().fold(String::with_capacity(path.len()), |mut text, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                text.push(char::from(byte))
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
        text
    })
}
