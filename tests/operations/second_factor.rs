//! One-time codes and recovery codes: set up, signed in with, each good once, turned off.

use std::collections::BTreeMap;

use api::accounts::SignIn;
use api::audit::{ListAudit, Outcome};
use api::fields::{Password, Token};
use api::profile::ChangePassword;
use api::sign_in::{
    AddPasskey, Admitted, AskPasskey, Code, FinishTotp, PasskeyAnswer, RemoveTotp, RenewRecoveryCodes,
    ShowSignInMethods, SignInWithCode, SignInWithPasskey, SignedIn, StartPasskey, StartTotp,
};
use api::{Fault, FaultKind};
use sluicegate::operations::{Policy, operator};
use totp_rs::{Builder, Secret};

use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::world::PASSWORD;

const STEP: i64 = 30_000;

/// What Ada's app and her drawer hold.
struct Kept {
    key: String,
    recovery: Vec<Token>,
}

impl Kept {
    /// The code that the app shows now.
    fn code(&self, world: &World) -> Code {
        code_of(&self.key, world)
    }
}

fn code_of(key: &str, world: &World) -> Code {
    let app = Builder::new().with_secret(Secret::try_from_base32(key).unwrap()).build().unwrap();
    app.generate(u64::try_from(world.core.clock.now().0 / 1000).unwrap()).to_string().into()
}

fn typed(code: &Token) -> Code {
    Code::from(code.reveal().to_owned())
}

fn password() -> Password {
    PASSWORD.to_owned().into()
}

/// Sets Ada's app up; its first code is used then.
async fn enrol(world: &World) -> Kept {
    let ada = world.ada().await;
    let started = ada.call(StartTotp { password: password() }).await.unwrap();
    let key = started.key.reveal().to_owned();
    let finish = FinishTotp { token: started.token, code: code_of(&key, world) };
    let codes = ada.call(finish).await.unwrap().codes;
    Kept { key, recovery: codes }
}

/// The first step, by the right password.
async fn first_step(world: &World, from: u8) -> (Client, Token) {
    let client = world.anonymous().from([198, 51, 100, from]);
    let signed_in = client.call(SignIn { name: "ada".into(), password: password() }).await.unwrap();
    let SignedIn::CodeNeeded(needed) = signed_in else { panic!("no code was asked for") };
    (client, needed.token)
}

async fn second_step(client: &Client, token: &Token, code: &Code) -> Result<Admitted, Fault> {
    client.call(SignInWithCode { token: token.clone(), code: code.clone() }).await
}

/// Signs in eight times at once with the same code, and counts how that ended.
async fn at_once(world: &World, code: &Code) -> BTreeMap<u16, usize> {
    let mut tokens = Vec::new();
    for from in 0..8 {
        tokens.push(first_step(world, from).await);
    }
    let all = tokens.into_iter().map(|(client, token)| {
        let code = code.clone();
        tokio::spawn(async move { second_step(&client, &token, &code).await })
    });
    let mut counts = BTreeMap::new();
    for ended in futures_util::future::join_all(all).await {
        let status = ended.unwrap().map_or_else(|fault| fault.status(), |_| 200);
        *counts.entry(status).or_default() += 1;
    }
    counts
}

on_both! {
    async fn a_code_is_asked_for_after_the_password_and_is_good_once(world: World) {
        let kept = enrol(world).await;
        let (client, token) = first_step(world, 1).await;
        // The code that finished the setting up is used.
        let used = second_step(&client, &token, &kept.code(world)).await.unwrap_err();
        assert_eq!((used.kind, used.errors.len()), (FaultKind::Unauthenticated, 0));
        world.pass(STEP);
        let code = kept.code(world);
        assert_eq!(second_step(&client, &token, &code).await.unwrap().account, world.ada);
        // The first step is used up too.
        world.pass(STEP);
        let again = second_step(&client, &token, &kept.code(world)).await.unwrap_err();
        assert_eq!(again.kind, FaultKind::Conflict);
        let (client, token) = first_step(world, 2).await;
        assert_eq!(second_step(&client, &token, &code).await.unwrap_err().status(), 401);
    }

    async fn a_clock_may_be_one_step_off_and_no_code_follows_a_later_one(world: World) {
        let kept = enrol(world).await;
        world.pass(2 * STEP);
        let late = kept.code(world);
        world.pass(STEP);
        let code = kept.code(world);
        let (client, token) = first_step(world, 1).await;
        second_step(&client, &token, &code).await.unwrap();
        let (client, token) = first_step(world, 2).await;
        assert_eq!(second_step(&client, &token, &late).await.unwrap_err().status(), 401, "older than a used one");
        world.pass(STEP);
        let late = kept.code(world);
        world.pass(STEP);
        second_step(&client, &token, &late).await.unwrap();
        let (client, token) = first_step(world, 3).await;
        let early = kept.code(world);
        world.pass(2 * STEP);
        assert_eq!(second_step(&client, &token, &early).await.unwrap_err().status(), 401, "two steps old");
    }

    async fn the_same_code_works_once_also_at_once(world: World) {
        let kept = enrol(world).await;
        world.pass(STEP);
        let once = BTreeMap::from([(200, 1), (401, 7)]);
        assert_eq!(at_once(world, &kept.code(world)).await, once);
        // The right code ends the row of failures that the others were.
        let (client, token) = first_step(world, 9).await;
        second_step(&client, &token, &typed(&kept.recovery[1])).await.unwrap();
        assert_eq!(at_once(world, &typed(&kept.recovery[0])).await, once);
        let left = world.ada().await.call(ShowSignInMethods {}).await.unwrap().recovery_codes;
        assert_eq!(left, 8);
    }

    async fn a_recovery_code_signs_in_once_in_any_spelling(world: World) {
        let kept = enrol(world).await;
        assert_eq!(kept.recovery.len(), 10);
        let spelled = kept.recovery[3].reveal().to_uppercase().replace('-', " ");
        let (client, token) = first_step(world, 1).await;
        second_step(&client, &token, &Code::from(spelled)).await.unwrap();
        let (client, token) = first_step(world, 1).await;
        assert_eq!(second_step(&client, &token, &typed(&kept.recovery[3])).await.unwrap_err().status(), 401);
        second_step(&client, &token, &typed(&kept.recovery[4])).await.unwrap();
    }

    async fn new_recovery_codes_end_the_old_ones(world: World) {
        let kept = enrol(world).await;
        let ada = world.ada().await;
        assert_eq!(ada.call(RenewRecoveryCodes {}).await.unwrap_err().kind, FaultKind::PasswordNeeded);
        let ada = ada.confirmed().await;
        let new = ada.call(RenewRecoveryCodes {}).await.unwrap().codes;
        let (client, token) = first_step(world, 1).await;
        assert_eq!(second_step(&client, &token, &typed(&kept.recovery[0])).await.unwrap_err().status(), 401);
        second_step(&client, &token, &typed(&new[0])).await.unwrap();
    }

    async fn five_wrong_codes_end_a_sign_in_and_ten_make_the_account_wait(world: World) {
        let kept = enrol(world).await;
        let wrong = Code::from("000000".to_owned());
        for from in 1..=2 {
            let (client, token) = first_step(world, from).await;
            for _ in 0..5 {
                assert_eq!(second_step(&client, &token, &wrong).await.unwrap_err().status(), 401);
            }
            if from == 1 {
                // The right password in between ends no row of failures.
                world.pass(STEP);
                assert_eq!(second_step(&client, &token, &kept.code(world)).await.unwrap_err().status(), 409);
                // That was a failure as well: it is counted before anything is looked at.
                continue;
            }
        }
        let client = world.anonymous().from([198, 51, 100, 9]);
        let waiting = client.call(SignIn { name: "ada".into(), password: password() }).await.unwrap_err();
        assert_eq!(waiting.kind, FaultKind::TooManyRequests);
        let log = world.ada().await.call(ListAudit { limit: None, after: None }).await.unwrap().items;
        let denied = log.iter().filter(|entry| entry.operation == "SignInWithCode");
        assert_eq!(denied.filter(|entry| entry.outcome == Outcome::Denied).count(), 10);
    }

    async fn a_first_step_waits_ten_minutes(world: World) {
        let kept = enrol(world).await;
        let (client, token) = first_step(world, 1).await;
        world.pass(599_999);
        let (_, late) = first_step(world, 1).await;
        second_step(&client, &token, &kept.code(world)).await.unwrap();
        world.pass(600_000);
        assert_eq!(second_step(&client, &late, &kept.code(world)).await.unwrap_err().kind, FaultKind::Conflict);
    }

    async fn somebody_disabled_in_between_is_not_let_in(world: World) {
        let kept = enrol(world).await;
        let (client, token) = first_step(world, 1).await;
        world.pass(STEP);
        world.run("update users set disabled_at = 1 where name = 'ada'", None).await;
        assert_eq!(second_step(&client, &token, &kept.code(world)).await.unwrap_err().status(), 401);
    }

    async fn turning_it_off_is_confirmed_and_ends_what_waits(world: World) {
        let kept = enrol(world).await;
        let (client, token) = first_step(world, 1).await;
        let ada = world.ada().await;
        assert_eq!(ada.call(RemoveTotp {}).await.unwrap_err().kind, FaultKind::PasswordNeeded);
        let ada = ada.confirmed().await;
        ada.call(RemoveTotp {}).await.unwrap();
        assert_eq!(ada.status(RemoveTotp {}).await, 404);
        world.pass(STEP);
        assert_eq!(second_step(&client, &token, &kept.code(world)).await.unwrap_err().kind, FaultKind::Conflict);
        let signed_in = client.call(SignIn { name: "ada".into(), password: password() }).await.unwrap();
        assert!(matches!(signed_in, SignedIn::Admitted(admitted) if admitted.account == world.ada));
    }

    async fn setting_up_needs_the_password_and_a_code(world: World) {
        let ada = world.ada().await;
        let wrong = StartTotp { password: "not the password".to_owned().into() };
        assert_eq!(ada.call(wrong).await.unwrap_err().at("password"), Some("this is not your password"));
        let started = ada.call(StartTotp { password: password() }).await.unwrap();
        assert!(started.picture.reveal().starts_with("data:image/svg+xml;base64,"));
        let finish = |code: Code| FinishTotp { token: started.token.clone(), code };
        let refused = ada.call(finish(Code::from("000000".to_owned()))).await.unwrap_err();
        assert!(refused.at("code").is_some());
        // Nobody else finishes it.
        let bob = world.bob().await;
        let code = code_of(started.key.reveal(), world);
        assert_eq!(bob.call(finish(code.clone())).await.unwrap_err().kind, FaultKind::Conflict);
        assert_eq!(world.ada().await.call(ShowSignInMethods {}).await.unwrap().totp_since, None);
        ada.call(finish(code)).await.unwrap();
        let there = ada.call(StartTotp { password: password() }).await.unwrap_err();
        assert_eq!(there.kind, FaultKind::Conflict);
    }

    async fn another_password_keeps_the_app_and_ends_what_waits(world: World) {
        let kept = enrol(world).await;
        let (client, waiting) = first_step(world, 1).await;
        let new: Password = "four patient otters wait".to_owned().into();
        let change = ChangePassword { old_password: password(), password: new.clone() };
        world.ada().await.call(change).await.unwrap();
        world.pass(STEP);
        let fault = second_step(&client, &waiting, &kept.code(world)).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Conflict);
        let signed_in = client.call(SignIn { name: "ada".into(), password: new }).await.unwrap();
        let SignedIn::CodeNeeded(needed) = signed_in else { panic!("no code was asked for") };
        second_step(&client, &needed.token, &kept.code(world)).await.unwrap();
    }

    async fn the_operators_password_takes_the_app_and_what_waits_away(world: World) {
        let kept = enrol(world).await;
        let (client, waiting) = first_step(world, 1).await;
        let new: Password = "four patient otters wait".to_owned().into();
        let (_, dropped) = operator::reset_password(&world.core, &world.ada.name, &new).await.unwrap();
        let (_, none) = operator::reset_password(&world.core, &world.bob.name, &new).await.unwrap();
        assert_eq!((dropped, none), (true, false));
        world.pass(STEP);
        let fault = second_step(&client, &waiting, &kept.code(world)).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Conflict);
        let signed_in = client.call(SignIn { name: "ada".into(), password: new }).await.unwrap();
        assert!(matches!(signed_in, SignedIn::Admitted(_)));
        assert_eq!(world.rows("select 1 from recovery_codes").await, 0);
    }

    async fn the_database_opens_no_second_factor(world: World) {
        let kept = enrol(world).await;
        let (_, token) = first_step(world, 1).await;
        let seed = Secret::try_from_base32(&kept.key).unwrap();
        let holds = |cells: &[Vec<u8>], part: &[u8]| {
            cells.iter().any(|cell| cell.windows(part.len()).any(|window| window == part))
        };
        let mut cells = Vec::new();
        for text in [
            "select salt from totp", "select sealed_seed from totp", "select state from challenges",
            "select token_hash from challenges", "select code_hash from recovery_codes",
        ] {
            cells.extend(world.cells(text).await);
        }
        assert_eq!(cells.len(), 14);
        let recovery = typed(&kept.recovery[0]).plain();
        for secret in [seed.as_bytes(), kept.key.as_bytes(), token.reveal().as_bytes(), recovery.as_bytes()] {
            assert!(!holds(&cells, secret));
        }
        let audit = world.cells("select coalesce(after, '') from audit").await;
        assert!(!holds(&audit, kept.key.as_bytes()));
    }

    async fn a_console_at_an_address_has_no_passkeys(world: World) {
        let ada = world.ada().await;
        assert_eq!(ada.call(StartPasskey {}).await.unwrap_err().kind, FaultKind::PasswordNeeded);
        let ada = ada.confirmed().await;
        assert_eq!(ada.call(StartPasskey {}).await.unwrap_err().kind, FaultKind::Conflict);
        assert_eq!(world.anonymous().call(AskPasskey {}).await.unwrap_err().kind, FaultKind::Conflict);
    }

    async fn a_passkeys_challenge_is_good_once_for_five_minutes_and_for_its_user(world: World) {
        let named = world.core.clone().under(Policy { origin: "http://localhost:3000".into(), ..Policy::default() });
        let ada = Client::in_session(&named, &world.ada).await.confirmed().await;
        let bob = Client::in_session(&named, &world.bob).await;
        let credential = PasskeyAnswer::from("{}".to_owned());
        let add = |token: &Token| AddPasskey {
            token: token.clone(),
            name: "phone".to_owned().try_into().unwrap(),
            credential: credential.clone(),
        };
        let started = ada.call(StartPasskey {}).await.unwrap();
        let selection = &started.options["publicKey"]["authenticatorSelection"];
        assert_eq!((&selection["residentKey"], &selection["userVerification"]), (&"required".into(), &"required".into()));
        assert_eq!(started.options["publicKey"]["rp"]["id"], "localhost");
        assert_eq!(ada.call(add(&started.token)).await.unwrap_err().kind, FaultKind::Invalid);
        assert_eq!(ada.call(add(&started.token)).await.unwrap_err().kind, FaultKind::Conflict, "used up");
        let started = ada.call(StartPasskey {}).await.unwrap();
        assert_eq!(bob.call(add(&started.token)).await.unwrap_err().kind, FaultKind::Conflict);

        let nobody = Client::anonymous(&named);
        let sign_in = |token: &Token| SignInWithPasskey { token: token.clone(), credential: credential.clone() };
        let asked = nobody.call(AskPasskey {}).await.unwrap();
        assert_eq!(nobody.call(sign_in(&asked.token)).await.unwrap_err().kind, FaultKind::Invalid);
        assert_eq!(nobody.call(sign_in(&asked.token)).await.unwrap_err().kind, FaultKind::Conflict);
        let asked = nobody.call(AskPasskey {}).await.unwrap();
        world.pass(300_000);
        assert_eq!(nobody.call(sign_in(&asked.token)).await.unwrap_err().kind, FaultKind::Conflict);
    }
}
