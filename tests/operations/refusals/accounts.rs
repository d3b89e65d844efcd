//! What is tried on one's own account and its sessions.

use access::SessionId;
use api::Request;
use api::profile::{
    ChangePassword, ConfirmEmail, DeleteAccount, FullName, OwnEmail, ShowAccount, ShowAccountEnd, ShowSignUp,
    UpdateAccount,
};
use api::sessions::{EndOtherSessions, EndSession, ListSessions};

use crate::support::World;
use crate::support::world::{PASSWORD, named};

/// The operations that are tried here.
pub(super) const HAS: [&str; 10] = [
    "ShowAccount",
    "UpdateAccount",
    "ListSessions",
    "EndSession",
    "EndOtherSessions",
    "ConfirmEmail",
    "ChangePassword",
    "ShowAccountEnd",
    "DeleteAccount",
    "ShowSignUp",
];

pub(super) async fn samples(world: &World, operation: &str, fresh: &str) -> Vec<(&'static str, Request)> {
    let password = || PASSWORD.to_owned().into();
    match operation {
        "ShowAccount" => vec![("", ShowAccount {}.into())],
        "UpdateAccount" => {
            let full_name = FullName::try_from("Somebody".to_owned()).unwrap();
            let email = OwnEmail::try_from("somebody@example.com".to_owned()).unwrap();
            let change = UpdateAccount::default;
            vec![
                ("full name", UpdateAccount { full_name: Some(full_name), ..change() }.into()),
                ("e-mail", UpdateAccount { email: Some(email), ..change() }.into()),
                ("name", UpdateAccount { name: Some(named(fresh)), ..change() }.into()),
            ]
        }
        "ListSessions" => vec![("", ListSessions::default().into())],
        "EndSession" => {
            let sessions = world.ada().await.call(ListSessions::default()).await.unwrap();
            vec![
                ("ada's", EndSession { id: sessions.items[0].id }.into()),
                ("missing", EndSession { id: SessionId::new(uuid::Uuid::now_v7()) }.into()),
            ]
        }
        "EndOtherSessions" => vec![("", EndOtherSessions {}.into())],
        "ConfirmEmail" => vec![("dead", ConfirmEmail { code: "dead".to_owned().into() }.into())],
        "ChangePassword" => {
            vec![("", ChangePassword { old_password: password(), password: password() }.into())]
        }
        "ShowAccountEnd" => vec![("", ShowAccountEnd {}.into())],
        "DeleteAccount" => vec![("", DeleteAccount {}.into())],
        _ => vec![("", ShowSignUp {}.into())],
    }
}
