//! Flags of several people at once, each their own.

use access::Flags;
use access::world::preview_all;
use api::FaultKind;
use api::flags::{FlagChanges, UpdateFlags};
use api::members::ListMembers;
use api::names::Name;
use api::previews::{PreviewOf, ShowPreviewFacts};

use crate::on_both;
use crate::project_members::list;
use crate::support::client::Client;
use crate::support::world::named;

fn update(organization: &str, project: Option<&str>, changes: &str) -> UpdateFlags {
    let (organization, project) = (named(organization), project.map(named));
    UpdateFlags { organization, project, changes: changes.parse().unwrap(), seen: None }
}

/// What each holds, as stored: `ada all`.
async fn held(client: &Client, update: &UpdateFlags) -> Vec<(String, Flags)> {
    if update.project.is_some() {
        let rows = client.call(list("lake")).await.unwrap().items;
        return rows.into_iter().map(|row| (row.user.to_string(), row.flags)).collect();
    }
    let organization = update.organization.clone();
    let list =
        ListMembers { organization, search: None, filter: None, order: None, limit: None, after: None };
    let rows = client.call(list).await.unwrap().items;
    rows.into_iter().map(|row| (row.user.unwrap().to_string(), row.flags)).collect()
}

/// The mark of what a change would do, as a page shows it.
async fn seen(client: &Client, of: PreviewOf, changes: &FlagChanges) -> String {
    let facts = client.call(ShowPreviewFacts { of }).await.unwrap();
    let changes = facts.set_flags(changes.as_slice());
    preview_all(&facts.world, &changes).seen_by(&client.who.actor, &facts.world).mark()
}

const VIEW: Flags = Flags { view: true, ..Flags::NONE };

on_both! {
    async fn each_gets_their_own_and_all_or_none(world: World) {
        let ada = world.ada().await;
        for (place, project) in [("ada", None), ("ada", Some("lake"))] {
            let change = update(place, project, "bob +create -view,cleo +view");
            assert_eq!(ada.call(change.clone()).await.unwrap().changed, [named("bob"), named("cleo")]);
            let after = held(&ada, &change).await;
            let create = Flags { create: true, ..Flags::NONE };
            assert_eq!(after[1..], [("bob".to_owned(), create), ("cleo".to_owned(), VIEW)]);
            let again = ada.call(change.clone()).await.unwrap();
            assert!(again.changed.is_empty(), "they hold it already");
            let nobody = ada.call(update(place, project, "bob +view,nobody +view")).await.unwrap_err();
            assert_eq!((nobody.kind, nobody.at("users").is_some()), (FaultKind::Invalid, true));
            let ownerless = ada.call(update(place, project, "bob +view,ada -admin")).await.unwrap_err();
            assert_eq!(ownerless.kind, FaultKind::Conflict);
            assert_eq!(held(&ada, &change).await, after, "none of them");
        }
    }

    async fn an_admin_is_handed_over_in_one_step(world: World) {
        world.organization("acme").await;
        let ada = world.ada().await;
        ada.call(update("acme", None, "ada -admin,bob +admin")).await.unwrap();
        assert_eq!(ada.status(update("acme", None, "ada +admin")).await, 403);
        ada.call(update("ada", Some("lake"), "ada -admin,bob +admin")).await.unwrap();
        assert_eq!(ada.status(update("ada", Some("lake"), "ada +admin")).await, 403);
        assert_eq!(world.bob().await.status(update("ada", Some("lake"), "ada +admin")).await, 200);
    }

    async fn what_was_seen_of_all_must_still_hold(world: World) {
        let ada = world.ada().await;
        let users: Vec<Name> = ["bob", "cleo"].map(named).to_vec();
        let (organization, project) = (named("ada"), named("lake"));
        let members = PreviewOf::Members { organization: organization.clone(), users: users.clone() };
        let in_project = PreviewOf::ProjectMembers { organization, project, users };
        for (of, project) in [(members, None), (in_project, Some("lake"))] {
            let change = update("ada", project, "bob +create,cleo +view");
            let seen = seen(&ada, of, &change.changes).await;
            ada.call(update("ada", project, "cleo +view")).await.unwrap();
            let save = UpdateFlags { seen: Some(seen), ..change };
            assert_eq!(ada.call(save.clone()).await.unwrap_err().kind, FaultKind::Conflict);
            ada.call(update("ada", project, "cleo -view")).await.unwrap();
            assert_eq!(ada.call(save).await.unwrap().changed.len(), 2);
        }
    }
}
