//! A database with as many grants as wanted, written row by row as the product would keep them.

use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::SqlitePool;
use uuid::Uuid;

use crate::plan::{CALLERS, Plan, home, user_name};
use crate::program::operator;

/// A database with everything that is planned.
pub(crate) struct World {
    pub(crate) db: SqlitePool,
    pub(crate) plan: Plan,
    /// Secrets of the first people.
    pub(crate) secrets: Vec<String>,
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
        let plan = Plan::new(grants);
        let mut tx = db.begin().await?;
        let mut put = async |text: &'static str, rows: Vec<Value>| -> Result<()> {
            for rows in rows.chunks(10_000) {
                sqlx::query(text).bind(serde_json::to_string(rows)?).execute(&mut *tx).await?;
            }
            Ok(())
        };
        let hex = |id: &Uuid| id.simple().to_string();
        let rows = plan.organizations.iter().enumerate();
        put(ORGANIZATIONS, rows.map(|(n, id)| json!([hex(id), format!("o{n}")])).collect()).await?;
        let rows = plan.own.iter().zip(&plan.users).enumerate();
        put(PERSONAL, rows.map(|(n, (id, user))| json!([hex(id), user_name(n), hex(user)])).collect())
            .await?;
        let rows = plan.users.iter().zip(&plan.own).enumerate();
        put(USERS, rows.map(|(n, (id, own))| json!([hex(id), user_name(n), hex(own)])).collect()).await?;
        let rows = plan.projects.iter().enumerate();
        let row = |(n, id)| json!([hex(id), hex(&plan.organizations[home(n)]), format!("p{n}")]);
        put(PROJECTS, rows.map(row).collect()).await?;
        let rows = plan.streams.iter().zip(&plan.projects);
        put(STREAMS, rows.map(|(id, project)| json!([hex(id), hex(project)])).collect()).await?;
        let rows = plan.grants.iter().zip(&plan.users).flat_map(|(held, user)| {
            let projects = &plan.projects;
            held.iter().map(move |project| json!([hex(&projects[*project]), hex(user), hex(user)]))
        });
        put(GRANTS, rows.collect()).await?;
        let mut secrets = Vec::new();
        let mut rows = Vec::new();
        for user in plan.users.iter().take(CALLERS) {
            let token = token()?;
            let hash: String = Sha256::digest(&token).iter().map(|byte| format!("{byte:02x}")).collect();
            rows.push(json!([hex(&Uuid::now_v7()), hex(user), hash, token.get(..7)]));
            secrets.push(token);
        }
        put(SECRETS, rows).await?;
        tx.commit().await?;
        Ok(Self { db, plan, secrets })
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
