//! Three nodes over one PostgreSQL, one of them behind a wire that can be cut.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use sluicegate::clock::Clock;
use sluicegate::jobs;
use sluicegate::operations::Core;
use sluicegate::store::Db;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::http::{EVENTS, Http, full};
use crate::support::{World, postgres};

/// A way to PostgreSQL over TCP, open or cut.
struct Wire {
    port: u16,
    state: watch::Sender<State>,
    carrying: JoinHandle<()>,
}

/// What becomes of what is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Carrying,
    /// Connections end at once.
    Cut,
    /// Connections stand, and nothing comes out of them.
    Swallowing,
}

impl Wire {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (state, now) = watch::channel(State::Carrying);
        let socket = postgres::directory().unwrap().join(".s.PGSQL.5432");
        let carrying = tokio::spawn(async move {
            loop {
                let (near, _) = listener.accept().await.unwrap();
                tokio::spawn(carry(near, socket.clone(), now.clone()));
            }
        });
        Self { port, state, carrying }
    }
}

/// Carries what one connection sends and gets, until the wire is cut.
async fn carry(mut near: TcpStream, socket: PathBuf, mut state: watch::Receiver<State>) {
    if *state.borrow() == State::Carrying {
        let mut far = UnixStream::connect(socket).await.unwrap();
        tokio::select! {
            _ = copy_bidirectional(&mut near, &mut far) => return,
            _ = state.wait_for(|state| *state != State::Carrying) => {}
        }
    }
    let _cut = state.wait_for(|state| *state != State::Swallowing).await;
}

/// A node that follows the database as a server does.
async fn node(url: &str) -> (Http, JoinHandle<()>) {
    let core = Core::start(Db::open(url).await.unwrap(), Clock::system()).unwrap();
    let following = tokio::spawn({
        let core = core.clone();
        async move { jobs::follow(&core).await }
    });
    (Http::over(core), following)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_cut_off_answers_503_and_comes_back() {
    let Some(world) = World::on_postgres().await else { return };
    let wire = Wire::new().await;
    let name = world.database.url.split(['/', '?']).nth(3).unwrap();
    let (first, _following) = node(&world.database.url).await;
    let (second, _following) = node(&world.database.url).await;
    let (far, _following) = node(&format!("postgres://postgres@127.0.0.1:{}/{name}", wire.port)).await;
    let nodes = Arc::new([&first, &second, &far]);
    let ada = full(&world, "ada").await;
    let issued = first.issue(&ada, "private_read").await;
    let (id, token) = (issued["id"].as_str().unwrap(), issued["token"].as_str().unwrap());
    for node in nodes.iter() {
        node.get(EVENTS).bearer(token).await.expect(200);
    }

    wire.state.send(State::Cut).unwrap();
    let cut = Instant::now();
    first.call("DELETE", &format!("/api/v1/secrets/{id}")).bearer(&ada).await.expect(200);
    let revoked = Instant::now();
    first.get(EVENTS).bearer(token).await.expect(401);
    while second.get(EVENTS).bearer(token).await.status == 200 {
        assert!(revoked.elapsed() < Duration::from_secs(1), "the second node still lets it in");
    }
    // What the far node knew stays good for five seconds, and not longer.
    let ask = "/api/v1/forward-auth?resource=stream:ada/lake/events&action=read";
    loop {
        let status = far.get(ask).bearer(&ada).await.status;
        if status == 503 {
            break;
        }
        assert_eq!(status, 200);
        assert!(cut.elapsed() < Duration::from_secs(8), "it goes on without its database");
    }
    assert!(cut.elapsed() > Duration::from_secs(3), "{:?}", cut.elapsed());
    assert_eq!(far.get(ask).bearer(token).await.status, 503);

    wire.state.send(State::Carrying).unwrap();
    let back = Instant::now();
    while far.get(ask).bearer(&ada).await.status != 200 {
        assert!(back.elapsed() < Duration::from_secs(10), "it doesn’t come back");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    far.get(EVENTS).bearer(token).await.expect(401);
    wire.carrying.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_is_answered_503_in_time_when_the_database_says_nothing() {
    let Some(world) = World::on_postgres().await else { return };
    let wire = Wire::new().await;
    let name = world.database.url.split(['/', '?']).nth(3).unwrap();
    let (far, _following) = node(&format!("postgres://postgres@127.0.0.1:{}/{name}", wire.port)).await;
    let ada = full(&world, "ada").await;
    let ask = "/api/v1/forward-auth?resource=stream:ada/lake/events&action=read";
    far.get(ask).bearer(&ada).await.expect(200);
    for state in [State::Swallowing, State::Cut] {
        wire.state.send(state).unwrap();
        tokio::time::sleep(Duration::from_secs(6)).await;
        let asked = Instant::now();
        let statuses = join_all((0..100).map(|_| async { far.get(ask).bearer(&ada).await.status })).await;
        assert!(statuses.iter().all(|status| *status == 503), "{statuses:?}");
        // Together, not one after the other.
        assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    }
    wire.state.send(State::Carrying).unwrap();
    let back = Instant::now();
    while far.get(ask).bearer(&ada).await.status != 200 {
        assert!(back.elapsed() < Duration::from_secs(15), "it doesn’t come back");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    wire.carrying.abort();
}
