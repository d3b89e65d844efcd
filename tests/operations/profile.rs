//! One's own account: what it tells, its address, its name, its password, its end.

use access::{Flags, UserCredential};
use api::FaultKind;
use api::accounts::{SignIn, Whoami};
use api::audit::ListAudit;
use api::organizations::{ListOrganizations, ShowOrganization};
use api::profile::{
    ChangePassword, ConfirmEmail, DeleteAccount, FullName, OwnAccount, OwnEmail, ShowAccount, ShowAccountEnd,
    UpdateAccount,
};
use api::projects::ShowProject;
use api::sign_in::SignedIn;
use sluicegate::operations::operator;
use sluicegate::store::sessions;

use super::mail::mailing;
use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::inbox::{Inbox, Mail};
use crate::support::world::{PASSWORD, named};

const NEW: &str = "seven quiet lanterns drift";
const DAY: i64 = 24 * 60 * 60 * 1000;

fn called(full_name: &str) -> UpdateAccount {
    UpdateAccount { full_name: Some(FullName::try_from(full_name.to_owned()).unwrap()), ..Default::default() }
}

fn reached_at(email: &str) -> UpdateAccount {
    UpdateAccount { email: Some(OwnEmail::try_from(email.to_owned()).unwrap()), ..Default::default() }
}

fn renamed(name: &str) -> UpdateAccount {
    UpdateAccount { name: Some(named(name)), ..Default::default() }
}

fn change(old: &str, new: &str) -> ChangePassword {
    ChangePassword { old_password: old.to_owned().into(), password: new.to_owned().into() }
}

fn sign_in(name: &str, password: &str) -> SignIn {
    SignIn { name: name.into(), password: password.to_owned().into() }
}

async fn goes_on(world: &World, client: &Client) -> bool {
    let (key, now) = (client.who.session.unwrap(), world.core.clock.now());
    sessions::find(&world.core.db, &key, now).await.unwrap().is_some_and(|row| row.user.is_some())
}

async fn shown(client: &Client) -> OwnAccount {
    client.call(ShowAccount {}).await.unwrap()
}

/// The code in a letter's link.
fn code(mail: &Mail) -> ConfirmEmail {
    let text = mail.text();
    let code = text.split("/-/confirm-email/").nth(1).unwrap().split_whitespace().next().unwrap();
    ConfirmEmail { code: code.to_owned().into() }
}

on_both! {
    async fn an_account_tells_what_its_user_wants(world: World) {
        let ada = world.ada().await;
        let before = shown(&ada).await;
        assert_eq!((before.path.as_str(), before.full_name.as_str(), &before.email), ("ada", "", &None));
        let full = world.ada_by(UserCredential::Full);
        let after = full.call(called("  Ada, Countess of Lovelace ")).await.unwrap();
        assert_eq!(after.full_name.as_str(), "Ada, Countess of Lovelace");
        assert_eq!(shown(&ada).await, after);
        let stale = full.if_match(&sluicegate::etag::of(&before));
        assert_eq!(stale.status(called("Ada")).await, 412);
        // What it is called stays out of the log, which outlives the account.
        let log = ada.call(ListAudit::default()).await.unwrap();
        let entry = log.items.iter().find(|entry| entry.operation == "UpdateAccount").unwrap();
        assert!(!serde_json::to_string(entry).unwrap().contains("Lovelace"));
        assert_eq!(world.ada_by(UserCredential::PrivateRead).status(called("Ada")).await, 403);
        assert_eq!(world.ada_by(UserCredential::Full).status(reached_at("ada@example.com")).await, 403);
        assert_eq!(world.ada_by(UserCredential::Full).status(renamed("eve")).await, 403);
    }

    async fn an_address_counts_once_its_link_was_opened(world: World) {
        let inbox = Inbox::open();
        let core = mailing(&world.core, &inbox);
        let ada = Client::in_session(&core, &world.ada).await;
        let asked = ada.call(reached_at("ada@example.com")).await.unwrap_err();
        assert_eq!(asked.kind, FaultKind::PasswordNeeded);
        let ada = ada.confirmed().await;
        let kept = ada.call(reached_at("Ada@Example.com")).await.unwrap();
        assert_eq!((kept.email.as_deref(), kept.email_confirmed_at), (Some("ada@example.com"), None));
        let first = inbox.wait(1).remove(0);
        assert_eq!(first.to, ["ada@example.com"]);
        // The same once more is another link; the first one is dead.
        ada.call(reached_at("ada@example.com")).await.unwrap();
        let second = inbox.wait(2).remove(1);
        let nobody = Client::anonymous(&core);
        assert_eq!(nobody.status(code(&first)).await, 404);
        nobody.call(code(&second)).await.unwrap();
        assert_eq!(nobody.status(code(&second)).await, 404, "once");
        assert_eq!(shown(&ada).await.email_confirmed_at, Some(core.clock.now()));

        // Another address begins anew, and the one before is told.
        ada.call(reached_at("countess@example.com")).await.unwrap();
        let mails = inbox.wait(4);
        let to = |address: &str| mails.iter().skip(2).find(|mail| mail.to == [address]).unwrap();
        assert!(to("ada@example.com").text().contains("was changed"));
        let late = code(to("countess@example.com"));
        world.pass(DAY);
        assert_eq!(nobody.status(late).await, 404, "its day is over");
        let ada = Client::in_session(&core, &world.ada).await.confirmed().await;
        assert_eq!(ada.call(reached_at("")).await.unwrap().email, None);
        assert!(OwnEmail::try_from("no address".to_owned()).is_err());
    }

    async fn an_account_makes_few_letters(world: World) {
        let inbox = Inbox::open();
        let ada = Client::in_session(&mailing(&world.core, &inbox), &world.ada).await.confirmed().await;
        for _ in 0..5 {
            ada.call(reached_at("victim@example.com")).await.unwrap();
        }
        let refused = ada.call(reached_at("victim@example.com")).await.unwrap_err();
        assert_eq!((refused.status(), refused.retry_after), (429, Some(3600)));
        world.pass(60 * 60 * 1000);
        ada.call(reached_at("victim@example.com")).await.unwrap();
    }

    async fn a_renamed_account_is_the_same_under_another_name(world: World) {
        let ada = world.ada().await;
        assert_eq!(ada.call(renamed("countess")).await.unwrap_err().kind, FaultKind::PasswordNeeded);
        let ada = ada.confirmed().await;
        assert_eq!(ada.call(renamed("bob")).await.unwrap_err().kind, FaultKind::Conflict);
        assert!(ada.call(renamed("admin")).await.unwrap_err().at("name").is_some());
        let after = ada.call(renamed("countess")).await.unwrap();
        assert_eq!((after.name, after.id), (named("countess"), world.ada.id));

        let lake = |organization| ShowProject { organization: named(organization), project: named("lake") };
        let bob = world.bob().await;
        assert_eq!((bob.status(lake("ada")).await, bob.status(lake("countess")).await), (404, 200));
        let nobody = world.anonymous();
        let signed_in = nobody.call(sign_in("countess", PASSWORD)).await.unwrap();
        assert!(matches!(signed_in, SignedIn::Admitted(admitted) if admitted.account.id == world.ada.id));
        assert_eq!(nobody.status(sign_in("ada", PASSWORD)).await, 401);

        // Nobody else takes the old name for 90 days; who freed it may.
        let bob = bob.confirmed().await;
        assert_eq!(bob.call(renamed("ada")).await.unwrap_err().kind, FaultKind::Conflict);
        let password = PASSWORD.to_owned().into();
        let taken = operator::create_user(&world.core, named("ada"), &password).await.unwrap_err();
        assert_eq!(taken.kind, FaultKind::Conflict);
        ada.call(renamed("ada")).await.unwrap();
        assert_eq!(bob.status(lake("ada")).await, 200);
    }

    async fn a_changed_password_ends_every_session(world: World) {
        let (ada, other) = (world.ada().await, world.ada().await);
        let wrong = ada.call(change("not the password", NEW)).await.unwrap_err();
        assert!(wrong.at("old_password").is_some());
        let weak = ada.call(change(PASSWORD, "password123")).await.unwrap_err();
        assert!(weak.at("password").unwrap().contains("many people use"), "{}", weak.detail);
        let named_after = ada.call(change(PASSWORD, "ada12345678")).await.unwrap_err();
        assert!(named_after.at("password").unwrap().contains("a name that is known of you"));
        assert!(goes_on(world, &ada).await && goes_on(world, &other).await);

        ada.call(change(PASSWORD, NEW)).await.unwrap();
        // The web layer begins a fresh one for the browser that asked.
        assert!(!goes_on(world, &ada).await && !goes_on(world, &other).await);
        assert_eq!(ada.status(change(NEW, PASSWORD)).await, 401, "a session that ended changes nothing");
        let nobody = world.anonymous();
        assert_eq!(nobody.status(sign_in("ada", PASSWORD)).await, 401);
        nobody.call(sign_in("ada", NEW)).await.unwrap();
        world.ada_by(UserCredential::Full).call(Whoami {}).await.unwrap();
        assert_eq!(world.ada_by(UserCredential::Full).status(change(NEW, PASSWORD)).await, 403);
    }

    async fn of_two_changes_at_once_one_counts(world: World) {
        let (one, two) = (world.ada().await, world.ada().await);
        let both = tokio::join!(
            one.status(change(PASSWORD, NEW)),
            two.status(change(PASSWORD, "four patient otters wait"))
        );
        assert!(matches!(both, (200, 401) | (401, 200)), "{both:?}");
    }

    async fn the_operator_resets_a_password(world: World) {
        let bob = world.bob().await;
        let weak = operator::reset_password(&world.core, &named("bob"), &"bob12345678".to_owned().into()).await;
        assert!(weak.unwrap_err().at("password").is_some());
        operator::reset_password(&world.core, &named("bob"), &NEW.to_owned().into()).await.unwrap();
        assert!(!goes_on(world, &bob).await);
        world.anonymous().call(sign_in("bob", NEW)).await.unwrap();
        let missing = operator::reset_password(&world.core, &named("nobody"), &NEW.to_owned().into()).await;
        assert_eq!(missing.unwrap_err().kind, FaultKind::NotFound);
    }

    async fn an_account_goes_with_what_is_its_own(world: World) {
        let bob = world.bob().await;
        let end = bob.call(ShowAccountEnd {}).await.unwrap();
        assert_eq!(end.places, ["organization:ada", "project:ada/lake"]);
        assert!(end.hindrances.is_empty());
        assert_eq!(bob.call(DeleteAccount {}).await.unwrap_err().kind, FaultKind::PasswordNeeded);
        let bob = bob.confirmed().await;
        bob.call(DeleteAccount {}).await.unwrap();
        assert!(!goes_on(world, &bob).await);
        assert_eq!(world.anonymous().status(sign_in("bob", PASSWORD)).await, 401);
        assert_eq!(world.cleo().await.status(ShowOrganization { organization: named("bob") }).await, 404);
        assert_eq!(bob.call(DeleteAccount {}).await.unwrap_err().status(), 404);
        // Who takes the name later holds nothing of it.
        world.pass(91 * DAY);
        let password = PASSWORD.to_owned().into();
        let new = operator::create_user(&world.core, named("bob"), &password).await.unwrap();
        let own = Client::in_session(&world.core, &new).await.call(ListOrganizations::default()).await.unwrap();
        assert_eq!(own.items.len(), 1);
    }

    async fn an_account_that_something_hangs_on_stays(world: World) {
        world.organization("acme").await;
        let ada = world.ada().await.confirmed().await;
        let end = ada.call(ShowAccountEnd {}).await.unwrap();
        assert_eq!(end.hindrances, ["acme", "ada/etl", "ada/lake", "ada/open"]);
        let refused = ada.call(DeleteAccount {}).await.unwrap_err();
        assert_eq!(refused.kind, FaultKind::Conflict);
        for path in &end.hindrances {
            assert!(refused.detail.contains(path.as_str()), "{}", refused.detail);
        }
        // Another admin lets go of one of them.
        let flags = api::members::UpdateOrganizationPermissions {
            organization: named("acme"),
            user: named("bob"),
            view: None,
            create: None,
            admin: Some(true),
            seen: None,
        };
        let member = ada.call(flags).await.unwrap();
        assert_eq!(member.flags, Flags { admin: true, ..Flags::NONE });
        let end = ada.call(ShowAccountEnd {}).await.unwrap();
        assert_eq!(end.hindrances, ["ada/etl", "ada/lake", "ada/open"]);
    }
}
