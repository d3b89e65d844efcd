//! `sluicegate admin backup|restore`.

use std::path::{Path, PathBuf};

use access::Time;
use clap::Args;
use serde::Serialize;

use crate::clock::Clock;
use crate::config::Settings;
use crate::operations::operator::{self, BackupError, Since};
use crate::serve;

use super::admin::{block_on, on_core, text};
use super::ask;
use super::connect::Context;
use super::exit::{Exit, Failure};
use super::print::Details;

/// Which file.
#[derive(Debug, Args)]
pub(crate) struct BackupFile {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// A backup, as it is shown.
#[derive(Serialize)]
struct Backup<'a> {
    file: &'a Path,
    bytes: u64,
}

impl Details for Backup<'_> {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![("file", self.file.display().to_string()), ("bytes", self.bytes.to_string())]
    }
}

/// A restore, as it is shown.
#[derive(Serialize)]
struct Restored {
    #[serde(with = "api::time")]
    made_at: Time,
    known: bool,
    revoked: Vec<Revoked>,
    disabled: Vec<String>,
}

#[derive(Serialize)]
struct Revoked {
    id: String,
    hint: String,
    description: String,
    owner: String,
}

impl From<Since> for Restored {
    fn from(since: Since) -> Self {
        let revoked = since.revoked.into_iter().map(|secret| Revoked {
            id: secret.id.to_string(),
            hint: secret.hint,
            description: secret.description,
            owner: secret.owner,
        });
        Self {
            made_at: since.made_at,
            known: since.known,
            revoked: revoked.collect(),
            disabled: since.disabled,
        }
    }
}

impl Details for Restored {
    fn details(&self) -> Vec<(&'static str, String)> {
        let mut rows =
            vec![("backup of", api::time::to_rfc3339(self.made_at)), ("sessions", "all ended".to_owned())];
        if !self.known {
            let text = "not known: the data before could not be read. Look through the secrets that work now";
            rows.push(("revoked since", text.to_owned()));
        } else if self.revoked.is_empty() {
            rows.push(("revoked since", "no secret".to_owned()));
        }
        for secret in &self.revoked {
            let Revoked { hint, owner, description, .. } = secret;
            rows.push((
                "revoked since",
                format!("{hint} of {owner} {description} (revoked again)").replace("  ", " "),
            ));
        }
        for name in &self.disabled {
            rows.push(("disabled since", format!("{name} (disabled again)")));
        }
        rows
    }
}

pub(super) fn back_up(context: &Context, settings: &Settings, to: &BackupFile) -> Result<(), Failure> {
    let made = on_core(settings, async |core| {
        operator::make_backup(core, &to.file).await.map_err(|error| failed(&error))
    })?;
    let backup = Backup { file: &to.file, bytes: made.bytes };
    context.printer.show(&text(&backup)?, &backup)
}

pub(super) fn restore(context: &Context, settings: &Settings, from: &BackupFile) -> Result<(), Failure> {
    if ask::must_ask(context.yes)? {
        let database = &settings.database;
        ask::confirm(&format!("Replace everything in {database} by the backup? It can't be undone."))?;
    }
    let since = block_on(async {
        let url = serve::url(&settings.database).map_err(|error| Failure::starting(&error))?;
        operator::restore_backup(&url, &from.file, &Clock::system()).await.map_err(|error| failed(&error))
    })?;
    let restored = Restored::from(since);
    context.printer.show(&text(&restored)?, &restored)
}

fn failed(error: &BackupError) -> Failure {
    let exit = match error {
        BackupError::Exists(_) | BackupError::Served | BackupError::Restoring => Exit::Conflict,
        BackupError::Broken(..) | BackupError::File(..) | BackupError::Newer(_) | BackupError::Store(_) => {
            Exit::Failed
        }
    };
    Failure::new(exit, error)
}
