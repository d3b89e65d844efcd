//! Making an account of one's own.

use api::FaultKind;
use api::accounts::SignIn;
use api::invites::SignUp;
use api::profile::{ShowAccount, ShowSignUp, SignUpPolicy};
use sluicegate::config;
use sluicegate::operations::{Core, Policy};

use super::mail::mailing;
use crate::on_both;
use crate::support::client::Client;
use crate::support::inbox::Inbox;
use crate::support::world::{PASSWORD, named};

fn open(core: &Core) -> Core {
    core.clone().under(Policy { sign_up: config::SignUp::Open, ..Policy::default() })
}

fn account(name: &str, email: Option<&str>) -> SignUp {
    let email = email.map(|email| email.to_owned().try_into().unwrap());
    SignUp { code: None, name: named(name), email, password: PASSWORD.to_owned().into() }
}

on_both! {
    async fn everybody_makes_an_account_where_sign_up_is_open(world: World) {
        let core = open(&world.core);
        let nobody = Client::anonymous(&core);
        assert_eq!(nobody.call(ShowSignUp {}).await.unwrap().sign_up, SignUpPolicy::Open);
        let made = nobody.call(account("dora", None)).await.unwrap();
        assert_eq!(made.name, named("dora"));
        nobody.call(SignIn { name: "dora".into(), password: PASSWORD.to_owned().into() }).await.unwrap();
        let taken = nobody.call(account("ada", None)).await.unwrap_err();
        assert_eq!((taken.kind, taken.at("name").is_some()), (FaultKind::Conflict, true));
        let weak = SignUp { password: "dora-dora-1".to_owned().into(), ..account("dora-two", None) };
        assert!(nobody.call(weak).await.unwrap_err().at("password").unwrap().contains("too easy to guess"));
    }

    async fn nobody_does_where_it_isnt(world: World) {
        for (policy, told) in [
            (config::SignUp::Invite, SignUpPolicy::Invite),
            (config::SignUp::Closed, SignUpPolicy::Closed),
        ] {
            let nobody = Client::anonymous(&world.core.clone().under(Policy { sign_up: policy, ..Policy::default() }));
            assert_eq!(nobody.call(ShowSignUp {}).await.unwrap().sign_up, told);
            assert_eq!(nobody.call(account("dora", None)).await.unwrap_err().kind, FaultKind::Forbidden);
        }
    }

    async fn an_address_that_was_given_gets_its_link(world: World) {
        let inbox = Inbox::open();
        let core = open(&mailing(&world.core, &inbox));
        let nobody = Client::anonymous(&core);
        let dora = nobody.call(account("dora", Some("dora@example.com"))).await.unwrap();
        let mail = inbox.wait(1).remove(0);
        assert_eq!(mail.to, ["dora@example.com"]);
        assert!(mail.text().contains("/-/confirm-email/"));
        let own = Client::in_session(&core, &dora).await.call(ShowAccount {}).await.unwrap();
        assert_eq!((own.email.as_deref(), own.email_confirmed_at), (Some("dora@example.com"), None));
    }

    async fn an_address_makes_only_so_many_accounts_an_hour(world: World) {
        let core = open(&world.core);
        let nobody = Client::anonymous(&core);
        // A password that isn't taken is no attempt; a name that is taken is one.
        for _ in 0..20 {
            let short = SignUp { password: "short".to_owned().into(), ..account("dora", None) };
            assert_eq!(nobody.status(short).await, 422);
        }
        for _ in 0..10 {
            assert_eq!(nobody.status(account("ada", None)).await, 409);
        }
        let refused = nobody.call(account("dora", None)).await.unwrap_err();
        assert_eq!((refused.status(), refused.retry_after), (429, Some(3600)));
        nobody.clone().from([198, 51, 100, 7]).call(account("dora", None)).await.unwrap();
        world.pass(60 * 60 * 1000);
        nobody.call(account("eve", None)).await.unwrap();
    }
}
