//! Signing in: one answer for every way of being wrong, and growing delays.

use api::accounts::{ConfirmPassword, SignIn};
use api::fields::Password;
use api::sign_in::SignedIn;
use api::{Fault, FaultKind};

use crate::on_both;
use crate::support::client::Client;
use crate::support::world::{PASSWORD, World, named};

const WRONG: &str = "wrong horse battery";

fn sign_in(name: &str, password: &str) -> SignIn {
    SignIn { name: name.into(), password: Password::from(password.to_owned()) }
}

async fn fail(client: &Client, name: &str) -> Fault {
    client.call(sign_in(name, WRONG)).await.unwrap_err()
}

async fn fail_ten_times(world: &World, name: &str) {
    for attempt in 0..10 {
        let client = world.anonymous().from([198, 51, 100, attempt]);
        assert_eq!(fail(&client, name).await.kind, FaultKind::Unauthenticated, "{attempt}");
    }
}

on_both! {
    async fn the_name_is_taken_in_any_spelling(world: World) {
        let account = world.anonymous().call(sign_in(" ADA ", PASSWORD)).await.unwrap();
        assert!(matches!(account, SignedIn::Admitted(admitted) if admitted.account == world.ada));
    }

    async fn an_unknown_user_a_wrong_password_and_a_disabled_user_are_answered_alike(world: World) {
        world.run("update users set disabled_at = 1 where name = 'bob'", None).await;
        let nobody = world.anonymous();
        let wrong = fail(&nobody, "ada").await;
        assert_eq!((wrong.kind, wrong.errors.len()), (FaultKind::Unauthenticated, 0));
        assert_eq!(fail(&nobody, "zoe").await, wrong);
        assert_eq!(fail(&nobody, "no name\u{0}!").await, wrong);
        assert_eq!(nobody.call(sign_in("bob", PASSWORD)).await.unwrap_err(), wrong);
    }

    async fn ten_failures_in_a_row_make_an_account_wait_and_waits_grow(world: World) {
        fail_ten_times(world, "ada").await;
        let nobody = world.anonymous();
        let waiting = nobody.call(sign_in("Ada", PASSWORD)).await.unwrap_err();
        assert_eq!((waiting.kind, waiting.retry_after), (FaultKind::TooManyRequests, Some(30)));
        assert_eq!(nobody.call(sign_in("zoe", PASSWORD)).await.unwrap_err().status(), 401, "only that account");
        world.pass(30_000);
        assert_eq!(fail(&nobody, "ada").await.status(), 401);
        assert_eq!(fail(&nobody, "ada").await.retry_after, Some(60));
        world.pass(60_000);
        nobody.call(sign_in("ada", PASSWORD)).await.unwrap();
        fail_ten_times(world, "ada").await;
    }

    async fn unknown_accounts_wait_too(world: World) {
        fail_ten_times(world, "zoe").await;
        assert_eq!(fail(&world.anonymous(), "zoe").await.status(), 429);
        fail_ten_times(world, "no name!").await;
        assert_eq!(fail(&world.anonymous(), "No name! ").await.status(), 429);
    }

    async fn fifty_failures_from_an_address_make_it_wait(world: World) {
        let nobody = world.anonymous();
        for attempt in 0..50 {
            assert_eq!(fail(&nobody, &format!("zoe{attempt}")).await.status(), 401, "{attempt}");
        }
        assert_eq!(nobody.call(sign_in("ada", PASSWORD)).await.unwrap_err().retry_after, Some(60));
        nobody.from([198, 51, 100, 7]).call(sign_in("ada", PASSWORD)).await.unwrap();
        world.pass(10 * 60 * 1000);
        world.anonymous().call(sign_in("ada", PASSWORD)).await.unwrap();
    }

    async fn many_attempts_at_once_are_all_counted(world: World) {
        let nobody = world.anonymous();
        let all = (0..30).map(|_| fail(&nobody, "ada"));
        let ended = futures_util::future::join_all(all).await;
        let looked_at = ended.iter().filter(|fault| fault.status() == 401).count();
        assert!(looked_at <= 10, "{looked_at} passwords were tried");
    }

    /// "200 parallel wrong passwords over case and space variants are slowed, the right one still gets in afterwards, others
    /// feel nothing."
    async fn many_spellings_at_once_are_one_account(world: World) {
        let spellings = ["ada", "Ada", " aDa", "ADA ", "  adA\t"];
        let guesses = (0..200_usize).map(|guess| {
            let client = world.anonymous().from([198, 51, 100, u8::try_from(guess).unwrap()]);
            let input = sign_in(spellings[guess % spellings.len()], &format!("wrong horse {guess}"));
            tokio::spawn(async move { client.status(input).await })
        });
        let guesses: Vec<_> = guesses.collect();
        let others = ["bob", "cleo"].map(|name| {
            let client = world.anonymous().from([203, 0, 113, 7]);
            tokio::spawn(async move { client.status(sign_in(name, PASSWORD)).await })
        });
        for other in others {
            assert_eq!(other.await.unwrap(), 200);
        }
        let ended = futures_util::future::join_all(guesses).await;
        let ended: Vec<u16> = ended.into_iter().map(Result::unwrap).collect();
        let looked_at = ended.iter().filter(|status| **status == 401).count();
        assert_eq!((looked_at, ended.iter().filter(|status| **status == 429).count()), (10, 190));
        let ada = world.anonymous().from([192, 0, 2, 99]);
        let waiting = ada.call(sign_in("ada", PASSWORD)).await.unwrap_err();
        world.pass(i64::try_from(waiting.retry_after.unwrap()).unwrap() * 1000);
        ada.call(sign_in(" ADA", PASSWORD)).await.unwrap();
    }

    async fn confirming_needs_the_sessions_own_password(world: World) {
        let ada = world.ada().await;
        let wrong = ada.call(ConfirmPassword { password: WRONG.to_owned().into() }).await.unwrap_err();
        assert_eq!((wrong.status(), wrong.at("password").is_some()), (422, true));
        let confirmed = ada.call(ConfirmPassword { password: PASSWORD.to_owned().into() }).await.unwrap();
        assert_eq!(confirmed.seconds, 600);
        let full = world.ada_by(access::UserCredential::Full);
        assert_eq!(full.status(ConfirmPassword { password: PASSWORD.to_owned().into() }).await, 403);
    }

    async fn a_real_password_is_hashed_and_known_again(world: World) {
        let password = Password::from("an entirely new one".to_owned());
        sluicegate::operations::operator::create_user(&world.core, named("dora"), &password).await.unwrap();
        let account = world.anonymous().call(sign_in("dora", password.reveal())).await.unwrap();
        assert!(matches!(account, SignedIn::Admitted(admitted) if admitted.account.name == named("dora")));
    }
}
