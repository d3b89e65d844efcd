//! A small made-up organization to click through: `sluicegate serve --demo` puts it into an empty database. All of
//! it goes through the operations that people use, so nothing in it could not have been made by hand; but for the weeks of
//! use that are counted.

mod company;
mod pipelines;
mod records;
mod services;

use std::net::IpAddr;
use std::sync::Arc;

use access::{Actor, SecretKind, Time, UserCredential, UserId};
use api::Fault;
use api::fields::{Description, Password};
use api::names::{Name, StreamPath};
use api::projects::CreateProject;
use api::secrets::{IssueSecret, RevokeSecret};
use api::streams::CreateStream;
use app::backend::{Caller, Conditions};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};

use crate::gateway::Gateway;
use crate::metrics::Metrics;
use crate::operations::{Core, accounts, operator, projects, secrets, streams};
use crate::tokens;

/// Who signs in.
const VISITOR: &str = "ada";
/// Who has something public to find.
const NEIGHBOUR: &str = "bob";

/// How to sign in.
#[derive(Clone, Debug)]
pub struct DemoAccount {
    /// The username.
    pub name: Name,
    /// The password: random, told this once.
    pub password: Password,
}

/// A stream of the demonstration.
struct DemoStream {
    project: &'static str,
    name: &'static str,
    description: &'static str,
    records: Vec<String>,
}

/// Fills the database; nothing if there is an account already.
///
/// # Errors
/// Those of the operations.
pub async fn seed(core: &Core) -> Result<Option<DemoAccount>, Fault> {
    if accounts::first_account_code(core).await?.is_none() {
        return Ok(None);
    }
    let now = core.clock.now();
    let ada = person(core, VISITOR).await?;
    project(
        core,
        &ada.caller,
        VISITOR,
        "weather",
        true,
        "Measurements of three stations in the hills, for everybody",
    )
    .await?;
    project(core, &ada.caller, VISITOR, "shop", false, "What the shop sells and takes back").await?;
    let own = [
        DemoStream {
            project: "weather",
            name: "stations",
            description: "Where the stations stand",
            records: records::stations(),
        },
        DemoStream {
            project: "weather",
            name: "readings",
            description: "Temperature, wind and rain, every half an hour",
            records: records::readings(now),
        },
        DemoStream {
            project: "shop",
            name: "orders",
            description: "One record an order, as the till sends it",
            records: records::orders(now),
        },
        DemoStream {
            project: "shop",
            name: "returns",
            description: "What came back, and why",
            records: records::returns(now),
        },
    ];
    for stream in own {
        fill(core, &ada.caller, VISITOR, stream).await?;
    }
    some_secrets(core, &ada).await?;
    let bob = person(core, NEIGHBOUR).await?;
    project(core, &bob.caller, NEIGHBOUR, "library", true, "Loans of the village library").await?;
    let loans = DemoStream {
        project: "library",
        name: "loans",
        description: "What was lent, without who lent it",
        records: records::loans(now),
    };
    fill(core, &bob.caller, NEIGHBOUR, loans).await?;
    company::seed(core, &ada.caller, &bob.caller).await?;
    services::seed(core, &ada.caller).await?;
    pipelines::seed(core, &ada.caller).await?;
    Ok(Some(DemoAccount { name: ada.name, password: ada.password }))
}

/// A person of the demonstration, signed in.
struct Person {
    name: Name,
    password: Password,
    caller: Caller,
}

async fn person(core: &Core, name: &str) -> Result<Person, Fault> {
    let name = named(name)?;
    let password = Password::from(tokens::code(&crate::operations::context::random()?));
    let account = operator::create_user(core, name.clone(), &password).await?;
    Ok(Person { caller: caller(account.id, &name), name, password })
}

fn caller(id: UserId, name: &Name) -> Caller {
    Caller {
        actor: Actor::User { id, credential: UserCredential::Session },
        name: Some(name.to_string()),
        session: None,
        secret: None,
        request_id: "demo".to_owned(),
        address: None::<IpAddr>,
        agent: "sluicegate serve --demo".to_owned(),
        conditions: Conditions::default(),
    }
}

async fn project(
    core: &Core,
    who: &Caller,
    organization: &str,
    name: &str,
    public: bool,
    about: &str,
) -> Result<(), Fault> {
    let organization = named(organization)?;
    let input = CreateProject { organization, name: named(name)?, description: described(about)?, public };
    projects::create_project(&core.context(who.clone()), input).await.map(drop)
}

async fn fill(core: &Core, who: &Caller, organization: &str, stream: DemoStream) -> Result<(), Fault> {
    let path = StreamPath {
        organization: named(organization)?,
        project: named(stream.project)?,
        stream: named(stream.name)?,
    };
    let input = CreateStream {
        organization: path.organization.clone(),
        project: path.project.clone(),
        name: path.stream.clone(),
        description: described(stream.description)?,
        schema: None,
        retention_days: None,
    };
    streams::create_stream(&core.context(who.clone()), input).await?;
    let gateway = Arc::new(Gateway::new(core.clone(), Arc::new(Metrics::default())));
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    let body = Body::from(stream.records.join("\n"));
    gateway.append(who.clone(), path, None, &headers, body).await.map(drop)
}

/// Secrets of each kind, one of them revoked. Nobody ever sees their tokens.
async fn some_secrets(core: &Core, who: &Person) -> Result<(), Fault> {
    operator::issue_secret(core, &who.name, &described("Command line on the laptop")?).await?;
    let wanted = [
        (SecretKind::PrivateRead, "Notebook for the quarterly report", Some(90), false),
        (SecretKind::PublicRead, "Weather page of the school", None, false),
        (SecretKind::PrivateRead, "Old dashboard", Some(365), true),
    ];
    for (kind, about, lifetime_days, revoked) in wanted {
        let description = described(about)?;
        let input = IssueSecret { kind, description, lifetime_days, expires_at: None::<Time> };
        let issued = secrets::issue_secret(&core.context(who.caller.clone()), input).await?;
        if revoked {
            let input = RevokeSecret::only(issued.secret.id);
            secrets::revoke_secret(&core.context(who.caller.clone()), input).await?;
        }
    }
    Ok(())
}

fn named(name: &str) -> Result<Name, Fault> {
    name.parse().map_err(|why| Fault::field("name", why))
}

fn described(text: &str) -> Result<Description, Fault> {
    Description::try_from(text.to_owned()).map_err(|why| Fault::field("description", why))
}
