//! `sluicegate serve`: opens the store, listens, and on SIGTERM or SIGINT finishes what is under way. It prints the
//! address to open on stdout; all else goes to the log on stderr.

mod link;
mod log;

use std::fmt;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::config::{Database, Origin, Settings};
use crate::door::Door;
use crate::gateway::Gateway;
use crate::jobs;
use crate::mail::{Mailer, Pace};
use crate::metrics::Metrics;
use crate::operations::{Core, Policy};
use crate::pipelines::Runner;
use crate::store::backup::Served;
use crate::store::{Db, OpenError};
use crate::web::{self, Parts, Web, WebSettings};

/// How long requests that are under way at the end may still take.
const LAST_REQUESTS: Duration = Duration::from_secs(8);
/// How long pipelines may take for what they are at.
const LAST_BATCHES: Duration = Duration::from_secs(3);
/// How long letters that still wait then may take.
const LAST_LETTERS: Duration = Duration::from_secs(2);

/// Why the server did not start, or stopped: one line that says what to do.
#[derive(Debug)]
pub enum ServeError {
    /// The database's server isn't there.
    Unreachable(String),
    /// All else.
    Failed(String),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Unreachable(why) | Self::Failed(why)) = self;
        f.write_str(why)
    }
}

impl std::error::Error for ServeError {}

/// Serves until told to stop.
///
/// # Errors
/// If it can't start, or the network fails for good.
pub fn run(settings: &Settings) -> Result<(), ServeError> {
    let _log = log::start(settings).map_err(no_threads)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(no_threads)?;
    runtime.block_on(serve(settings))
}

async fn serve(settings: &Settings) -> Result<(), ServeError> {
    // First, so that a second server on the same address changes nothing in the database.
    let (listener, address) = listen(settings.listen).await?;
    let _served = match &settings.database {
        Database::Sqlite(path) => {
            url(&settings.database)?;
            Some(Served::of(path).map_err(|error| ServeError::Failed(error.to_string()))?)
        }
        // Its connections say so.
        Database::Postgres(_) => None,
    };
    let db = open(&settings.database).await?;
    let origin = settings.origin_at(address);
    let policy = Policy {
        origin: origin.as_str().into(),
        sign_up: settings.sign_up,
        organizations: settings.organizations,
    };
    let core = Core::start(db.clone(), Clock::system())
        .map_err(no_threads)?
        .under(policy)
        .mailing(mailer(settings, &origin)?);
    let metrics = Arc::new(Metrics::default());
    let gateway = Arc::new(Gateway::new(core.clone(), Arc::clone(&metrics)));
    let web = Web::from(Parts {
        backend: Arc::new(Door::new(core.clone())),
        db: db.clone(),
        gateway: Arc::clone(&gateway),
        metrics,
        settings: WebSettings {
            origin: origin.clone(),
            trusted_proxies: settings.trusted_proxies.clone(),
            metrics_token: settings.metrics_token.clone(),
        },
    });
    let jobs = tokio::spawn(jobs::run(core.clone(), settings.alerts.clone(), Arc::clone(&web.metrics)));
    let uses = tokio::spawn({
        let gateway = Arc::clone(&gateway);
        async move { gateway.keep_uses().await }
    });
    let runner = Runner::start(core.clone(), Arc::clone(&gateway));
    link::announce(&core, &origin).await?;
    tracing::info!(%address, %origin, database = %settings.database, "serving");
    answer(listener, web).await?;
    runner.finish(LAST_BATCHES).await;
    core.mail.finish(LAST_LETTERS).await;
    jobs.abort();
    uses.abort();
    gateway.write_last_uses().await;
    db.close().await;
    tracing::info!("stopped");
    Ok(())
}

#[allow(clippy::needless_pass_by_value, reason = "as `map_err` gives it")]
fn no_threads(error: std::io::Error) -> ServeError {
    ServeError::Failed(format!("the system gives no threads: {error}"))
}

/// Who sends letters: nobody unless the settings say how.
fn mailer(settings: &Settings, origin: &Origin) -> Result<Mailer, ServeError> {
    let Some(mail) = &settings.mail else { return Ok(Mailer::default()) };
    let host = origin.host().split(':').next().unwrap_or_default();
    // An address, or a name without a dot, is no domain to introduce oneself by.
    let domain = (host.contains('.') && host.parse::<std::net::IpAddr>().is_err()).then_some(host);
    Mailer::start(mail, domain, Pace::default())
        .map_err(|why| ServeError::Failed(format!("SLUICEGATE_SMTP_URL {why}")))
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    let failed = |error: std::io::Error| {
        ServeError::Failed(match error.kind() {
            ErrorKind::AddrInUse => format!(
                "another program listens on {address}: end it, or choose another address with --listen or SLUICEGATE_LISTEN"
            ),
            ErrorKind::PermissionDenied => {
                format!(
                    "listening on {address} is not allowed: choose a port from 1024 with --listen or SLUICEGATE_LISTEN"
                )
            }
            ErrorKind::AddrNotAvailable => {
                format!(
                    "{address} is no address of this machine: choose one with --listen or SLUICEGATE_LISTEN"
                )
            }
            _ => format!("listening on {address} fails: {error}"),
        })
    };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

/// Opens the database of the settings; a SQLite file's directory is made when it is missing.
///
/// # Errors
/// Why it can't be used, and what to do.
pub async fn open(database: &Database) -> Result<Db, ServeError> {
    Db::open(&url(database)?).await.map_err(|error| match error {
        OpenError::Unreachable { .. } => ServeError::Unreachable(error.to_string()),
        _ => ServeError::Failed(error.to_string()),
    })
}

/// The database's address, with the directory of its file made.
///
/// # Errors
/// If the directory can't be made.
pub fn url(database: &Database) -> Result<String, ServeError> {
    Ok(match database {
        Database::Sqlite(path) => {
            if let Some(directory) = path.parent().filter(|directory| *directory != Path::new("")) {
                std::fs::create_dir_all(directory).map_err(|error| {
                    ServeError::Failed(format!(
                        "the directory {} can’t be made: {error}",
                        directory.display()
                    ))
                })?;
            }
            format!("sqlite:{}", path.display())
        }
        Database::Postgres(url) => url.clone(),
    })
}

/// Answers requests until told to stop, then for a little longer those that are under way.
async fn answer(listener: TcpListener, web: Web) -> Result<(), ServeError> {
    let (stopping, stopped) = watch::channel(false);
    let told = async move {
        told_to_stop().await;
        tracing::info!("stopping");
        let _ = stopping.send(true);
    };
    let serving = axum::serve(listener, web::front(web).into_make_service()).with_graceful_shutdown(told);
    let patience = async {
        let mut stopped = stopped;
        let _ = stopped.wait_for(|stopped| *stopped).await;
        tokio::time::sleep(LAST_REQUESTS).await;
    };
    tokio::select! {
        ended = serving.into_future() => ended.map_err(|error| ServeError::Failed(format!("the network fails: {error}"))),
        () = patience => {
            tracing::warn!("some requests were still under way and were broken off");
            Ok(())
        }
    }
}

async fn told_to_stop() {
    let wait = async |kind: SignalKind| match signal(kind) {
        Ok(mut signals) => drop(signals.recv().await),
        // Then the other one, or being killed, has to do.
        Err(_) => std::future::pending().await,
    };
    tokio::select! {
        () = wait(SignalKind::terminate()) => {}
        () = wait(SignalKind::interrupt()) => {}
    }
}
