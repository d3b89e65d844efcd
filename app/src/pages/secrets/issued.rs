//! What a secret issued: listed in a dialog, and offered, ticked, where it is revoked.

use access::SecretId;
use api::Fault;
use api::secrets::{ListIssuedSecrets, MAX_ALSO, Secret, SecretState};
use leptos::prelude::*;

use super::super::{closing, opening, posted, refused, same_part};
use super::rows::{called, row_menu};
use crate::backend::{ask, now};
use crate::parts::{
    Badge, ButtonKind, Cell, Dialog, DialogSize, Ends, Head, LinkButton, MainCell, Row, RowState,
    SecretKindBadge, Table, Tone,
};

/// The first secrets that one issued, the newest first, and whether there are more.
pub(super) async fn issued(id: SecretId) -> Result<(Vec<Secret>, bool), Fault> {
    let limit = u32::try_from(MAX_ALSO).ok();
    let page = ask(ListIssuedSecrets { id, limit, after: None }).await?;
    Ok((page.items, page.next.is_some()))
}

/// Ticks for those that work: they are revoked with the one that issued them.
pub(super) fn ticks(issued: &[Secret], more: bool) -> Option<AnyView> {
    let again = posted("revoke-secret");
    let (_, fields) = refused("revoke-secret");
    let live: Vec<&Secret> = issued.iter().filter(|secret| secret.state == SecretState::Active).collect();
    if live.is_empty() {
        return None;
    }
    let cards = live.into_iter().map(|secret| {
        let id = secret.id.to_string();
        let checked = !again || fields.iter().any(|(name, value)| name == "also" && *value == id);
        let line = format!("{}, {}", secret.hint, used(secret));
        view! {
            <label class="card">
                <input class="tick square" type="checkbox" name="also" value=id checked=checked />
                <span class="card-title">{called(secret)}</span>
                <span class="card-line">{line}</span>
            </label>
        }
    });
    let rest = more.then(|| {
        view! { <p class="hint">"It issued more than are listed here; revoke it again to see them."</p> }
    });
    Some(
        view! {
            <fieldset class="field">
                <legend>"It issued these; revoke them, too"</legend>
                <div class="cards">{cards.collect_view()}</div>
                {rest}
            </fieldset>
        }
        .into_any(),
    )
}

fn used(secret: &Secret) -> String {
    match secret.last_used_at {
        Some(at) => format!("last used {}", crate::parts::relative(at, now())),
        None => "never used".to_owned(),
    }
}

/// The dialog that lists them.
pub(super) async fn issued_dialog(root: &Secret, here: &str) -> Result<AnyView, Fault> {
    let (items, more) = issued(root.id).await?;
    let now = now();
    let rows = items.into_iter().map(|secret| {
        let (state, tone, word) = match secret.state {
            SecretState::Active => (RowState::Plain, Tone::Success, "Active"),
            SecretState::Expired => (RowState::Ended, Tone::Neutral, "Expired"),
            SecretState::Revoked => (RowState::Ended, Tone::Danger, "Revoked"),
        };
        let name = called(&secret);
        view! {
            <Row state=state>
                <MainCell second=secret.hint second_label="Secret">
                    {name}
                </MainCell>
                <Cell label="Kind">
                    <SecretKindBadge kind=secret.kind />
                </Cell>
                <Cell label="Ends">
                    <Ends at=secret.expires_at now />
                </Cell>
                <Cell label="State">
                    <Badge tone=tone text=word />
                </Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    let heads = ["Name", "Kind", "Ends", "State"].map(Head::Text).to_vec();
    let revoke = (root.state == SecretState::Active).then(|| {
        view! {
            <LinkButton href=opening(here, "revoke", root.id) kind=ButtonKind::Danger>
                "Revoke with them…"
            </LinkButton>
        }
    });
    let more = more.then(|| view! { <p class="hint">"The newest 500; there are more."</p> });
    Ok(view! {
        <Dialog
            title=format!("Issued by {}", called(root))
            line="Directly, or by way of what it issued. Those that you may not see are left out."
            action=same_part(here)
            close=closing(here, &row_menu(root.id))
            size=DialogSize::Wide
            step=true
            command=format!("sluicegate secret revoke {} --with-issued", root.id)
            confirm=revoke.into_any()
        >
            <Table label="Issued secrets" heads=heads>
                {rows}
            </Table>
            {more}
        </Dialog>
    }
    .into_any())
}
