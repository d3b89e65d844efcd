//! A stream's schema: shown, and edited as text by those who may change the stream.

use api::streams::Stream;
use leptos::prelude::*;

use super::super::stream_fields::schema as schema_field;
use super::super::{hidden, posted, query, refused, whole};
use crate::parts::{ButtonKind, CodeBlock, Empty, ErrorSummary, Glyph, LinkButton, Panel, SubmitButton};

/// What an empty form begins with.
const EXAMPLE: &str = "{\n  \"type\": \"object\",\n  \"properties\": {\n    \"id\": { \"type\": \"string\" }\n  },\n  \"required\": [\"id\"]\n}";

/// The tab.
pub(super) fn schema(stream: &Stream, may_change: bool) -> AnyView {
    let path = stream.path.to_string();
    let edit = format!("/{path}?tab=schema&edit=schema");
    if may_change && (query("edit").is_some() || posted("update-stream")) {
        return form(stream);
    }
    let Some(schema) = &stream.schema else {
        let action = may_change.then(|| {
            view! {
                <LinkButton href=edit kind=ButtonKind::Filled glyph=Glyph::Plus>
                    "Add schema"
                </LinkButton>
            }
            .into_any()
        });
        return view! {
            <Panel title="Schema" flush=true>
                <Empty
                    glyph=Glyph::File
                    title="No schema"
                    line="Any JSON object is taken. With a JSON Schema every new record is checked against it, and one that doesn’t fit is refused."
                    actions=action
                />
            </Panel>
        }
        .into_any();
    };
    let text = pretty(schema.as_str());
    let change = may_change.then(|| view! { <LinkButton href=edit>"Edit schema"</LinkButton> }.into_any());
    view! {
        <Panel title="Schema" aside=change>
            <p>"Every new record is checked against it; those that are there stay as they are."</p>
            <CodeBlock label="JSON Schema" text=text />
        </Panel>
    }
    .into_any()
}

fn form(stream: &Stream) -> AnyView {
    let stream = stream.clone();
    let (fault, fields) = refused("update-stream");
    let here = format!("/{}?tab=schema", stream.path);
    let now = stream.schema.as_ref().map_or_else(|| EXAMPLE.to_owned(), |schema| pretty(schema.as_str()));
    let cancel = here.clone();
    view! {
        <Panel title="Schema">
            <form class="form" method="post" action=here>
                {hidden("do", "update-stream")}
                {hidden("shows", "schema")}
                {hidden("organization", &stream.path.organization)}
                {hidden("project", &stream.path.project)}
                {hidden("stream", &stream.name)}
                {whole(&fault).map(|title| view! { <ErrorSummary title=title /> })}
                {schema_field(
                    &fault,
                    &fields,
                    &now,
                    "Records that are there already aren’t checked. Left empty, any JSON object is taken.",
                )}
                <div class="actions">
                    <SubmitButton kind=ButtonKind::Filled>"Save schema"</SubmitButton>
                    <LinkButton href=cancel kind=ButtonKind::Ghost>
                        "Cancel"
                    </LinkButton>
                </div>
            </form>
        </Panel>
    }
    .into_any()
}

/// Levels of JSON that are indented; deeper ones stand under the last of these.
const LEVELS: usize = 16;

/// The text of a schema or a record with a line for each part. Its keys keep their order, its numbers and strings stay as
/// they are.
pub(super) fn pretty(text: &str) -> String {
    let (mut out, mut depth, mut inside, mut escaped) =
        (String::with_capacity(text.len() * 2), 0_usize, false, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if inside {
            out.push(c);
            inside = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        let line = |out: &mut String, depth: usize| {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth.min(LEVELS)));
        };
        match c {
            c if c.is_whitespace() => {}
            '{' | '[' => {
                out.push(c);
                while chars.next_if(|next| next.is_whitespace()).is_some() {}
                if let Some(close) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c => {
                inside = c == '"';
                out.push(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_laid_out() {
        assert_eq!(
            pretty(r#"{"a":{},"b":["x, {y}\\",1]}"#),
            "{\n  \"a\": {},\n  \"b\": [\n    \"x, {y}\\\\\",\n    1\n  ]\n}"
        );
        assert!(pretty(&"[".repeat(100)).lines().all(|line| line.len() <= 2 * LEVELS + 1));
        assert_eq!(
            pretty(&pretty(EXAMPLE)),
            EXAMPLE
                .replace("{ \"type\": \"string\" }", "{\n      \"type\": \"string\"\n    }")
                .replace("[\"id\"]", "[\n    \"id\"\n  ]")
        );
    }
}
