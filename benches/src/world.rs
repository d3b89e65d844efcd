//! A database with as many grants as wanted, written row by row as the product would keep them.

use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::SqlitePool;
use uuid::Uuid;

use crate::program::operator;

/// Grants of each person.
const EACH: usize = 100;
/// People whose secrets are known to the bench.
pub(crate) const CALLERS: usize = 100;

/// What is in the database: people, one stream for each project, and who was granted `view` where.
pub(crate) struct World {
    pub(crate) db: SqlitePool,
    #[allow(dead_code, reason = "asked of by id in `rules`")]
    pub(crate) users: Vec<Uuid>,
    pub(crate) streams: Vec<Uuid>,
    /// The project number of each grant, by person.
    pub(crate) grants: Vec<Vec<usize>>,
    /// Secrets of the first people.
    pub(crate) secrets: Vec<String>,
}

/// The name of a person.
pub(crate) fn user_name(number: usize) -> String {
    format!("u{number}")
}

/// The path of a stream: a hundred projects to an organization.
pub(crate) fn stream_path(number: usize) -> String {
    format!("o{}/p{number}/events", number / 100)
}

fn id() -> Uuid {
    Uuid::now_v7()
}

/// Numbers that look random and are the same in every run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

/// A full secret, as the contract describes it.
fn token() -> Result<String> {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let digit = |number: usize| char::from(DIGITS[number % DIGITS.len()]);
    let mut seed = [0; 43];
    getrandom::fill(&mut seed)?;
    let mut token: String = "sgf_".chars().chain(seed.iter().map(|byte| digit(usize::from(*byte)))).collect();
    let mut sum = crc32fast::hash(token.as_bytes()) as usize;
    let mut check = [0; 6];
    for place in check.iter_mut().rev() {
        *place = sum % DIGITS.len();
        sum /= DIGITS.len();
    }
    token.extend(check.map(digit));
    Ok(token)
}

impl World {
    /// Makes a SQLite file with so many grants.
    pub(crate) async fn make(file: &Path, grants: usize) -> Result<Self> {
        let url = format!("sqlite:{}", file.display());
        // Makes the tables.
        operator(&url, &["create-user", "operator"], "a horse that nobody rides at night")?;
        let db = SqlitePool::connect(&url).await?;
        let people = (grants / EACH).max(CALLERS);
        let projects = people.max(2 * EACH);
        let mut random = Random(7);
        let (users, streams): (Vec<Uuid>, Vec<Uuid>) =
            ((0..people).map(|_| id()).collect(), (0..projects).map(|_| id()).collect());
        let organizations: Vec<Uuid> = (0..projects.div_ceil(100)).map(|_| id()).collect();
        let own: Vec<Uuid> = (0..people).map(|_| id()).collect();
        let project_ids: Vec<Uuid> = (0..projects).map(|_| id()).collect();
        let held: Vec<Vec<usize>> = (0..people)
            .map(|_| {
                let mut held: Vec<usize> = (0..EACH).map(|_| random.below(projects)).collect();
                held.sort_unstable();
                held.dedup();
                held
            })
            .collect();
        let mut tx = db.begin().await?;
        let mut put = async |text: &'static str, rows: Vec<Value>| -> Result<()> {
            for rows in rows.chunks(10_000) {
                sqlx::query(text).bind(serde_json::to_string(rows)?).execute(&mut *tx).await?;
            }
            Ok(())
        };
        let hex = |id: &Uuid| id.simple().to_string();
        put(
            ORGANIZATIONS,
            organizations.iter().enumerate().map(|(n, id)| json!([hex(id), format!("o{n}")])).collect(),
        )
        .await?;
        let personal = own.iter().zip(&users).enumerate();
        put(PERSONAL, personal.map(|(n, (id, user))| json!([hex(id), user_name(n), hex(user)])).collect())
            .await?;
        let rows = users.iter().zip(&own).enumerate();
        put(USERS, rows.map(|(n, (id, own))| json!([hex(id), user_name(n), hex(own)])).collect()).await?;
        let rows = project_ids.iter().enumerate();
        put(
            PROJECTS,
            rows.map(|(n, id)| json!([hex(id), hex(&organizations[n / 100]), format!("p{n}")])).collect(),
        )
        .await?;
        let rows = streams.iter().zip(&project_ids);
        put(STREAMS, rows.map(|(id, project)| json!([hex(id), hex(project)])).collect()).await?;
        let rows = held.iter().zip(&users).flat_map(|(held, user)| {
            let project_ids = &project_ids;
            held.iter().map(move |project| json!([hex(&project_ids[*project]), hex(user), hex(user)]))
        });
        put(GRANTS, rows.collect()).await?;
        let mut secrets = Vec::new();
        let mut rows = Vec::new();
        for user in users.iter().take(CALLERS) {
            let token = token()?;
            let hash: String = Sha256::digest(&token).iter().map(|byte| format!("{byte:02x}")).collect();
            rows.push(json!([hex(&id()), hex(user), hash, token.get(..7)]));
            secrets.push(token);
        }
        put(SECRETS, rows).await?;
        tx.commit().await?;
        Ok(Self { db, users, streams, grants: held, secrets })
    }

    /// How many grants there are.
    pub(crate) fn count(&self) -> usize {
        self.grants.iter().map(Vec::len).sum()
    }

    #[allow(dead_code, reason = "asked in `rules`")]
    /// Questions as pairs of a person and a project, half of which are a yes.
    pub(crate) fn questions(&self, count: usize) -> Vec<(usize, usize, bool)> {
        let mut random = Random(11);
        let mut question = |index: usize| {
            let user = random.below(self.users.len());
            let held = &self.grants[user];
            let project = match index % 2 {
                0 => held[random.below(held.len())],
                _ => random.below(self.streams.len()),
            };
            (user, project, held.binary_search(&project).is_ok())
        };
        (0..count).map(&mut question).collect()
    }
}

const ORGANIZATIONS: &str = "insert into organizations (id, name, description, created_at, updated_at) \
    select unhex(value ->> 0), value ->> 1, '', 0, 0 from json_each($1)";
const PERSONAL: &str = "insert into organizations (id, name, description, personal_user_id, created_at, updated_at) \
    select unhex(value ->> 0), value ->> 1, '', unhex(value ->> 2), 0, 0 from json_each($1)";
const USERS: &str = "insert into users (id, name, password_hash, billing_organization_id, created_at) \
    select unhex(value ->> 0), value ->> 1, '', unhex(value ->> 2), 0 from json_each($1)";
const PROJECTS: &str = "insert into projects (id, organization_id, name, description, public, created_at, updated_at) \
    select unhex(value ->> 0), unhex(value ->> 1), value ->> 2, '', 0, 0, 0 from json_each($1)";
const STREAMS: &str = "insert into streams (id, project_id, name, description, created_at, updated_at, last_seq) \
    select unhex(value ->> 0), unhex(value ->> 1), 'events', '', 0, 0, 0 from json_each($1)";
const GRANTS: &str = "insert into project_grants \
    (project_id, user_id, can_view, can_create, can_admin, granted_by, granted_at) \
    select unhex(value ->> 0), unhex(value ->> 1), 1, 1, 0, unhex(value ->> 2), 0 from json_each($1)";
const SECRETS: &str = "insert into secrets (id, kind, user_id, token_hash, hint, description, created_at) \
    select unhex(value ->> 0), 'full', unhex(value ->> 1), unhex(value ->> 2), value ->> 3, '', 0 from json_each($1)";
