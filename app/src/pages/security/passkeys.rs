//! Passkeys: list, add, rename, remove.

use api::sign_in::{Passkey, SignInMethods, can_have_passkeys};
use leptos::prelude::*;

use super::super::{about, at, closing, hidden, opening, posted, query, refused, typed, whole};
use super::PATH;
use crate::backend::{now, site};
use crate::parts::{
    ButtonKind, ButtonSize, Cell, Day, Dialog, Empty, ErrorSummary, Glyph, Head, LinkButton, MainCell,
    MenuCell, MenuLink, Panel, PasskeyAct, PasskeyButton, Row, RowMenu, SubmitButton, Table, TextField,
    Timestamp,
};

/// What is said where no passkey can be made or used.
const NEEDS_SCRIPTS: &str =
    "Passkeys are made by the browser and need scripts; everything else here works without.";

/// The panel.
pub(super) fn panel(methods: &SignInMethods) -> AnyView {
    let possible = can_have_passkeys(&site().origin);
    let add = possible.then(|| {
        view! {
            <LinkButton href=format!("{PATH}?add=passkey") size=ButtonSize::Small>
                "Add a passkey…"
            </LinkButton>
        }
        .into_any()
    });
    let impossible = (!possible).then(|| {
        view! {
            <div class="panel-body">
                <p>
                    "This console is opened by an address, and passkeys belong to a name. Whoever runs it can set an origin with a name; on this machine alone, http://localhost and the port."
                </p>
            </div>
        }
    });
    let list = if methods.passkeys.is_empty() {
        possible.then(|| {
            view! {
                <Empty
                    glyph=Glyph::Key
                    title="No passkeys yet"
                    line="A passkey signs you in with your fingerprint, face or the device’s code: no username, no password, nothing that could be given away."
                />
            }
            .into_any()
        })
    } else {
        Some(table(methods.passkeys.clone()))
    };
    view! {
        <Panel title="Passkeys" aside=add flush=true>
            {impossible}
            {list}
        </Panel>
    }
    .into_any()
}

/// The id of the menu in a passkey's row.
fn row_menu(id: impl std::fmt::Display) -> String {
    format!("passkey-{id}")
}

fn table(passkeys: Vec<Passkey>) -> AnyView {
    let now = now();
    let rows = passkeys.into_iter().map(move |passkey| {
        let name = passkey.name.as_str().to_owned();
        let actions = format!("Actions for {name}");
        let used = match passkey.last_used_at {
            Some(at) => view! { <Timestamp at now /> }.into_any(),
            None => "never".into_any(),
        };
        let (id, created) = (passkey.id, passkey.created_at);
        view! {
            <Row>
                <MainCell>{name}</MainCell>
                <Cell label="Added">
                    <Day at=created now />
                </Cell>
                <Cell label="Last used">{used}</Cell>
                <MenuCell>
                    <RowMenu id=row_menu(id) label=actions>
                        <MenuLink href=opening(PATH, "rename", id) glyph=Glyph::Gear>
                            "Rename…"
                        </MenuLink>
                        <MenuLink href=opening(PATH, "remove", id) glyph=Glyph::Ban danger=true>
                            "Remove…"
                        </MenuLink>
                    </RowMenu>
                </MenuCell>
            </Row>
        }
    });
    let heads = ["Name", "Added", "Last used"].map(Head::Text);
    let heads = heads.into_iter().chain([Head::Hidden("Actions")]).collect();
    view! {
        <Table label="Passkeys" heads=heads>
            {rows.collect_view()}
        </Table>
    }
    .into_any()
}

/// The dialog that the query asks for, or whose form was refused.
pub(super) fn asked(methods: &SignInMethods) -> Option<AnyView> {
    if query("add").is_some() || posted("add-passkey") {
        return can_have_passkeys(&site().origin).then(add_dialog);
    }
    let found = |id: String| methods.passkeys.iter().find(|passkey| passkey.id.to_string() == id);
    if let Some(passkey) = about("rename", "rename-passkey", "id").and_then(found) {
        return Some(rename_dialog(passkey));
    }
    about("remove", "remove-passkey", "id").and_then(found).map(remove_dialog)
}

fn name_field(name: String, fault: &Option<api::Fault>) -> impl IntoView + use<> {
    let hint = "Where it is kept, so that you know it when the device is gone.";
    view! { <TextField name="name" label="Name" value=name hint=hint error=at(fault, "name") autofocus=true /> }
}

fn add_dialog() -> AnyView {
    let (fault, fields) = refused("add-passkey");
    let confirm =
        view! { <PasskeyButton act=PasskeyAct::Create without=NEEDS_SCRIPTS label="Add passkey" /> };
    let action = format!("{PATH}?add=passkey");
    view! {
        <Dialog
            title="Add a passkey"
            line="Your browser asks for your fingerprint, face or the device’s code next."
            action=action
            close=PATH
            confirm=confirm.into_any()
        >
            {hidden("do", "add-passkey")}
            {whole(&fault)
                .or_else(|| at(&fault, "credential"))
                .map(|title| view! { <ErrorSummary title=title /> })}
            {name_field(typed(&fields, "name", ""), &fault)}
        </Dialog>
    }
    .into_any()
}

fn rename_dialog(passkey: &Passkey) -> AnyView {
    let (id, name) = (passkey.id, passkey.name.as_str().to_owned());
    let (fault, fields) = refused("rename-passkey");
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Rename passkey"</SubmitButton> };
    view! {
        <Dialog
            title=format!("Rename {name}")
            action=PATH
            close=closing(PATH, &row_menu(id))
            confirm=confirm.into_any()
        >
            {hidden("do", "rename-passkey")}
            {hidden("id", id)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
            {name_field(typed(&fields, "name", &name), &fault)}
        </Dialog>
    }
    .into_any()
}

fn remove_dialog(passkey: &Passkey) -> AnyView {
    let (id, name) = (passkey.id, passkey.name.as_str().to_owned());
    let (fault, _) = refused("remove-passkey");
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Remove passkey"</SubmitButton> };
    view! {
        <Dialog
            title=format!("Remove {name}")
            line="It signs nobody in any more. Take it out of the device, too."
            action=PATH
            close=closing(PATH, &row_menu(id))
            confirm=confirm.into_any()
        >
            {hidden("do", "remove-passkey")}
            {hidden("id", id)}
            {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
        </Dialog>
    }
    .into_any()
}
