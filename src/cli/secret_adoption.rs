//! `sluicegate secret show-adoption`, for secrets of services too: how far the new secret of a roll has taken the old one's
//! place.

use access::SecretId;
use api::secrets::{Adoption, Secret, ShowAdoption};

use super::connect::Context;
use super::exit::Failure;
use super::print::{Details, time, time_or_dash, yes_no};

pub(crate) fn show(context: &Context, id: SecretId) -> Result<(), Failure> {
    let answer = context.client()?.call(&ShowAdoption { id })?;
    context.printer.show(&answer.text, &answer.value)
}

/// `12 in 48 hours, 3 of them in the present one`.
fn requests(hours: &[u64]) -> String {
    let (sum, present) = (hours.iter().sum::<u64>(), hours.last().copied().unwrap_or_default());
    format!("{sum} in {} hours, {present} of them in the present one", hours.len())
}

fn ends(secret: &Secret) -> String {
    secret.revoked_at.map_or_else(|| time_or_dash(secret.expires_at), |at| format!("revoked {}", time(at)))
}

impl Details for Adoption {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("old", self.old.hint.clone()),
            ("requests with the old", requests(&self.old_requests)),
            ("last with the old", time_or_dash(self.old.last_used_at)),
            ("the old one ends", ends(&self.old)),
            ("new", self.new.hint.clone()),
            ("requests with the new", requests(&self.new_requests)),
            ("last with the new", time_or_dash(self.new.last_used_at)),
            ("safe to finish", yes_no(self.safe_to_finish)),
        ]
    }
}
