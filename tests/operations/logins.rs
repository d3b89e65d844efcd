//! Signing a command line in: started by nobody, approved in a session, taken once.

use access::{Actor, SecretKind, UserCredential};
use api::FaultKind;
use api::accounts::Whoami;
use api::audit::ListAudit;
use api::fields::Limit;
use api::logins::{
    ApproveLogin, EndLogin, LoginState, RefuseLogin, ShowLogin, StartLogin, StartedLogin, TakeLogin,
    TakenLogin, UserCode,
};
use api::organizations::UpdateOrganization;
use api::secrets::{ListSecrets, SecretState};
use sluicegate::jobs::sweep;
use sluicegate::operations::operator;
use sluicegate::store::secrets::find_by_hash;
use sluicegate::tokens;

use crate::on_both;
use crate::support::client::Client;
use crate::support::world::named;

const MINUTE: i64 = 60 * 1000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Starts a login.
pub(crate) async fn start(client: &Client) -> StartedLogin {
    client.call(StartLogin { machine: "ada’s laptop".to_owned().try_into().unwrap() }).await.unwrap()
}

fn approval(started: &StartedLogin, kind: SecretKind) -> ApproveLogin {
    ApproveLogin {
        code: started.user_code.clone(),
        kind,
        description: "my laptop".to_owned().try_into().unwrap(),
        lifetime_days: Some(30),
        expires_at: None,
    }
}

async fn take(client: &Client, started: &StartedLogin) -> TakenLogin {
    client.call(TakeLogin { poll_token: started.poll_token.clone() }).await.unwrap()
}

async fn state(client: &Client, started: &StartedLogin) -> LoginState {
    let taken = take(client, started).await;
    assert!(taken.secret.is_none(), "{:?}", taken.state);
    taken.state
}

on_both! {
    async fn a_login_is_approved_in_a_session_and_taken_once(world: World) {
        let (nobody, ada) = (world.anonymous(), world.ada().await);
        let started = start(&nobody).await;
        let now = world.core.clock.now();
        assert_eq!(started.expires_at, now.plus(10 * MINUTE));
        assert_eq!(started.page, format!("http://127.0.0.1:3000/-/cli/login?code={}", started.user_code));
        assert!(!started.page.contains(started.poll_token.reveal()));
        assert_eq!(state(&nobody, &started).await, LoginState::Waiting);
        let shown = ada.call(ShowLogin { code: started.user_code.clone() }).await.unwrap();
        assert_eq!((shown.machine.as_str(), shown.address.as_deref()), ("ada’s laptop", Some("192.0.2.1")));
        assert_eq!((shown.created_at, shown.expires_at), (now, started.expires_at));

        // The password first; until then nothing is changed.
        let unconfirmed = ada.call(approval(&started, SecretKind::PublicRead)).await.unwrap_err();
        assert_eq!(unconfirmed.kind, FaultKind::PasswordNeeded);
        let ada = ada.confirmed().await;
        ada.call(approval(&started, SecretKind::Full)).await.unwrap();
        assert!(ada.call(ListSecrets::default()).await.unwrap().items.is_empty(), "nothing is issued by approving");
        assert_eq!(ada.status(approval(&started, SecretKind::Full)).await, 404, "it is answered");

        world.pass(MINUTE);
        let taken = take(&nobody, &started).await;
        assert_eq!(taken.state, LoginState::Issued);
        let issued = taken.secret.unwrap();
        assert!(issued.token.reveal().starts_with("sgf_"));
        let secret = issued.secret;
        assert_eq!((secret.issued_by, secret.issued_with), (Some(named("ada")), None));
        assert_eq!(secret.description.as_str(), "my laptop");
        assert_eq!(secret.expires_at, Some(now.plus(30 * DAY)));
        let hash = tokens::hash(issued.token.reveal());
        let known = find_by_hash(&world.core.db, &hash).await.unwrap().unwrap();
        let full = Actor::User { id: world.ada.id, credential: UserCredential::Full };
        assert_eq!(known.actor(world.core.clock.now()), Some(full));
        assert_eq!(state(&nobody, &started).await, LoginState::Used);

        let log = world.ada().await.call(ListAudit::default()).await.unwrap().items;
        let rows: Vec<_> = log.iter().map(|row| row.operation.as_str()).collect();
        assert!(rows.contains(&"ApproveLogin") && rows.contains(&"TakeLogin"), "{rows:?}");
        let text = serde_json::to_string(&log).unwrap();
        for told in [started.user_code.letters(), started.poll_token.reveal(), issued.token.reveal()] {
            assert!(!text.contains(told), "{text}");
        }
    }

    async fn many_who_ask_at_once_get_one_secret(world: World) {
        let (nobody, ada) = (world.anonymous(), world.ada().await.confirmed().await);
        let started = start(&nobody).await;
        ada.call(approval(&started, SecretKind::PrivateRead)).await.unwrap();
        let asking: Vec<_> = (0..16)
            .map(|_| {
                let (nobody, started) = (nobody.clone(), started.clone());
                tokio::spawn(async move { take(&nobody, &started).await })
            })
            .collect();
        let mut issued = 0;
        for taken in asking {
            issued += usize::from(taken.await.unwrap().secret.is_some());
        }
        assert_eq!(issued, 1);
        assert_eq!(ada.call(ListSecrets::default()).await.unwrap().items.len(), 1);
    }

    async fn refused_expired_unknown_and_disabled_say_so(world: World) {
        let (nobody, ada) = (world.anonymous(), world.ada().await.confirmed().await);
        let refused = start(&nobody).await;
        ada.call(RefuseLogin { code: refused.user_code.clone() }).await.unwrap();
        assert_eq!(state(&nobody, &refused).await, LoginState::Refused);
        assert_eq!(ada.status(approval(&refused, SecretKind::PublicRead)).await, 404);

        let approved = start(&nobody).await;
        ada.call(approval(&approved, SecretKind::PublicRead)).await.unwrap();
        world.run("update users set disabled_at = 1 where name = 'ada'", None).await;
        assert_eq!(state(&nobody, &approved).await, LoginState::Refused);
        world.run("update users set disabled_at = null where name = 'ada'", None).await;

        let late = start(&nobody).await;
        world.pass(10 * MINUTE);
        assert_eq!(state(&nobody, &late).await, LoginState::Expired);
        // Approved in time, but not taken.
        assert_eq!(state(&nobody, &approved).await, LoginState::Expired);
        let unknown = StartedLogin { poll_token: "unknown".to_owned().into(), ..late.clone() };
        assert_eq!(state(&nobody, &unknown).await, LoginState::Expired);
        assert_eq!(world.ada().await.status(ShowLogin { code: late.user_code }).await, 404);
        sweep(&world.core.db, world.core.clock.now().plus(DAY)).await.unwrap();
        assert_eq!(world.rows("select 1 from logins").await, 0);
    }

    async fn only_a_session_answers_and_a_lifetime_holds_the_cap(world: World) {
        let started = start(&world.anonymous()).await;
        for (caller, status) in [
            (world.anonymous(), 401),
            (world.ada_by(UserCredential::Full), 403),
            (world.ada_by(UserCredential::PrivateRead), 403),
            (world.etl(), 403),
        ] {
            assert_eq!(caller.status(ShowLogin { code: started.user_code.clone() }).await, status);
            assert_eq!(caller.status(approval(&started, SecretKind::PublicRead)).await, status);
            assert_eq!(caller.status(RefuseLogin { code: started.user_code.clone() }).await, status);
        }
        let ada = world.ada().await.confirmed().await;
        assert_eq!(ada.status(approval(&started, SecretKind::Service)).await, 422);
        let cap = |days| UpdateOrganization { longest_secret_days: Some(Limit(Some(days))), ..blank() };
        ada.call(cap(20)).await.unwrap();
        let over = ada.call(approval(&started, SecretKind::PublicRead)).await.unwrap_err();
        assert!(over.at("lifetime_days").is_some(), "{over:?}");
        ada.call(ApproveLogin { lifetime_days: Some(20), ..approval(&started, SecretKind::PublicRead) }).await.unwrap();
        // Set lower meanwhile, it holds too.
        ada.call(cap(7)).await.unwrap();
        let issued = take(&world.anonymous(), &started).await.secret.unwrap();
        assert_eq!(issued.secret.expires_at, Some(world.core.clock.now().plus(7 * DAY)));
    }

    async fn codes_are_not_found_by_trying(world: World) {
        let started = start(&world.anonymous()).await;
        let guess = |n: usize| {
            let letter = |n: usize| char::from(api::logins::CODE_LETTERS[n % 20]);
            UserCode::try_from(format!("BBBB-BB{}{}", letter(n / 20), letter(n))).unwrap()
        };
        let ada = world.ada().await;
        for n in 0..10 {
            assert_eq!(ada.status(ShowLogin { code: guess(n) }).await, 404);
        }
        let slowed = ada.call(ShowLogin { code: guess(10) }).await.unwrap_err();
        assert_eq!((slowed.status(), slowed.retry_after), (429, Some(600)));
        // From anywhere, with any call, and for the right one as well.
        let elsewhere = world.ada().await.from([203, 0, 113, 9]);
        assert_eq!(elsewhere.status(RefuseLogin { code: started.user_code.clone() }).await, 429);
        // Others feel nothing, and the right code costs nothing however often it is shown.
        let bob = world.bob().await;
        for _ in 0..12 {
            assert_eq!(bob.status(ShowLogin { code: started.user_code.clone() }).await, 200);
        }
        // An address has a share, too, whoever is there.
        let cleo = world.cleo().await;
        for n in 0..10 {
            assert_eq!(cleo.status(ShowLogin { code: guess(n) }).await, 404);
        }
        assert_eq!(bob.status(ShowLogin { code: started.user_code.clone() }).await, 429);
        let bob = bob.from([203, 0, 113, 9]);
        assert_eq!(bob.status(ShowLogin { code: started.user_code.clone() }).await, 200);
        world.pass(10 * MINUTE);
        assert_eq!(world.ada().await.status(ShowLogin { code: guess(1) }).await, 404);
    }

    async fn an_address_starts_so_many_logins(world: World) {
        let nobody = world.anonymous();
        for _ in 0..30 {
            start(&nobody).await;
        }
        let input = || StartLogin { machine: "x".to_owned().try_into().unwrap() };
        assert_eq!(nobody.status(input()).await, 429);
        assert_eq!(nobody.clone().from([203, 0, 113, 9]).status(input()).await, 200);
        world.pass(10 * MINUTE);
        assert_eq!(nobody.status(input()).await, 200);
    }

    async fn every_secret_of_a_person_ends_itself(world: World) {
        let ada = world.ada().await.confirmed().await;
        for (kind, credential) in [
            (SecretKind::Full, UserCredential::Full),
            (SecretKind::PrivateRead, UserCredential::PrivateRead),
            (SecretKind::PublicRead, UserCredential::PublicRead),
        ] {
            let started = start(&world.anonymous()).await;
            ada.call(approval(&started, kind)).await.unwrap();
            let id = take(&world.anonymous(), &started).await.secret.unwrap().secret.id;
            let presented = world.ada_by(credential).with_secret(id);
            presented.call(Whoami {}).await.unwrap();
            let ended = presented.call(EndLogin {}).await.unwrap();
            assert_eq!((ended.id, ended.state), (id, SecretState::Revoked));
        }
        let log = world.ada().await.call(ListAudit::default()).await.unwrap().items;
        assert_eq!(log.iter().filter(|row| row.operation == "EndLogin").count(), 3);
        assert_eq!(world.ada().await.status(EndLogin {}).await, 400, "a session has signing out");
        let other = operator::issue_secret(&world.core, &named("bob"), &Default::default()).await.unwrap();
        assert_eq!(world.etl().with_secret(other.secret.id).status(EndLogin {}).await, 403);
        assert_eq!(world.anonymous().status(EndLogin {}).await, 401);
    }
}

fn blank() -> UpdateOrganization {
    UpdateOrganization {
        organization: named("ada"),
        name: None,
        description: None,
        longest_secret_days: None,
    }
}
