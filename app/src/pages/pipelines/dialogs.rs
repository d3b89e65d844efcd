//! The dialogs over a pipeline's page, each at an address of its own.

use access::world::Change;
use api::Fault;
use api::names::Name;
use api::pipelines::{AccessChange, ListPipelinePeople, Pipeline, ShowDeadLetter};
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use leptos::prelude::*;

use super::super::project::settled;
use super::super::{about, at, closing, confirm_name, hidden, posted, query, refused, typed, whole};
use super::pipeline::refusal;
use super::settings::is_last_owner;
use super::{share, sharing};
use crate::backend::{ask, viewer};
use crate::forms::Fields;
use crate::forms::pipelines::sharing::{NONE, changes};
use crate::islands::FindPerson;
use crate::islands::changes::Told;
use crate::parts::{
    ButtonKind, CodeBlock, Dialog, DialogSize, ErrorSummary, Notice, SubmitButton, Tone, counted,
};

/// The dialog that the page's address or the form that was posted to it asks for.
pub(super) async fn open(pipeline: &Pipeline, here: &str) -> Result<Option<AnyView>, Fault> {
    let rights = pipeline.rights;
    if let Some(id) = query("show") {
        return record(pipeline, here, &id).await.map(Some);
    }
    if rights.edit {
        if query("teardown").is_some() || posted("teardown-pipeline") {
            return Ok(Some(teardown(pipeline, here)));
        }
        if let Some(version) = about("restore", "restore-pipeline", "version") {
            return Ok(Some(restore(pipeline, here, version)));
        }
    }
    if pipeline.role.is_some() && (query("leave").is_some() || posted("leave-pipeline")) {
        return leave(pipeline, here).await.map(Some);
    }
    if !rights.manage {
        return Ok(None);
    }
    if query("delete").is_some() || posted("delete-pipeline") {
        return delete(pipeline, here).await.map(Some);
    }
    if let Some(user) = about("transfer", "transfer-pipeline", "user") {
        return transfer(pipeline, here, &user).await.map(Some);
    }
    let fields = refused(sharing::FORM).1;
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone());
    if posted(sharing::FORM) && field(sharing::UNDO).is_some() {
        return undo(pipeline, here, fields).await.map(Some);
    }
    let change = field("change").or_else(|| query("take").map(|who| format!("{who} {NONE}")));
    if let Some(change) = change.filter(|_| !posted(sharing::FORM) || field("change").is_some()) {
        return take(pipeline, here, change).await.map(Some);
    }
    let sharing = query("share").is_some() && !posted(sharing::FORM);
    if sharing || field("who").is_some() || (posted(sharing::FORM) && field("row").is_none()) {
        return share::dialog(pipeline, here).await.map(Some);
    }
    Ok(None)
}

/// What every form here is about.
fn of(pipeline: &Pipeline, form: &'static str) -> AnyView {
    let fault = refused(form).0;
    view! {
        {hidden("do", form)}
        {hidden("organization", &pipeline.path.organization)}
        {hidden("pipeline", &pipeline.name)}
        {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
    }
    .into_any()
}

fn teardown(pipeline: &Pipeline, here: &str) -> AnyView {
    let pipeline = pipeline.clone();
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Tear down"</SubmitButton> };
    let sink = pipeline.config.sink.to_string();
    view! {
        <Dialog
            title=format!("Tear down {}", pipeline.path)
            line="It stops taking in records. Deployed again it goes on where it left off."
            action=here.to_owned()
            close=here.to_owned()
            command=format!("sluicegate pipeline teardown {}", pipeline.path)
            confirm=confirm.into_any()
        >
            {of(&pipeline, "teardown-pipeline")}
            <Notice tone=Tone::Warning title=format!("Nothing more comes to {sink} by it")>
                <p>"Its config, its place in the source, its dead letters and what it has written stay."</p>
            </Notice>
        </Dialog>
    }
    .into_any()
}

fn restore(pipeline: &Pipeline, here: &str, version: String) -> AnyView {
    let pipeline = pipeline.clone();
    let next = pipeline.version + 1;
    let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Restore version"</SubmitButton> };
    let fault = refused("restore-pipeline").0;
    view! {
        <Dialog
            title=format!("Restore version {version}")
            line=format!(
                "Its config is saved anew, as version {next}. What runs stays until that is deployed.",
            )
            action=here.to_owned()
            close=here.to_owned()
            command=format!("sluicegate pipeline restore {} {version}", pipeline.path)
            confirm=confirm.into_any()
        >
            {of(&pipeline, "restore-pipeline")}
            {hidden("version", &version)}
            {fault
                .filter(|fault| !fault.errors.is_empty())
                .map(|fault| view! { <ErrorSummary title=fault.detail /> })}
            <p>
                "If it reads, writes or runs as something else than now, you need the rights for that yourself."
            </p>
        </Dialog>
    }
    .into_any()
}

async fn leave(pipeline: &Pipeline, here: &str) -> Result<AnyView, Fault> {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let told = told(pipeline, &[AccessChange::User { user: viewer.name.clone(), role: None }]).await?;
    let pipeline = pipeline.clone();
    let last = is_last_owner(&pipeline);
    let confirm = view! {
        <SubmitButton kind=ButtonKind::DangerFilled disabled=last>
            "Leave pipeline"
        </SubmitButton>
    };
    let why = last.then(|| {
        view! {
            <Notice tone=Tone::Warning title="You are its only owner">
                <p>"Hand it over first, or make somebody else owner."</p>
            </Notice>
        }
    });
    Ok(view! {
        <Dialog
            title=format!("Leave {}", pipeline.path)
            line="You give up your own role. Only its owners can give you one again."
            action=here.to_owned()
            close=here.to_owned()
            size=DialogSize::Wide
            confirm=confirm.into_any()
            preview=settled(told, vec!["What a team of yours sees, you still see.".to_owned()])
        >
            {of(&pipeline, "leave-pipeline")}
            {why}
        </Dialog>
    }
    .into_any())
}

/// What these changes would do.
pub(super) async fn told(pipeline: &Pipeline, changes: &[AccessChange]) -> Result<Told, Fault> {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let facts = facts(pipeline, changes).await?;
    Ok(Told::of(&facts, viewer.id, &facts.set_roles(changes)))
}

async fn facts(pipeline: &Pipeline, changes: &[AccessChange]) -> Result<PreviewFacts, Fault> {
    let (mut users, mut teams) = (Vec::new(), Vec::new());
    for change in changes {
        match change {
            AccessChange::User { user, .. } => users.push(user.clone()),
            AccessChange::Team { team, .. } => teams.push(team.clone()),
        }
    }
    let (organization, pipeline) = (pipeline.path.organization.clone(), pipeline.name.clone());
    ask(ShowPreviewFacts { of: PreviewOf::Pipeline { organization, pipeline, users, teams } }).await
}

/// Taking somebody's or a team's role away.
async fn take(pipeline: &Pipeline, here: &str, change: String) -> Result<AnyView, Fault> {
    let wanted = changes(&vec![("change".to_owned(), change.clone())])?;
    let told = told(pipeline, &wanted).await?;
    let off = !told.ownerless.is_empty();
    let who = change.split(' ').next().unwrap_or_default().to_owned();
    let pipeline = pipeline.clone();
    let (title, flag) = if who.contains('/') {
        (format!("Take team {who} off {}", pipeline.path), "team")
    } else {
        (format!("Take {who} off {}", pipeline.path), "user")
    };
    let confirm = view! {
        <SubmitButton kind=ButtonKind::DangerFilled disabled=off>
            "Take away"
        </SubmitButton>
    };
    let fault = refused(sharing::FORM).0;
    Ok(view! {
        <Dialog
            title=title
            line="From the next request on. You can give it again."
            action=here.to_owned()
            close=closing(here, &sharing::row_menu(&who))
            size=DialogSize::Wide
            command=format!("sluicegate pipeline unshare {} --{flag} {who}", pipeline.path)
            confirm=confirm.into_any()
            preview=settled(told, vec!["What they can reach in other ways stays.".to_owned()])
        >
            {of(&pipeline, sharing::FORM)}
            {hidden("change", change)}
            {fault
                .filter(|fault| !fault.errors.is_empty())
                .map(|fault| view! { <ErrorSummary title=fault.detail /> })}
        </Dialog>
    }
    .into_any())
}

/// Taking the last change back, where it would do something else by now than what was shown.
async fn undo(pipeline: &Pipeline, here: &str, fields: Fields) -> Result<AnyView, Fault> {
    let told = told(pipeline, &changes(&fields)?).await?;
    let off = !told.ownerless.is_empty();
    let fields = fields.into_iter().filter(|(name, _)| name == "change");
    let fields = fields.map(|(_, change)| hidden("change", change)).collect_view();
    let pipeline = pipeline.clone();
    let confirm = view! {
        <SubmitButton kind=ButtonKind::Filled disabled=off>
            "Undo the change"
        </SubmitButton>
    };
    Ok(view! {
        <Dialog
            title=format!("Undo the last change on {}", pipeline.path)
            line="What taking it back would do now."
            action=here.to_owned()
            close=here.to_owned()
            size=DialogSize::Wide
            confirm=confirm.into_any()
            preview=settled(told, Vec::new())
        >
            {of(&pipeline, sharing::FORM)}
            {hidden(sharing::UNDO, "last")}
            {fields}
        </Dialog>
    }
    .into_any())
}

/// Handing over: first whom to, then what it does.
async fn transfer(pipeline: &Pipeline, here: &str, user: &str) -> Result<AnyView, Fault> {
    let viewer = viewer().ok_or_else(Fault::unauthenticated)?;
    let (fault, fields): (Option<Fault>, Fields) = refused("transfer-pipeline");
    let error = at(&fault, "user");
    let named: Option<Name> = (user != "pipeline").then(|| user.parse().ok()).flatten();
    let shown = match named.clone().filter(|_| error.is_none()) {
        Some(user) => {
            let wanted = [AccessChange::User { user, role: Some(access::Role::Owner) }];
            facts(pipeline, &wanted).await.ok().and_then(|facts| {
                let (to, pipeline) = (facts.users.first().copied()?, facts.pipeline?);
                let change = Change::TransferPipeline { pipeline, from: viewer.id, to };
                Some(Told::of(&facts, viewer.id, &[change]))
            })
        }
        None => None,
    };
    let pipeline = pipeline.clone();
    let title = format!("Hand over {}", pipeline.path);
    let line = "They become owner; you stay on as an editor, and can’t share or delete it any more.";
    let (Some(to), Some(told)) = (named, shown) else {
        let value = if user == "pipeline" { String::new() } else { typed(&fields, "user", user) };
        let nobody = (!value.is_empty()).then(|| "there is nobody of this name".to_owned());
        let confirm = view! { <SubmitButton kind=ButtonKind::Filled>"Preview handing over"</SubmitButton> };
        let organization = pipeline.path.organization.clone();
        return Ok(view! {
            <Dialog
                title=title
                line=line
                action=here.to_owned()
                close=here.to_owned()
                command=format!("sluicegate pipeline transfer {} USER", pipeline.path)
                confirm=confirm.into_any()
            >
                {of(&pipeline, "transfer-pipeline")}
                <FindPerson
                    name="user".into()
                    label="New owner".into()
                    value=value
                    hint="Anybody with an enabled account.".into()
                    error=error.or(nobody)
                    organization=organization
                    several=false
                />
            </Dialog>
        }
        .into_any());
    };
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Hand over"</SubmitButton> };
    Ok(view! {
        <Dialog
            title=title
            line=line
            action=here.to_owned()
            close=here.to_owned()
            size=DialogSize::Wide
            command=format!("sluicegate pipeline transfer {} {to}", pipeline.path)
            confirm=confirm.into_any()
            preview=settled(told, vec!["It goes on running as the same service.".to_owned()])
        >
            {of(&pipeline, "transfer-pipeline")}
            {hidden("user", &to)}
            <p>"The new owner: " <strong>{to.to_string()}</strong></p>
        </Dialog>
    }
    .into_any())
}

/// What goes with it, counted.
async fn delete(pipeline: &Pipeline, here: &str) -> Result<AnyView, Fault> {
    let (organization, name) = (pipeline.path.organization.clone(), pipeline.name.clone());
    let people = ListPipelinePeople { organization, pipeline: name, limit: Some(1), after: None };
    let people = ask(people).await?.total;
    let (fault, fields) = refused("delete-pipeline");
    let confirm = view! { <SubmitButton kind=ButtonKind::DangerFilled>"Delete pipeline"</SubmitButton> };
    let pipeline = pipeline.clone();
    let title = match people {
        1 => "1 person loses access".to_owned(),
        count => format!("{count} people lose access"),
    };
    let versions = counted(pipeline.version.into(), "version");
    let letters = counted(pipeline.dead_letters, "dead letter");
    let sink = pipeline.config.sink.to_string();
    Ok(view! {
        <Dialog
            title=format!("Delete {}", pipeline.path)
            line="It is torn down and gone. This can’t be undone."
            action=here.to_owned()
            close=here.to_owned()
            command=format!("sluicegate pipeline delete {}", pipeline.path)
            confirm=confirm.into_any()
        >
            {of(&pipeline, "delete-pipeline")}
            <Notice tone=Tone::Warning title=title>
                <ul>
                    <li>{format!("{versions} and {letters} go with it.")}</li>
                    <li>{format!("Nothing more comes to {sink} by it; what is there stays.")}</li>
                </ul>
            </Notice>
            {confirm_name(&pipeline.name, true, &fault, &fields)}
        </Dialog>
    }
    .into_any())
}

/// A record that failed, for who may see the source's records.
async fn record(pipeline: &Pipeline, here: &str, id: &str) -> Result<AnyView, Fault> {
    let show: ShowDeadLetter = api::decode::from_pairs(&[
        ("organization".to_owned(), pipeline.path.organization.to_string()),
        ("pipeline".to_owned(), pipeline.name.to_string()),
        ("id".to_owned(), id.to_owned()),
    ])
    .map_err(|_| Fault::not_found())?;
    let (title, body) = match ask(show).await {
        Ok(letter) => {
            let text = letter.record.map(|text| view! { <CodeBlock text=text label="Record" /> }.into_any());
            let gone = || view! { <p>"The source keeps it no longer."</p> }.into_any();
            let body = view! {
                <Notice tone=Tone::Warning title="Why it failed">
                    <p>{letter.reason}</p>
                </Notice>
                {text.unwrap_or_else(gone)}
            };
            (format!("Record {} of {}", letter.seq, pipeline.config.source), body.into_any())
        }
        Err(fault) if fault.status() == 403 => ("A record that failed".to_owned(), refusal(&fault)),
        Err(fault) => return Err(fault),
    };
    let confirm = ().into_any();
    Ok(view! {
        <Dialog title=title action=here.to_owned() close=here.to_owned() step=true confirm=confirm>
            {body}
        </Dialog>
    }
    .into_any())
}
