//! What signing command lines in, and what is said of secrets, is tried on.

use access::SecretKind;
use api::Request;
use api::audit::ListAccessChanges;
use api::logins::{ApproveLogin, EndLogin, RefuseLogin, ShowLogin, StartLogin, TakeLogin, UserCode};
use api::secrets::{DismissLeak, ListIssuedSecrets, ListSecretNotices, ReportLeakedSecret};
use sluicegate::operations::operator;

use crate::logins::start;
use crate::support::World;
use crate::support::world::named;

pub(super) async fn samples(
    world: &World,
    operation: &str,
    fresh: &str,
) -> Option<Vec<(&'static str, Request)>> {
    let machine = || "a laptop".to_owned().try_into().unwrap();
    let missing_secret = || access::SecretId::new(uuid::Uuid::now_v7());
    let adas =
        async || operator::issue_secret(&world.core, &named("ada"), &Default::default()).await.unwrap();
    Some(match operation {
        "StartLogin" => vec![("", StartLogin { machine: machine() }.into())],
        "TakeLogin" => vec![("unknown", TakeLogin { poll_token: "unknown".to_owned().into() }.into())],
        "ShowLogin" | "ApproveLogin" | "RefuseLogin" => {
            let last = fresh.trim_start_matches("fresh").parse::<u32>().unwrap() % 250;
            let elsewhere = [203, 0, 113, u8::try_from(last).unwrap()];
            let waiting = start(&world.anonymous().from(elsewhere)).await.user_code;
            let missing = UserCode::try_from("BBBB-BBBB".to_owned()).unwrap();
            let on = |code: UserCode| -> Request {
                match operation {
                    "ShowLogin" => ShowLogin { code }.into(),
                    "RefuseLogin" => RefuseLogin { code }.into(),
                    _ => ApproveLogin {
                        code,
                        kind: SecretKind::PrivateRead,
                        description: Default::default(),
                        lifetime_days: None,
                        expires_at: None,
                    }
                    .into(),
                }
            };
            vec![("waiting", on(waiting)), ("missing", on(missing))]
        }
        "EndLogin" => vec![("", EndLogin {}.into())],
        "ListIssuedSecrets" => {
            let by = |id| ListIssuedSecrets { id, limit: None, after: None }.into();
            vec![("by ada's", by(adas().await.secret.id)), ("by missing", by(missing_secret()))]
        }
        "ReportLeakedSecret" => {
            vec![("nonsense", ReportLeakedSecret { token: "nonsense".to_owned().into() }.into())]
        }
        "ListSecretNotices" => vec![("", ListSecretNotices {}.into())],
        "DismissLeak" => {
            let leaked = adas().await;
            let reporter = world.anonymous().from([203, 0, 113, 7]);
            reporter.call(ReportLeakedSecret { token: leaked.token }).await.unwrap();
            vec![
                ("ada's", DismissLeak { id: leaked.secret.id }.into()),
                ("missing", DismissLeak { id: missing_secret() }.into()),
            ]
        }
        "ListAccessChanges" => vec![("", ListAccessChanges {}.into())],
        _ => return None,
    })
}
