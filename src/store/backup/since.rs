//! What was ended since a backup: secrets revoked or deleted, people disabled. A restore would bring them back to life;
//! here they end again, and the operator is told.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use access::Time;
use uuid::Uuid;

use super::{BackupError, sqlite};

/// What the database knew before it was replaced.
#[derive(Debug)]
pub(super) struct Known {
    /// The secrets there are, and whether each is revoked. One that isn't there any more has ended.
    secrets: HashMap<Uuid, bool>,
    /// Whoever is disabled.
    disabled: HashSet<Uuid>,
}

impl Known {
    pub(super) const SECRETS: &str = "select id, revoked_at is not null from secrets";
    pub(super) const PEOPLE: &str = "select id, disabled_at is not null from users";

    /// What is known by the rows of both texts; nothing if nobody was there yet, and so nothing has ended.
    pub(super) fn of(secrets: Vec<(Uuid, bool)>, people: Vec<(Uuid, bool)>) -> Option<Self> {
        if people.is_empty() {
            return None;
        }
        let disabled = people.into_iter().filter(|(_, disabled)| *disabled).map(|(id, _)| id);
        Some(Self { secrets: secrets.into_iter().collect(), disabled: disabled.collect() })
    }
}

/// A secret that worked when the backup was made and had ended since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Its id.
    pub id: Uuid,
    /// How to recognise it.
    pub hint: String,
    /// What it was for.
    pub description: String,
    /// Whose it is: a username or a service's path.
    pub owner: String,
}

/// What a restore did beside replacing the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// When the backup was made.
    pub made_at: Time,
    /// Whether the data before could be read; if not, what ended since isn't known.
    pub known: bool,
    /// The secrets that ended since; they are revoked again.
    pub revoked: Vec<Returned>,
    /// Who was disabled since; they are disabled again.
    pub disabled: Vec<String>,
}

/// Ends in the database at `fresh` what had ended in what it replaces.
pub(super) async fn apply(
    fresh: &Path,
    made_at: Time,
    now: Time,
    before: Result<Option<Known>, BackupError>,
) -> Result<Since, BackupError> {
    let nothing = |known| Since { made_at, known, revoked: Vec::new(), disabled: Vec::new() };
    let known = match before {
        Ok(Some(known)) => known,
        Ok(None) => return Ok(nothing(true)),
        // What is replaced may be damaged: that is what backups are for.
        Err(_) => return Ok(nothing(false)),
    };
    const WORKING: &str = "select s.id, s.hint, s.description, \
        replace(coalesce(u.name, o.name || '/' || v.name), '_', '-') as owner from secrets s \
        left join users u on u.id = s.user_id left join services v on v.id = s.service_id \
        left join organizations o on o.id = v.organization_id \
        where s.revoked_at is null and (s.expires_at is null or s.expires_at > $1) order by s.id";
    let mut database = sqlite::connect(fresh).await?;
    let mut tx = sqlx::Connection::begin(&mut database).await?;
    let working: Vec<(Uuid, String, String, String)> =
        sqlx::query_as(WORKING).bind(now.0).fetch_all(&mut *tx).await?;
    let mut revoked = Vec::new();
    for (id, hint, description, owner) in working {
        if known.secrets.get(&id) == Some(&false) {
            continue;
        }
        sqlx::query("update secrets set revoked_at = $2 where id = $1")
            .bind(id)
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
        revoked.push(Returned { id, hint, description, owner });
    }
    let enabled: Vec<(Uuid, String)> = sqlx::query_as(
        "select id, replace(name, '_', '-') from users where disabled_at is null order by name",
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut disabled = Vec::new();
    for (id, name) in enabled.into_iter().filter(|(id, _)| known.disabled.contains(id)) {
        sqlx::query("update users set disabled_at = $2 where id = $1")
            .bind(id)
            .bind(now.0)
            .execute(&mut *tx)
            .await?;
        disabled.push(name);
    }
    tx.commit().await?;
    sqlx::Connection::close(database).await?;
    Ok(Since { made_at, known: true, revoked, disabled })
}
