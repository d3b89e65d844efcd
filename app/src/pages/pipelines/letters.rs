//! Records that a pipeline could not transform: why, what they say, and another try.

use api::Fault;
use api::pipelines::{DeadLetter, ListDeadLetters, Pipeline};
use leptos::prelude::*;

use super::super::{hidden, query, refused};
use super::pipeline::Face;
use crate::backend::{ask, now};
use crate::forms::pipelines::page;
use crate::parts::{
    Badge, ButtonSize, Cell, Empty, ErrorSummary, Glyph, Head, LinkButton, MainCell, Pager, Panel, Row,
    SubmitButton, Table, Timestamp, counted,
};
use crate::shell::bar::encoded;

/// The tab.
pub(super) async fn letters(pipeline: &Pipeline) -> Result<AnyView, Fault> {
    let here = Face::Letters.href(&page(&pipeline.path));
    let list = ask(ListDeadLetters {
        organization: pipeline.path.organization.clone(),
        pipeline: pipeline.name.clone(),
        limit: None,
        after: query("after"),
    })
    .await?;
    let next = list.next.map(|next| format!("{here}&after={}", encoded(&next)));
    let waiting = list.items.iter().any(|letter| !letter.replaying);
    let content = if list.items.is_empty() {
        view! {
            <Empty
                glyph=Glyph::Check
                title="No dead letters"
                line="A record whose filter or field fails comes here with its reason; the pipeline goes on with the next."
            />
        }
        .into_any()
    } else {
        let rows = list.items.into_iter().map(|letter| row(pipeline, &here, letter)).collect_view();
        let heads = vec![
            Head::Text("Record"),
            Head::Text("Reason"),
            Head::Text("Version"),
            Head::Text("Failed"),
            Head::Hidden("Actions"),
        ];
        view! {
            <Table label="Dead letters" heads=heads>
                {rows}
            </Table>
        }
        .into_any()
    };
    let all = (pipeline.rights.edit && waiting).then(|| {
        replay(pipeline, &here, None, format!("Try all {} again", pipeline.dead_letters)).into_any()
    });
    let foot = view! {
        <p>
            {if pipeline.rights.edit {
                "Tried again by the version that is deployed: put the config right and deploy it first."
            } else {
                "Trying them again needs edit on the pipeline."
            }}
        </p>
        {next.map(|next| view! { <Pager range="Newest first" next=Some(next) /> })}
    };
    let fault = refused("replay-dead-letters").0;
    Ok(view! {
        {fault.map(|fault| view! { <ErrorSummary title=fault.detail /> })}
        <Panel title="Dead letters" flush=true aside=all foot=foot.into_any()>
            {content}
        </Panel>
    }
    .into_any())
}

/// The button that tries one again, or all.
fn replay(pipeline: &Pipeline, here: &str, id: Option<String>, label: String) -> AnyView {
    view! {
        <form method="post" action=here.to_owned()>
            {hidden("do", "replay-dead-letters")}
            {hidden("organization", &pipeline.path.organization)}
            {hidden("pipeline", &pipeline.name)}
            {id.map(|id| hidden("id", id))}
            <SubmitButton size=ButtonSize::Small glyph=Glyph::Roll>
                {label}
            </SubmitButton>
        </form>
    }
    .into_any()
}

fn row(pipeline: &Pipeline, here: &str, letter: DeadLetter) -> AnyView {
    let id = letter.id.to_string();
    let show = format!("{here}&show={id}");
    let tried = (letter.attempts > 1).then(|| counted(letter.attempts.into(), "attempt"));
    let again = match (letter.replaying, pipeline.rights.edit) {
        (true, _) => view! { <Badge text="waits to be tried again" /> }.into_any(),
        (false, true) => replay(pipeline, here, Some(id), "Try again".to_owned()),
        (false, false) => ().into_any(),
    };
    view! {
        <Row>
            <MainCell>{format!("№ {}", letter.seq)}</MainCell>
            <Cell label="Reason">
                <span class="failed">{letter.reason}</span>
            </Cell>
            <Cell label="Version">{letter.version}</Cell>
            <Cell label="Failed" second=tried>
                <Timestamp at=letter.at now=now() />
            </Cell>
            <Cell label="">
                <div class="letter-acts">
                    <LinkButton href=show size=ButtonSize::Small glyph=Glyph::Eye>
                        "Show record"
                    </LinkButton>
                    {again}
                </div>
            </Cell>
        </Row>
    }
    .into_any()
}
