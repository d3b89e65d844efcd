//! What is to be said of secrets before somebody asks: on pages, in letters, in the metrics.

use std::collections::BTreeMap;
use std::fmt::Write;

use access::{Time, actions, authorize};
use api::Fault;
use api::secrets::{ListSecretNotices, NoticedSecret, SecretNotices};
use api::time::exact;

use super::{DAY, view};
use crate::mail::Letter;
use crate::operations::facts::own_account;
use crate::operations::stop::store_fault;
use crate::operations::{Context, Core};
use crate::store::secret_notices::{self, Noticed};
use crate::store::{Db, StoreError};

/// Days before a secret's end on which its owner is warned, each beside the days when the next warning comes.
const WARNINGS: [(i64, i64); 3] = [(14, 7), (7, 1), (1, 0)];
/// How long a report of a leak is shown.
const LEAK_DAYS: i64 = 30;
/// The most secrets of each kind that a page shows.
const SHOWN: i64 = 100;
/// The most warnings of one transaction.
const AT_ONCE: i64 = 200;
/// The most secrets that the metrics name.
const NAMED: i64 = 1000;

/// Lists the secrets that end soon or were reported as leaked.
///
/// # Errors
/// A fault that says why not.
pub async fn list_secret_notices(context: &Context, _: ListSecretNotices) -> Result<SecretNotices, Fault> {
    let now = context.now;
    context
        .reading("ListSecretNotices", async |tx| {
            let proof = authorize::<actions::ListSecrets>(context.actor(), &own_account(context))?;
            let until = now.plus(WARNINGS[0].0 * DAY);
            let ending = secret_notices::ending(tx, &proof, (now, until), SHOWN).await?;
            let leaked = secret_notices::leaked(tx, &proof, now.plus(-LEAK_DAYS * DAY), SHOWN).await?;
            let shown = |rows: Vec<Noticed>| {
                let one =
                    |row: Noticed| NoticedSecret { secret: view(row.secret, now), service: row.service };
                rows.into_iter().map(one).collect()
            };
            Ok(SecretNotices { ending: shown(ending), leaked: shown(leaked) })
        })
        .await
}

/// Warns the owners of secrets that end soon by mail, each once for each of the days; says how many secrets that were.
/// Any number of nodes may do so at once.
///
/// # Errors
/// If the database doesn't answer.
pub async fn warn_of_ending(core: &Core) -> Result<usize, Fault> {
    if !core.mail.is_set_up() {
        return Ok(0);
    }
    let mut warned = 0;
    for (days, next) in WARNINGS {
        loop {
            let (now, most) = (core.clock.now(), usize::try_from(AT_ONCE).unwrap_or(usize::MAX));
            let (looked, letters) =
                warnings(&core.db, now, days, next).await.map_err(|error| store_fault(error, ""))?;
            for (address, secrets) in &letters {
                let _queued = core.mail.send(&letter(core, address, secrets));
            }
            warned += looked;
            if looked < most {
                break;
            }
        }
    }
    Ok(warned)
}

/// One batch: what is to be said to whom, noted as said.
async fn warnings(
    db: &Db,
    now: Time,
    days: i64,
    next: i64,
) -> Result<(usize, BTreeMap<String, Vec<Noticed>>), StoreError> {
    db.write(async |tx| {
        let due =
            secret_notices::due(tx, (now.plus(next * DAY), now.plus(days * DAY)), days, AT_ONCE).await?;
        let (looked, mut letters) = (due.len(), BTreeMap::<String, Vec<Noticed>>::new());
        for secret in due {
            let recipients = secret_notices::recipients(tx, secret.secret.owner).await?;
            // Noted although nobody can be written to: the pages say it too, and the next look passes on.
            if secret_notices::warned(tx, secret.secret.id, days, now).await? {
                for address in recipients {
                    letters.entry(address).or_default().push(secret.clone());
                }
            }
        }
        Ok((looked, letters))
    })
    .await
}

fn letter(core: &Core, address: &str, secrets: &[Noticed]) -> Letter {
    let now = core.clock.now();
    let soonest = secrets.iter().filter_map(|row| row.secret.expires_at).min().unwrap_or(now);
    let days = (soonest.0 - now.0).max(0).unsigned_abs().div_ceil(DAY.unsigned_abs());
    let within = if days <= 1 { "within a day".to_owned() } else { format!("in {days} days") };
    let subject = match secrets {
        [one] if one.secret.description.is_empty() => format!("The secret {} ends {within}", one.secret.hint),
        [one] => format!("The secret {} ends {within}", one.secret.description),
        many => format!("{} secrets end soon, the first {within}", many.len()),
    };
    let points: Vec<String> = secrets
        .iter()
        .map(|row| {
            let end = row.secret.expires_at.map(exact).unwrap_or_default();
            let of = row.service.as_ref().map(|path| format!(" of the service {path}")).unwrap_or_default();
            format!("{}{of}, {}: ends {end}", called(row), row.secret.hint)
        })
        .collect();
    let origin = &core.policy.origin;
    Letter::new("secrets-ending", address, &subject)
        .paragraph("What uses them is refused from then on:")
        .points(&points)
        .paragraph(&format!(
            "Roll a secret to put another like it in its place, with both working for a while: \
             {origin}/-/profile/secrets, or the page of the service."
        ))
}

fn called(row: &Noticed) -> String {
    match row.secret.description.as_str() {
        "" => row.secret.hint.clone(),
        description => format!("“{description}”"),
    }
}

/// What `/metrics` tells of secrets that end soon: how many, and by name if `named`.
///
/// # Errors
/// If the database doesn't answer.
pub async fn ending_figures(db: &Db, now: Time, named: bool) -> Result<String, Fault> {
    let days = WARNINGS.map(|(days, _)| days);
    let figures = async {
        let counts = secret_notices::count(db, now, days.map(|days| now.plus(days * DAY))).await?;
        let mut text = String::from(
            "# HELP sluicegate_secrets_ending Secrets that work and end within so many days.\n\
             # TYPE sluicegate_secrets_ending gauge\n",
        );
        for (days, count) in days.iter().zip(counts) {
            let _ = writeln!(text, "sluicegate_secrets_ending{{within_days=\"{days}\"}} {count}");
        }
        if named {
            text.push_str(
                "# HELP sluicegate_secret_expires_timestamp_seconds When a secret that ends soon does.\n\
                 # TYPE sluicegate_secret_expires_timestamp_seconds gauge\n",
            );
            let until = now.plus(WARNINGS[0].0 * DAY);
            for (id, owner, end) in secret_notices::named(db, (now, until), NAMED).await? {
                let _ = writeln!(
                    text,
                    "sluicegate_secret_expires_timestamp_seconds{{owner=\"{owner}\",secret=\"{id}\"}} {}",
                    end.0 / 1000
                );
            }
        }
        Ok(text)
    };
    figures.await.map_err(|error: StoreError| store_fault(error, ""))
}
