//! `sluicegate service show-activity` and `delete`, which asks with what it would stop.

use api::services::{DeleteService, ServiceActivity, ShowService, ShowServiceActivity};

use super::ask;
use super::client::Client;
use super::connect::Context;
use super::exit::Failure;
use super::print::{Details, Printer, time, time_or_dash};
use super::service::Path;

pub(crate) fn show(context: &Context, path: &Path) -> Result<(), Failure> {
    let (organization, service) = path.names();
    let answer = context.client()?.call(&ShowServiceActivity { organization, service })?;
    context.printer.show(&answer.text, &answer.value)
}

pub(crate) fn delete(context: &Context, path: &Path) -> Result<(), Failure> {
    let asks = ask::must_ask(context.yes)?;
    let (organization, service) = path.names();
    let client = context.client()?;
    if asks {
        tell(context, &client, path)?;
        ask::confirm(&format!("Delete the service {}?", path.path))?;
    }
    let answer = client.call(&DeleteService { organization, service })?;
    context.printer.show(&answer.text, &answer.value)
}

/// Tells what would stop; whoever is asked is told, also with `--quiet`.
fn tell(context: &Context, client: &Client, path: &Path) -> Result<(), Failure> {
    let printer = Printer { quiet: false, ..context.printer };
    let (organization, service) = path.names();
    let shown = client.call(&ShowService { organization, service })?.value;
    let (organization, service) = path.names();
    let activity = client.call(&ShowServiceActivity { organization, service })?.value;
    printer.note(format!("{}.", activity.headline()));
    for line in activity.stops(&shown, time) {
        printer.note(format!("- {line}"));
    }
    Ok(())
}

impl Details for ServiceActivity {
    fn details(&self) -> Vec<(&'static str, String)> {
        let mut details = vec![
            ("requests in 30 days", self.requests.to_string()),
            ("secrets used", self.secrets.to_string()),
            ("read bytes", self.read_bytes.to_string()),
            ("written bytes", self.write_bytes.to_string()),
            ("last used", time_or_dash(self.last_used_at)),
        ];
        details.extend(self.streams.iter().map(|stream| ("stream", stream.to_string())));
        if self.hidden > 0 {
            details.push(("streams that you may not see", self.hidden.to_string()));
        }
        details
    }
}
