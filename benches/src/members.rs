//! The members page of an organization of 100 people beside one of 10,000, in one database, in turn.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sqlx::SqlitePool;
use uuid::Uuid;

use crate::pages::Reader;
use crate::program::operator;
use crate::server::Server;
use crate::table::Table;

const PASSWORD: &str = "seven quiet lanterns drift";
/// The organizations and how many people each has: half of them pay elsewhere, one in a hundred is an admin.
const SIZES: [(&str, usize); 2] = [("small", 100), ("large", 10_000)];
/// How many invites wait in each.
const INVITES: usize = 5;
/// How often each page is asked for.
const ROUNDS: usize = 60;
/// What is asked for, beside a page deep inside. Whoever is searched for by the second word are the same few in both.
const PAGES: [(&str, &str); 6] = [
    ("plain", ""),
    ("the newest first", "?sort=newest"),
    ("collaborators", "?filter=collaborators"),
    ("collaborators, the newest first", "?filter=collaborators&sort=newest"),
    ("a search that fits everybody", "?search=p0"),
    ("a search that fits eleven", "?search=0004"),
];

/// Asks for each page in both organizations.
pub(crate) async fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("bench.db");
    let database = format!("sqlite:{}", file.display());
    seed(&file, &database).await?;
    let server = Server::sluicegate(&database, folder.path(), &[])?;
    let mut reader = Reader::sign_in(server.address, "ada", PASSWORD).await?;
    let page = |query: &str| SIZES.map(|(name, _)| format!("/{name}/-/members{query}"));
    let mut asked: Vec<(&str, [String; 2])> =
        PAGES.iter().map(|(title, query)| (*title, page(query))).collect();
    let mut deep = page("");
    for (path, (_, people)) in deep.iter_mut().zip(SIZES) {
        // Pages of 50: to the middle.
        for _ in 0..people / 100 {
            *path = next(&mut reader, path).await?;
        }
    }
    asked.push(("in the middle, by “next”", deep));

    let mut table = Table::new(&["page", "100 people", "10,000 people", "ratio"]);
    for (title, paths) in asked {
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            for (path, times) in paths.iter().zip(&mut times) {
                let begun = Instant::now();
                reader.read(path).await?;
                times.push(begun.elapsed());
            }
        }
        let medians = times.map(|mut times| {
            times.sort_unstable();
            times.get(times.len() / 2).copied().unwrap_or_default()
        });
        let [small, large] = medians.map(|median: Duration| median.as_secs_f64() * 1e3);
        table.row(&[
            title.to_owned(),
            format!("{small:.1} ms"),
            format!("{large:.1} ms"),
            format!("{:.2}", large / small),
        ]);
    }
    println!("The members page, medians of {ROUNDS} each, in turn:\n\n{table}");
    Ok(())
}

/// Where a page says that the next one is.
async fn next(reader: &mut Reader, path: &str) -> Result<String> {
    let page = reader.read(path).await?.body;
    let (_, pager) = page.rsplit_once("class=\"pager\"").context("no pages behind this one")?;
    let (links, _) = pager.split_once("</nav>").context("no end of the pages")?;
    // The last of them: before it stands the first page's.
    let link = links.rsplit_once("href=\"").and_then(|(_, link)| link.split('"').next());
    Ok(link.context("no next page")?.replace("&amp;", "&"))
}

/// Makes the people, written as the product would keep them; Ada is an admin of both organizations.
async fn seed(file: &Path, database: &str) -> Result<()> {
    operator(database, &["create-user", "ada"], PASSWORD)?;
    let db = SqlitePool::connect(&format!("sqlite:{}", file.display())).await?;
    let mut tx = db.begin().await?;
    let mut put = async |text: &'static str, rows: Vec<Value>| -> Result<()> {
        sqlx::query(text).bind(serde_json::to_string(&rows)?).execute(&mut *tx).await?;
        Ok(())
    };
    let id = || Uuid::now_v7().simple().to_string();
    for (organization, people) in SIZES {
        let here = id();
        put(ORGANIZATIONS, vec![json!([here, organization, null])]).await?;
        let (mut own, mut users, mut grants) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..people {
            let (user, personal, name) = (id(), id(), format!("p{number:05}_{organization}"));
            let (member, since) = (number % 2 == 0, number * 7919 % people);
            own.push(json!([personal, name, user]));
            users.push(json!([user, name, if member { &here } else { &personal }, since]));
            grants.push(json!([here, user, number % 3 == 0, number % 100 == 1, since]));
        }
        put(ORGANIZATIONS, own).await?;
        put(USERS, users).await?;
        put(GRANTS, grants).await?;
        put(ADMIN, vec![json!([here])]).await?;
        put(
            INVITED,
            (0..INVITES).map(|number| json!([id(), here, format!("q{number}@example.com")])).collect(),
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

const ORGANIZATIONS: &str = "insert into organizations (id, name, description, personal_user_id, created_at, updated_at) \
    select unhex(value ->> 0), value ->> 1, '', unhex(value ->> 2), 0, 0 from json_each($1)";
const USERS: &str = "insert into users (id, name, password_hash, billing_organization_id, created_at, billed_since) \
    select unhex(value ->> 0), value ->> 1, '', unhex(value ->> 2), 0, value ->> 3 from json_each($1)";
const GRANTS: &str = "insert into organization_grants \
    (organization_id, user_id, can_view, can_create, can_admin, granted_at) \
    select unhex(value ->> 0), unhex(value ->> 1), 1, value ->> 2, value ->> 3, value ->> 4 from json_each($1)";
const ADMIN: &str = "insert into organization_grants \
    (organization_id, user_id, can_view, can_create, can_admin, granted_at) \
    select unhex(value ->> 0), (select id from users where name = 'ada'), 1, 1, 1, 0 from json_each($1)";
const INVITED: &str = "insert into invites (id, organization_id, email, can_view, can_create, can_admin, note, state, \
    invited_by, created_at, expires_at) select unhex(value ->> 0), unhex(value ->> 1), value ->> 2, 1, 0, 0, '', \
    'pending', (select id from users where name = 'ada'), 0, 4102444800000 from json_each($1)";
