//! Invites, as whom they are for sees them: the list, what one would change, and the page that a link leads to.

mod contract;

use api::invites::{ListOwnInvites, ShowInviteLink, ShowOwnInvite};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use contract::contract;

use super::{Made, at, bare_frame, flag_words, frame, hidden, param, refused, typed, whole};
use crate::backend::{ask, now, reply, site, viewer};
use crate::parts::{
    Avatar, AvatarOf, AvatarSize, ButtonKind, ButtonSize, Change, Empty, ErrorSummary, Gate, Glyph,
    InputKind, LinkButton, LinkRow, Notice, Panel, PreviewLine, Rows, Subject, SubmitButton, TextField,
    Title, date, relative,
};
use crate::shell::bar::encoded;
use crate::shell::{Crumb, Frame, Layout, Section};

/// The list.
pub(super) async fn page() -> Made {
    if viewer().is_none() {
        reply().redirect("/-/sign-in?next=/-/invites");
        return Ok((frame("Invites"), ().into_any()));
    }
    let invites = ask(ListOwnInvites { limit: Some(500), after: None }).await?.items;
    let list = if invites.is_empty() {
        view! {
            <Empty
                glyph=Glyph::Mail
                title="No invites"
                line="When an organization wants to make you a member, and pay for you, its invite stands here."
            />
        }
        .into_any()
    } else {
        let rows = invites.into_iter().map(|invite| {
            let organization = invite.organization.to_string();
            let from = invite.invited_by.map(|by| format!("from {by}, ")).unwrap_or_default();
            let second =
                format!("{from}ends {}, {}", date(invite.expires_at), relative(invite.expires_at, now()));
            view! {
                <LinkRow
                    href=Some(format!("/-/invites/{organization}"))
                    lead=view! { <Avatar name=organization.clone() of=AvatarOf::Organization /> }.into_any()
                    name=organization.into_any()
                    second=second
                    end=view! { <code>{flag_words(invite.flags)}</code> }.into_any()
                />
            }
        });
        view! { <Rows>{rows.collect_view()}</Rows> }.into_any()
    };
    let lede = "Nothing changes until you accept.".into_any();
    let body = view! {
        <Title subject=Subject::Page("Invites".into()) lede=lede />
        <Panel title="Waiting for you" flush=true>
            {list}
        </Panel>
    };
    let frame = Frame { section: Section::Invites, crumbs: vec![Crumb::here("Invites")], ..frame("Invites") };
    Ok((frame, body.into_any()))
}

/// What accepting one would change: now and after, side by side.
pub(super) async fn terms_page() -> Made {
    let organization = param("organization")?;
    if viewer().is_none() {
        reply().redirect(format!("/-/sign-in?next=/-/invites/{organization}"));
        return Ok((frame("Invites"), ().into_any()));
    }
    let terms = ask(ShowOwnInvite { organization: organization.clone() }).await?;
    let (fault, _) = refused("accept-invite");
    let fault = whole(&fault).or_else(|| whole(&refused("decline-invite").0));
    let here = format!("/-/invites/{organization}");
    let invite = &terms.invite;
    let from = invite.invited_by.as_ref().map(|by| format!("From @{by}, ")).unwrap_or_default();
    let lede = format!(
        "{from}{}. Ends {}, {}. Nothing changes until you accept.",
        date(invite.created_at),
        date(invite.expires_at),
        relative(invite.expires_at, now()),
    );
    let avatar =
        view! { <Avatar name=organization.to_string() size=AvatarSize::Large of=AvatarOf::Organization /> };
    let note = (!invite.note.as_str().is_empty()).then(|| {
        let by =
            invite.invited_by.as_ref().map_or_else(|| "They wrote".to_owned(), |by| format!("{by} wrote"));
        let text = invite.note.as_str().to_owned();
        view! {
            <Notice title=by>
                <p>{text}</p>
            </Notice>
        }
    });
    let body = view! {
        <Title
            subject=Subject::Name(format!("{organization} invites you"))
            lead=avatar.into_any()
            lede=lede.into_any()
        />
        <div class="stack">
            {fault.map(|title| view! { <ErrorSummary title=title /> })} {note} {contract(&terms)}
            <section aria-labelledby="later">
                <h2 id="later">"If you leave later"</h2>
                <PreviewLine change=Change::Arrow>"You pay for your own usage again, at once."</PreviewLine>
                <PreviewLine change=Change::Minus>
                    {format!(
                        "Your project grants, team places and pipeline roles inside {organization} end. The list is shown before you confirm.",
                    )}
                </PreviewLine>
                <PreviewLine change=Change::Never>
                    "You can’t leave while you are the only admin of a project or the only owner of a pipeline."
                </PreviewLine>
            </section> <div class="actions page-foot">
                <form method="post" action=here.clone()>
                    {hidden("do", "accept-invite")}
                    {hidden("organization", &organization)}
                    {hidden("seen", &terms.seen)}
                    <SubmitButton kind=ButtonKind::Filled size=ButtonSize::Large>
                        {format!("Accept: {organization} pays from now on")}
                    </SubmitButton>
                </form>
                <form method="post" action=here>
                    {hidden("do", "decline-invite")}
                    {hidden("organization", &organization)}
                    <SubmitButton size=ButtonSize::Large>"Decline"</SubmitButton>
                </form>
                <code class="command">{format!("sluicegate organization accept-invite {organization}")}</code>
            </div>
        </div>
    };
    let frame = Frame {
        section: Section::Invites,
        crumbs: vec![Crumb::to("Invites", "/-/invites"), Crumb::here(organization.to_string())],
        layout: Layout::Reading,
        ..frame(format!("Invite from {organization}"))
    };
    Ok((frame, body.into_any()))
}

/// What the link of an invite to an address leads to: an account, or taking it with the one that is signed in.
pub(super) async fn link_page() -> Made {
    let code = use_params_map().read_untracked().get("code").unwrap_or_default();
    let link = ask(ShowInviteLink { code: code.clone() }).await?;
    let action = format!("/-/invite/{}", encoded(&code));
    let host = site().origin.split_once("://").map(|(_, host)| host.to_owned()).unwrap_or_default();
    let by = link.invited_by.map(|by| format!(" by {by}")).unwrap_or_default();
    let line = format!(
        "For {}, sent{by}; ends {}. Nothing changes until you accept.",
        link.email,
        date(link.expires_at)
    );
    let form = match viewer() {
        Some(viewer) => {
            let (fault, _) = refused("take-invite");
            view! {
                <form class="form gate-panel" method="post" action=action>
                    {hidden("do", "take-invite")}
                    {hidden("code", code)}
                    {fault.map(|fault| view! { <ErrorSummary title=fault.detail /> })}
                    <SubmitButton kind=ButtonKind::Filled size=ButtonSize::Wide>
                        {format!("Take it as {}", viewer.name)}
                    </SubmitButton>
                </form>
            }
            .into_any()
        }
        None => {
            let (fault, fields) = refused("sign-up");
            let sign_in = format!("/-/sign-in?next={}", encoded(&action));
            view! {
                <form class="form gate-panel" method="post" action=action>
                    {hidden("do", "sign-up")}
                    {hidden("code", code)}
                    {whole(&fault)
                        .or_else(|| at(&fault, "code"))
                        .map(|title| view! { <ErrorSummary title=title /> })}
                    <TextField
                        name="name"
                        label="Username"
                        kind=InputKind::Username
                        value=typed(&fields, "name", "")
                        hint="Also the name of your personal organization."
                        error=at(&fault, "name")
                        large=true
                        autofocus=true
                    />
                    <TextField
                        name="password"
                        label="Password"
                        kind=InputKind::NewPassword
                        error=at(&fault, "password")
                        large=true
                    />
                    <SubmitButton kind=ButtonKind::Filled size=ButtonSize::Wide>
                        "Create account"
                    </SubmitButton>
                    <LinkButton href=sign_in size=ButtonSize::Wide>
                        "I have an account: sign in"
                    </LinkButton>
                </form>
            }
            .into_any()
        }
    };
    let title = format!("{} invites you", link.organization);
    let body = view! {
        <Gate title=title host=host line=line>
            {form}
        </Gate>
    };
    Ok((bare_frame("Invite"), body.into_any()))
}
