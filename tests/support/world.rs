//! A small world of made-up people, the same on either database.
//!
//! - **ada** owns her personal organization with the private project `ada/lake` (stream `events`) and the public
//!   project `ada/open` (stream `ticks`).
//! - **bob** holds `view` on the organization `ada` and on `ada/lake`.
//! - **cleo** is a stranger.
//! - the service **ada/etl** is granted `read` on `ada/lake/events` alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::{ServiceId, Time, UserCredential};
use api::accounts::Account;
use api::names::Name;
use api::organizations::{CreateOrganization, Organization};
use api::projects::{CreateProject, Project};
use api::streams::{CreateStream, Stream};
use sluicegate::clock::Clock;
use sluicegate::operations::Core;
use sluicegate::store::users::{self, NewUser};
use sluicegate::store::{Db, Operator, StoreError, Warrant};
use sqlx::Executor;
use uuid::Uuid;

use super::client::Client;
use super::database::TestDatabase;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery";
/// Its hash, by cheap parameters: a test that isn't about hashing doesn't wait for it.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$uxWTSOnvlCJwDdrvGjf7x3xvw771mTCJHUN5gdfCrTw";

/// A server without anybody.
pub(crate) struct Empty {
    /// What the server has one of.
    pub(crate) core: Core,
    time: Arc<AtomicI64>,
    /// Dropped last.
    pub(crate) database: TestDatabase,
}

impl Empty {
    /// On SQLite.
    pub(crate) async fn on_sqlite() -> Self {
        Self::on(TestDatabase::sqlite()).await
    }

    /// On PostgreSQL; none where there is none.
    pub(crate) async fn on_postgres() -> Option<Self> {
        Some(Self::on(TestDatabase::postgres().await?).await)
    }

    async fn on(database: TestDatabase) -> Self {
        let time = Arc::new(AtomicI64::new(1_760_000_000_000));
        let clock = time.clone();
        let clock = Clock::new(move || Time(clock.load(Ordering::Relaxed)));
        Self { core: Core::start(database.open().await, clock).unwrap(), time, database }
    }

    /// Nobody.
    pub(crate) fn anonymous(&self) -> Client {
        Client::anonymous(&self.core)
    }

    /// Lets time go by.
    pub(crate) fn pass(&self, milliseconds: i64) {
        self.time.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

/// The world's people and the server that they ask.
pub(crate) struct World {
    /// What the server has one of.
    pub(crate) core: Core,
    /// Ada's account.
    pub(crate) ada: Account,
    /// Bob's account.
    pub(crate) bob: Account,
    /// Cleo's account.
    pub(crate) cleo: Account,
    /// The service `ada/etl`.
    pub(crate) etl: ServiceId,
    time: Arc<AtomicI64>,
    /// Dropped last.
    pub(crate) database: TestDatabase,
}

impl World {
    /// On SQLite.
    pub(crate) async fn on_sqlite() -> Self {
        Self::on(TestDatabase::sqlite()).await
    }

    /// On PostgreSQL; none where there is none.
    pub(crate) async fn on_postgres() -> Option<Self> {
        Some(Self::on(TestDatabase::postgres().await?).await)
    }

    async fn on(database: TestDatabase) -> Self {
        let Empty { core, time, database } = Empty::on(database).await;
        let [ada, bob, cleo] = ["ada", "bob", "cleo"].map(|name| user(&core, name));
        let (ada, bob, cleo) = (ada.await, bob.await, cleo.await);
        let etl = Uuid::now_v7();
        let world = Self { core, ada, bob, cleo, etl: ServiceId::new(etl), time, database };
        world.project("lake", false).await;
        world.stream("lake", "events").await;
        world.project("open", true).await;
        world.stream("open", "ticks").await;
        world.run(GRANT_ORGANIZATION_VIEW, None).await;
        world.run(GRANT_PROJECT_VIEW, None).await;
        world.run(INSERT_SERVICE, Some(etl)).await;
        world.run(GRANT_SERVICE, Some(etl)).await;
        world
    }

    /// A project of Ada's.
    pub(crate) async fn project(&self, name: &str, public: bool) -> Project {
        let (organization, name) = (named("ada"), named(name));
        let input = CreateProject { organization, name, description: Default::default(), public };
        self.ada().await.call(input).await.unwrap()
    }

    /// A stream in a project of Ada's.
    pub(crate) async fn stream(&self, project: &str, name: &str) -> Stream {
        let (organization, project, name) = (named("ada"), named(project), named(name));
        let input = CreateStream {
            organization,
            project,
            name,
            description: Default::default(),
            schema: None,
            retention_days: None,
        };
        self.ada().await.call(input).await.unwrap()
    }

    /// Somebody new.
    pub(crate) async fn person(&self, name: &str) -> Account {
        user(&self.core, name).await
    }

    /// An organization that Ada created; it pays for nobody.
    pub(crate) async fn organization(&self, name: &str) -> Organization {
        let input = CreateOrganization { name: named(name), description: Default::default() };
        self.ada().await.call(input).await.unwrap()
    }

    /// Ada in a browser.
    pub(crate) async fn ada(&self) -> Client {
        Client::in_session(&self.core, &self.ada).await
    }

    /// Bob in a browser.
    pub(crate) async fn bob(&self) -> Client {
        Client::in_session(&self.core, &self.bob).await
    }

    /// Cleo in a browser.
    pub(crate) async fn cleo(&self) -> Client {
        Client::in_session(&self.core, &self.cleo).await
    }

    /// Ada with another credential.
    pub(crate) fn ada_by(&self, credential: UserCredential) -> Client {
        Client::as_user(&self.core, self.ada.id, "ada", credential)
    }

    /// The service `ada/etl`.
    pub(crate) fn etl(&self) -> Client {
        Client::as_service(&self.core, self.etl, "ada/etl")
    }

    /// Nobody.
    pub(crate) fn anonymous(&self) -> Client {
        Client::anonymous(&self.core)
    }

    /// Lets time go by.
    pub(crate) fn pass(&self, milliseconds: i64) {
        self.time.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// Lets time go by, for a task of its own.
    pub(crate) fn ticker(&self) -> impl Fn(i64) + Send + Sync + 'static {
        let time = Arc::clone(&self.time);
        move |milliseconds| {
            time.fetch_add(milliseconds, Ordering::Relaxed);
        }
    }

    /// Runs a text for which no operation exists yet, with an id where it takes one. The node has heard of it then.
    pub(crate) async fn run(&self, text: &'static str, id: Option<Uuid>) {
        self.elsewhere(text, id).await;
        self.core.rights.catch_up(&self.core.db).await.unwrap();
    }

    /// Runs a text as another node would: this one hears of it a moment later.
    pub(crate) async fn elsewhere(&self, text: &'static str, id: Option<Uuid>) {
        match (&self.core.db, id) {
            (Db::Sqlite { writer, .. }, None) => writer.execute(text).await.map(drop),
            (Db::Postgres(pool), None) => pool.execute(text).await.map(drop),
            (Db::Sqlite { writer, .. }, Some(id)) => {
                sqlx::query(text).bind(id).execute(writer).await.map(drop)
            }
            (Db::Postgres(pool), Some(id)) => sqlx::query(text).bind(id).execute(pool).await.map(drop),
        }
        .unwrap();
    }
}

impl World {
    /// The first column of what a text gives, as bytes.
    pub(crate) async fn cells(&self, text: &'static str) -> Vec<Vec<u8>> {
        use sqlx::Row;
        match &self.core.db {
            Db::Sqlite { writer, .. } => {
                let rows = writer.fetch_all(text).await.unwrap();
                rows.iter().map(|row| row.get_unchecked::<Vec<u8>, _>(0)).collect()
            }
            Db::Postgres(pool) => {
                let rows = pool.fetch_all(text).await.unwrap();
                rows.iter().map(|row| row.try_get_raw(0).unwrap().as_bytes().unwrap().to_vec()).collect()
            }
        }
    }

    /// How many rows a text gives that no operation tells.
    pub(crate) async fn rows(&self, text: &'static str) -> usize {
        match &self.core.db {
            Db::Sqlite { writer, .. } => writer.fetch_all(text).await.unwrap().len(),
            Db::Postgres(pool) => pool.fetch_all(text).await.unwrap().len(),
        }
    }
}

const GRANT_ORGANIZATION_VIEW: &str = "insert into organization_grants \
    (organization_id, user_id, can_view, can_create, can_admin, granted_at) \
    select o.id, u.id, true, false, false, 0 from organizations o, users u where o.name = 'ada' and u.name = 'bob'";
const GRANT_PROJECT_VIEW: &str = "insert into project_grants \
    (project_id, user_id, can_view, can_create, can_admin, granted_at) \
    select p.id, u.id, true, false, false, 0 from projects p, users u where p.name = 'lake' and u.name = 'bob'";
const INSERT_SERVICE: &str = "insert into services \
    (id, organization_id, name, description, created_at, updated_at) \
    select $1, id, 'etl', '', 0, 0 from organizations where name = 'ada'";
const GRANT_SERVICE: &str = "insert into service_grants \
    (service_id, stream_id, can_read, can_write, granted_at) \
    select $1, id, true, false, 0 from streams where name = 'events'";

/// A name, as typed.
pub(crate) fn named(text: &str) -> Name {
    text.parse().unwrap()
}

async fn user(core: &Core, name: &str) -> Account {
    let (name, now) = (named(name), core.clock.now());
    let id = Uuid::now_v7().into();
    let operator = Operator::of(&core.db);
    let made = core.db.write(async |tx| -> Result<(), StoreError> {
        let new =
            NewUser { id, organization: Uuid::now_v7().into(), name: &name, password_hash: PASSWORD_HASH };
        users::insert(tx, Warrant::Operator(operator), now, new).await
    });
    made.await.unwrap();
    Account { id, name }
}
