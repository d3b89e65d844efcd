//! Under fire: a session that ends while requests of it run. What began before ends; afterwards the cookie, every session
//! and every secret that should be dead is refused, whatever those requests still wrote.

use std::sync::Arc;
use std::time::Duration;

use api::Request;
use app::backend::{Answer as Answered, Backend, Caller};
use sluicegate::door::Door;
use sluicegate::operations::operator;

use super::world::{PASSWORD, World};
use crate::support::database::TestDatabase;

/// How many rounds: few in an ordinary run, `RACE_ROUNDS` says how many else.
fn rounds() -> usize {
    std::env::var("RACE_ROUNDS").map_or(5, |rounds| rounds.parse().unwrap())
}

fn random(below: u64) -> Duration {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    Duration::from_micros(u64::from_le_bytes(bytes) % below)
}

/// A door in which calls take their time before and after they are carried out.
struct Slow(Door);

impl Backend for Slow {
    fn call(&self, who: Caller, request: Request) -> Answered {
        let door = self.0.clone();
        Box::pin(async move {
            let slow = matches!(request, Request::ListSecrets(_) | Request::CreateOrganization(_));
            if slow {
                tokio::time::sleep(random(4_000)).await;
            }
            let answer = door.call(who, request).await;
            if slow {
                tokio::time::sleep(random(4_000)).await;
            }
            answer
        })
    }

    fn now(&self) -> access::Time {
        self.0.now()
    }
}

/// What ends the sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    SignOut,
    Password,
    Disable,
}

async fn round(world: &Arc<World>, end: End, number: usize) {
    let (cookie, other) = (world.sign_in("ada").await, world.sign_in("ada").await);
    let secret = world.secret("ada").await;
    let running: Vec<_> = (0..6)
        .map(|request| {
            let (world, cookie, secret) = (Arc::clone(world), cookie.clone(), secret.clone());
            tokio::spawn(async move {
                match request % 3 {
                    0 => world.get("/-/profile/secrets").cookie(&cookie).await,
                    1 => {
                        let name = format!("inc-{number}-{request}");
                        let form = [("do", "create-organization"), ("name", name.as_str())];
                        world.post("/-/organizations/new").cookie(&cookie).form(&form).await
                    }
                    _ => world.get("/api/v1/secrets").bearer(&secret).await,
                }
            })
        })
        .collect();
    // Somebody signs in with the right password meanwhile.
    let signing_in = {
        let world = Arc::clone(world);
        tokio::spawn(async move {
            let form = [("do", "sign-in"), ("name", "ada"), ("password", PASSWORD)];
            world.post("/-/sign-in").form(&form).await.session_cookie()
        })
    };
    tokio::time::sleep(random(8_000)).await;
    match end {
        End::SignOut => {
            world.post("/").cookie(&cookie).form(&[("do", "sign-out")]).await.expect(303);
        }
        End::Password => {
            operator::reset_password(&world.core, &"ada".parse().unwrap(), &PASSWORD.to_owned().into())
                .await
                .unwrap();
        }
        End::Disable => {
            operator::disable_user(&world.core, &"ada".parse().unwrap()).await.unwrap();
        }
    }
    let refused = async |cookie: &str| world.get("/-/profile/secrets").cookie(cookie).await.status == 404;
    assert!(refused(&cookie).await, "{end:?}, at once");
    let bearer = world.get("/api/v1/secrets").bearer(&secret).await.status.as_u16();
    assert_eq!(bearer, if end == End::Disable { 401 } else { 200 });
    for request in running {
        let status = request.await.unwrap().status.as_u16();
        assert!(matches!(status, 200 | 303 | 401 | 403 | 404), "{end:?}: {status}");
    }
    let late = signing_in.await.unwrap();
    assert!(refused(&cookie).await, "{end:?}, after all that ran");
    assert_eq!(refused(&other).await, end != End::SignOut, "{end:?}: another session");
    if end == End::Disable {
        operator::enable_user(&world.core, &"ada".parse().unwrap()).await.unwrap();
        for cookie in [Some(cookie), Some(other), late.clone()].into_iter().flatten() {
            assert!(refused(&cookie).await, "sessions stay dead");
        }
        world.get("/api/v1/secrets").bearer(&secret).await.expect(200);
    }
    if let Some(late) = late
        && end == End::SignOut
    {
        assert!(!refused(&late).await, "a session of its own");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ends_a_session_ends_it_whatever_runs() {
    for database in [Some(TestDatabase::sqlite()), TestDatabase::postgres().await].into_iter().flatten() {
        let world = World::over(database, &[], |door| Arc::new(Slow(door))).await;
        world.people().await;
        let world = Arc::new(world);
        for number in 0..rounds() {
            for (which, end) in [End::SignOut, End::Password, End::Disable].into_iter().enumerate() {
                round(&world, end, number * 3 + which).await;
                // Sign-ins of somebody disabled failed; they are not what is looked at.
                world.pass(10 * 60 * 1000);
            }
        }
    }
}
