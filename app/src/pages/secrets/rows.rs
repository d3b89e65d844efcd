//! A list of secrets: a person's own, or a service's.

use access::{SecretId, Time};
use api::secrets::{Secret, SecretState};
use leptos::prelude::*;

use super::super::opening;
use crate::parts::{
    Badge, Cell, Day, Ends, Glyph, Head, MainCell, MenuCell, MenuLink, Row, RowMenu, RowState,
    SecretKindBadge, Table, Timestamp, Tone, counted, soon,
};

/// Whose secrets are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages) enum Of {
    /// The viewer's own: each of some kind.
    Person,
    /// A service's: each issued by somebody. `true` if the viewer may roll them.
    Service(bool),
}

/// The id of the menu in a secret's row.
pub(super) fn row_menu(secret: SecretId) -> String {
    format!("secret-{secret}")
}

/// What a secret is called: its description.
pub(super) fn called(secret: &Secret) -> String {
    match secret.description.as_str() {
        "" => "no description".to_owned(),
        text => text.to_owned(),
    }
}

/// The table; dialogs open on the page `here`. `new` was just issued.
pub(in crate::pages) fn table(
    secrets: Vec<Secret>,
    here: &str,
    of: Of,
    now: Time,
    new: Option<SecretId>,
) -> AnyView {
    let rows = secrets.into_iter().map(|secret| row(secret, here, of, now, new)).collect_view();
    let second = if of == Of::Person { "Kind" } else { "Issued by" };
    let heads = ["Name", second, "Created", "Last used", "Ends", "State"].map(Head::Text);
    let heads = heads.into_iter().chain([Head::Hidden("Actions")]).collect();
    view! {
        <Table label="Secrets" heads=heads>
            {rows}
        </Table>
    }
    .into_any()
}

/// Its state in a word.
fn state(secret: &Secret, now: Time, new: bool) -> (Tone, &'static str) {
    match secret.state {
        SecretState::Active if new => (Tone::Accent, "New"),
        SecretState::Active if secret.rolled_to.is_some() => (Tone::Warning, "Rolled"),
        SecretState::Active if secret.expires_at.is_some_and(|end| soon(end, now)) => {
            (Tone::Warning, "Ending soon")
        }
        SecretState::Active => (Tone::Success, "Active"),
        SecretState::Expired => (Tone::Neutral, "Expired"),
        SecretState::Revoked if secret.leaked_at.is_some() => (Tone::Danger, "Leaked"),
        SecretState::Revoked => (Tone::Danger, "Revoked"),
    }
}

fn row(secret: Secret, here: &str, of: Of, now: Time, new: Option<SecretId>) -> impl IntoView + use<> {
    let name = called(&secret);
    let is_new = new == Some(secret.id);
    let (tone, word) = state(&secret, now, is_new);
    let active = secret.state == SecretState::Active;
    let row_state = match (is_new, active) {
        (true, _) => RowState::Selected,
        (false, true) => RowState::Plain,
        (false, false) => RowState::Ended,
    };
    let used = match secret.last_used_at {
        Some(at) => view! { <Timestamp at now /> }.into_any(),
        None => "never".into_any(),
    };
    let ends = match secret.revoked_at {
        Some(at) => view! {
            "revoked "
            <Timestamp at now />
        }
        .into_any(),
        None => view! { <Ends at=secret.expires_at now /> }.into_any(),
    };
    let kind = match of {
        Of::Person => view! {
            <Cell label="Kind">
                <SecretKindBadge kind=secret.kind />
            </Cell>
        }
        .into_any(),
        Of::Service(_) => {
            let by = secret.issued_by.as_ref().map_or_else(|| "the operator".to_owned(), ToString::to_string);
            view! { <Cell label="Issued by">{by}</Cell> }.into_any()
        }
    };
    let origin = match (secret.issued_with.is_some(), secret.issued) {
        (true, 0) => Some("by another secret".to_owned()),
        (false, 0) => None,
        (by, count) => {
            let issued = format!("issued {}", counted(count.into(), "secret"));
            Some(if by { format!("by another secret, {issued}") } else { issued })
        }
    };
    let actions = menu(&secret, here, of, &name);
    let unnamed = secret.description.as_str().is_empty().then_some("muted");
    view! {
        <Row state=row_state>
            <MainCell second=secret.hint second_label="Secret">
                <span class=unnamed>{name}</span>
            </MainCell>
            {kind}
            <Cell label="Created" second=origin>
                <Day at=secret.created_at now />
            </Cell>
            <Cell label="Last used" second=secret.last_used_from>
                {used}
            </Cell>
            <Cell label="Ends">{ends}</Cell>
            <Cell label="State">
                <Badge tone=tone text=word />
            </Cell>
            <MenuCell>{actions}</MenuCell>
        </Row>
    }
}

/// Where the use of one secret is shown.
fn usage_page(secret: SecretId, here: &str, of: Of) -> String {
    match of {
        Of::Person => format!("/-/profile/usage?secret={secret}"),
        Of::Service(_) => {
            let page = here.split('?').next().unwrap_or(here);
            format!("{page}?tab=usage&secret={secret}")
        }
    }
}

/// What can be done with it: see what was used with it and what it issued, follow its roll, roll it, revoke it.
fn menu(secret: &Secret, here: &str, of: Of, name: &str) -> AnyView {
    let active = secret.state == SecretState::Active;
    let old = if secret.rolled_to.is_some() { Some(secret.id) } else { secret.rolled_from };
    let usage = usage_page(secret.id, here, of);
    let issued = (secret.issued > 0).then(|| {
        view! {
            <MenuLink href=opening(here, "issued", secret.id) glyph=Glyph::Key>
                "What it issued…"
            </MenuLink>
        }
    });
    let adoption = old.map(|id| {
        view! {
            <MenuLink href=opening(here, "adoption", id) glyph=Glyph::Chart>
                "Follow the roll…"
            </MenuLink>
        }
    });
    let rollable = active && secret.rolled_to.is_none() && of != Of::Service(false);
    let roll = rollable.then(|| {
        view! {
            <MenuLink href=opening(here, "roll", secret.id) glyph=Glyph::Roll>
                "Roll…"
            </MenuLink>
        }
    });
    let revoke = active.then(|| {
        view! {
            <MenuLink href=opening(here, "revoke", secret.id) glyph=Glyph::Ban danger=true>
                "Revoke…"
            </MenuLink>
        }
    });
    let menu = view! {
        <RowMenu id=row_menu(secret.id) label=format!("Actions for {name}")>
            <MenuLink href=usage glyph=Glyph::Chart>
                "Usage"
            </MenuLink>
            {issued}
            {adoption}
            {roll}
            {revoke}
        </RowMenu>
    };
    menu.into_any()
}
