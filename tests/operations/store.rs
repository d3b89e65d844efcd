//! The store itself: every text on both databases, the same schema on both, and why one can't be opened.

use std::collections::{BTreeMap, BTreeSet};

use sluicegate::jobs;
use sluicegate::store::pipeline_runs::FREE;
use sluicegate::store::quotas::{OF_SERVICES, OF_USERS};
use sluicegate::store::records::{INSERT, INSERT_MANY, TAKE_MANY};
use sluicegate::store::rights::{ALL_PROJECT_GRANTS, FORGET};
use sluicegate::store::searches::STREAMS_OF_PROJECTS;
use sluicegate::store::{Db, OpenError, texts};
use sqlx::{Connection, Executor, Row, SqlSafeStr};

use crate::on_both;
use crate::support::database::TestDatabase;

on_both! {
    async fn every_text_is_understood(world: Empty) {
        let bulk = [
            ("records::INSERT", INSERT), ("records::TAKE_MANY", TAKE_MANY), ("records::INSERT_MANY", INSERT_MANY),
            ("quotas::OF_USERS", OF_USERS), ("quotas::OF_SERVICES", OF_SERVICES), ("pipeline_runs::FREE", FREE),
            ("searches::STREAMS_OF_PROJECTS", STREAMS_OF_PROJECTS), ("rights::ALL_PROJECT_GRANTS", ALL_PROJECT_GRANTS),
            ("rights::FORGET", FORGET),
        ]
        .map(|(name, bulk)| {
            let text = match &world.core.db {
                Db::Sqlite { .. } => bulk.sqlite,
                Db::Postgres(_) => bulk.postgres,
            };
            (name.to_owned(), text)
        });
        let all = texts();
        assert!(all.len() > 40);
        for (name, text) in all.into_iter().chain(bulk) {
            let text = text.into_sql_str();
            let prepared = match &world.core.db {
                Db::Sqlite { writer, .. } => writer.prepare(text).await.map(drop),
                Db::Postgres(pool) => pool.prepare(text).await.map(drop),
            };
            assert!(prepared.is_ok(), "{name}: {prepared:?}");
        }
    }

    async fn a_database_of_a_newer_version_is_left_alone(world: Empty) {
        let text = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
            select 9999, 'later', success, checksum, 0 from _sqlx_migrations limit 1";
        match &world.core.db {
            Db::Sqlite { writer, .. } => writer.execute(text).await.map(drop).unwrap(),
            Db::Postgres(pool) => pool.execute(text).await.map(drop).unwrap(),
        }
        let refused = Db::open(&world.database.url).await.unwrap_err();
        assert!(matches!(refused, OpenError::NewerSchema { found: 9999, .. }), "{refused}");
    }

    async fn what_has_had_its_time_is_forgotten(world: World) {
        world.ada().await;
        jobs::sweep(&world.core.db, world.core.clock.now().plus(365 * 24 * 60 * 60 * 1000)).await.unwrap();
        let text = "select count(*) from sessions";
        let left: i64 = match &world.core.db {
            Db::Sqlite { writer, .. } => writer.fetch_one(text).await.unwrap().get(0),
            Db::Postgres(pool) => pool.fetch_one(text).await.unwrap().get(0),
        };
        assert_eq!(left, 0);
    }
}

#[tokio::test]
async fn a_sqlite_file_says_why_it_cant_be_opened() {
    let directory = tempfile::tempdir().unwrap();
    let open = async |path: &str| {
        let path = directory.path().join(path);
        Db::open(&format!("sqlite:{}", path.display())).await.err().unwrap()
    };
    let missing = open("no/such/directory/test.db").await;
    assert!(matches!(missing, OpenError::File { .. }), "{missing}");
    std::fs::write(
        directory.path().join("text.db"),
        "this is no database at all, just some text\n".repeat(50),
    )
    .unwrap();
    let other = open("text.db").await;
    assert!(matches!(other, OpenError::NotADatabase { .. }), "{other}");
    let held = directory.path().join("held.db");
    let url = format!("sqlite:{}?mode=rwc", held.display());
    let mut holder = sqlx::SqliteConnection::connect(&url).await.unwrap();
    holder.execute("create table held (x); begin exclusive").await.unwrap();
    let locked = open("held.db").await;
    assert!(matches!(locked, OpenError::Locked { .. }), "{locked}");
}

#[tokio::test]
async fn a_postgres_that_isnt_there_is_told_without_the_password() {
    for (url, text) in [
        ("postgres://ada:geheim@127.0.0.1:1/db", "no PostgreSQL answers at 127.0.0.1:1 (Connection refused"),
        ("mysql://ada:geheim@127.0.0.1/db", "neither sqlite:PATH nor postgres://"),
        ("sqlite:", "neither sqlite:PATH nor postgres://"),
    ] {
        let refused = Db::open(url).await.err().unwrap().to_string();
        assert!(refused.contains(text) && !refused.contains("geheim"), "{refused}");
    }
}

#[tokio::test]
async fn a_postgres_database_is_made_when_missing() {
    let Some(mut database) = TestDatabase::postgres().await else { return };
    database.url = database.url.replace("/test_", "/test_made_");
    let db = database.open().await;
    db.ping().await.unwrap();
    db.close().await;
    database.drop_by_url().await;
}

/// A schema as both databases can tell it: tables with their columns, indexes and foreign keys.
type Schema = BTreeMap<String, BTreeSet<String>>;

const POSTGRES_COLUMNS: &str = "select table_name::text, column_name::text || ' ' || data_type::text || ' ' || is_nullable::text \
    from information_schema.columns where table_schema = 'public'";
const POSTGRES_INDEXES: &str = "select t.relname::text, 'index ' || i.indisunique::text || ' ' || \
    case when i.indpred is null then '' else 'partial' end || ' ' || \
    (select string_agg(a.attname, ',' order by k.n) from unnest(i.indkey) with ordinality k(attnum, n) \
     join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum) \
    from pg_index i join pg_class t on t.oid = i.indrelid \
    join pg_namespace n on n.oid = t.relnamespace where n.nspname = 'public'";
const POSTGRES_KEYS: &str = "select t.relname::text, 'key ' || a.attname::text || ' ' || r.relname::text || ' ' || c.condeferred::text \
    from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class r on r.oid = c.confrelid \
    join pg_attribute a on a.attrelid = t.oid and a.attnum = c.conkey[1] where c.contype = 'f'";
const SQLITE_COLUMNS: &str = "select t.name, c.name || ' ' || c.type || ' ' || iif(c.\"notnull\", 'NO', 'YES') \
    from sqlite_schema t join pragma_table_info(t.name) c where t.type = 'table'";
const SQLITE_INDEXES: &str = "select t.name, 'index ' || iif(i.\"unique\", 'true', 'false') || ' ' || \
    iif(i.partial, 'partial', '') || ' ' || \
    (select group_concat(name) from (select name from pragma_index_info(i.name) order by seqno)) \
    from sqlite_schema t join pragma_index_list(t.name) i where t.type = 'table'";
const SQLITE_KEYS: &str = "select t.name, 'key ' || k.\"from\" || ' ' || k.\"table\" || ' ' || \
    iif(t.sql like '%references ' || k.\"table\" || ' (id) deferrable%' and k.\"from\" in \
        ('billing_organization_id', 'personal_user_id'), 'true', 'false') \
    from sqlite_schema t join pragma_foreign_key_list(t.name) k where t.type = 'table'";

fn keep(schema: &mut Schema, table: String, line: String) {
    if table.starts_with("_sqlx") || table.starts_with("sqlite_") {
        return;
    }
    let types = [
        ("uuid", "blob"),
        ("bytea", "blob"),
        ("bigint", "integer"),
        ("boolean", "integer"),
        ("BLOB", "blob"),
        ("INTEGER", "integer"),
        ("TEXT", "text"),
    ];
    let line = types
        .iter()
        .fold(line, |line, (theirs, ours)| line.replace(&format!(" {theirs} "), &format!(" {ours} ")));
    schema.entry(table).or_default().insert(line);
}

#[tokio::test]
async fn both_schemas_are_the_same() {
    let Some(postgres) = TestDatabase::postgres().await else { return };
    let sqlite = TestDatabase::sqlite();
    let (mut theirs, mut ours) = (Schema::new(), Schema::new());
    let Db::Postgres(pool) = postgres.open().await else { panic!() };
    for text in [POSTGRES_COLUMNS, POSTGRES_INDEXES, POSTGRES_KEYS] {
        for row in pool.fetch_all(text).await.unwrap() {
            keep(&mut theirs, row.get(0), row.get(1));
        }
    }
    let Db::Sqlite { writer, .. } = sqlite.open().await else { panic!() };
    for text in [SQLITE_COLUMNS, SQLITE_INDEXES, SQLITE_KEYS] {
        for row in writer.fetch_all(text).await.unwrap() {
            keep(&mut ours, row.get(0), row.get(1));
        }
    }
    assert!(ours.len() > 14);
    for (table, lines) in &ours {
        assert_eq!(theirs.get(table), Some(lines), "{table}");
    }
    assert_eq!(theirs.len(), ours.len());
}
