//! The command line: how to install it and sign in, with lines to copy. For everybody, signed in or not.

pub(super) mod login;

use leptos::prelude::*;

use super::{Made, frame};
use crate::backend::{site, viewer};
use crate::parts::{ButtonKind, CodeLine, LinkButton, Panel, Subject, Title};
use crate::shell::{Crumb, Frame, Layout};

/// The page.
pub(super) async fn page() -> Made {
    let origin = site().origin;
    let login = format!("sluicegate auth login --url {origin}");
    let url = format!("export SLUICEGATE_URL={origin}");
    let lede =
        "Everything that this console does, the program sluicegate does in a terminal, and scripts with it."
            .into_any();
    let secrets = match viewer() {
        Some(_) => view! { <a href="/-/profile/secrets">"Secrets"</a> }.into_any(),
        None => "Secrets".into_any(),
    };
    let body = view! {
        <Title subject=Subject::Page("Command line".into()) lede=lede />
        <div class="stack">
            <Panel title="1. Install">
                <div class="stack">
                    <p>
                        "One file without anything else to install: the program of the server is the command line, too. Whoever runs this console can give it to you. From its source code it is built by:"
                    </p>
                    <CodeLine command=true text="cargo xtask build --release" label="Build" />
                    <CodeLine
                        command=true
                        wrap=true
                        text="install -D -m 755 target/release/sluicegate ~/.local/bin/sluicegate"
                        label="Put it where your shell finds it"
                    />
                    <CodeLine command=true text="sluicegate --version" label="Check" />
                </div>
            </Panel>
            <Panel title="2. Sign in">
                <div class="stack">
                    <p>
                        "The terminal shows a code, and the browser a page: if it shows the same code, choose what the terminal may do and for how long. It gets a secret of its own, in a file that only you can read."
                    </p>
                    <CodeLine command=true wrap=true text=login label="Sign in" />
                    <CodeLine command=true text="sluicegate auth whoami" label="Who am I?" />
                    <CodeLine
                        command=true
                        text="sluicegate auth logout"
                        label="Sign out, which revokes that secret"
                    />
                    <div class="actions">
                        <LinkButton href="/-/cli/login" kind=ButtonKind::Filled>
                            "Enter a code"
                        </LinkButton>
                    </div>
                </div>
            </Panel>
            <Panel title="3. Use it">
                <div class="stack">
                    <CodeLine command=true text="sluicegate project list" label="What can I see?" />
                    <CodeLine
                        command=true
                        wrap=true
                        text="sluicegate stream read ORG/PROJECT/STREAM --follow"
                        label="Read a stream"
                    />
                    <CodeLine command=true text="sluicegate --help" label="Everything else" />
                </div>
            </Panel>
            <Panel title="In scripts and elsewhere">
                <div class="stack">
                    <p>
                        "Where no browser is, two variables take the place of signing in. Issue a secret for it under "
                        {secrets} ", a read secret where reading is enough, or make a service."
                    </p>
                    <CodeLine command=true wrap=true text=url label="Which server" />
                    <CodeLine
                        command=true
                        wrap=true
                        text="read -rs SLUICEGATE_SECRET && export SLUICEGATE_SECRET"
                        label="The secret, typed or pasted without being shown"
                    />
                    <CodeLine
                        command=true
                        text="sluicegate secret scan ."
                        label="Look for secrets in a folder before you publish it"
                    />
                </div>
            </Panel>
        </div>
    };
    let crumbs = vec![Crumb::here("Command line")];
    let frame = Frame { crumbs, layout: Layout::Reading, ..frame("Command line") };
    Ok((frame, body.into_any()))
}
