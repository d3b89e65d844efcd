//! How to read and write a stream from elsewhere.

use api::streams::Stream;
use leptos::prelude::*;

use crate::backend::site;
use crate::parts::{ButtonKind, CodeBlock, CodeLine, LinkButton, Panel};

/// The panels: what is needed first, then the command line, then curl.
pub(super) fn connect(stream: &Stream) -> impl IntoView + use<> {
    let path = stream.path.to_string();
    let records = format!("{}/api/v1/streams/{path}/records", site().origin);
    let auth = "-H \"Authorization: Bearer $SLUICEGATE_SECRET\"";
    let public = stream.public;
    // Anybody may read what is public.
    let read = if public {
        format!("curl \"{records}?limit=10\"")
    } else {
        format!("curl {auth} \\\n  \"{records}?limit=10\"")
    };
    let follow = format!("sluicegate stream read {path} --follow");
    let write = format!(
        "echo '{{\"n\": 1}}' | curl {auth} \\\n  -H \"Content-Type: application/x-ndjson\" \\\n  --data-binary @- {records}"
    );
    let writes = stream.write;
    let environment = format!("export SLUICEGATE_URL={}\nexport SLUICEGATE_SECRET=…", site().origin);
    let which = if public {
        "Reading needs no secret: the project is public. A secret is needed to write, and for a service, which reads only what it was granted."
    } else {
        "For your own terminal or notebook issue a secret of yours; where code runs by itself, let a service have access."
    };
    view! {
        <div class="stack">
            <Panel title="First a secret">
                <p>{which}</p>
                <CodeBlock label="Environment" text=environment />
                <LinkButton href="/-/profile/secrets" kind=ButtonKind::Plain>
                    "Issue a secret"
                </LinkButton>
            </Panel>
            <Panel title="Command line">
                <CodeLine
                    label="Read the first ten records"
                    command=true
                    text=format!("sluicegate stream read {path} --limit 10")
                />
                <CodeLine label="Follow new ones" command=true text=follow />
                {writes
                    .then(|| {
                        let text = format!("echo '{{\"n\": 1}}' | sluicegate stream write {path}");
                        view! { <CodeLine label="Write one" command=true text=text /> }
                    })}
            </Panel>
            <Panel title="HTTP">
                <CodeBlock label="Read with curl" text=read />
                {writes.then(|| view! { <CodeBlock label="Write with curl" text=write /> })}
                <p>
                    "Records come as one JSON object a line; " <a href="/api/docs">"the API’s page"</a>
                    " has the rest."
                </p>
            </Panel>
        </div>
    }
}
