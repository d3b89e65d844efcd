//! What others lately did to one's own access.

use api::audit::{Altered, ListAccessChanges};
use api::members::{RemoveMember, UpdateOrganizationPermissions};
use api::projects::UpdateProjectPermissions;
use api::teams::{AddTeamMember, CreateTeam, RemoveTeamMember};

use crate::on_both;
use crate::support::client::Client;
use crate::support::world::named;

async fn changes(client: &Client) -> Vec<(String, String, Altered)> {
    let changes = client.call(ListAccessChanges {}).await.unwrap().items;
    changes
        .into_iter()
        .map(|change| (change.actor, format!("{}:{}", change.kind, change.path), change.altered))
        .collect()
}

fn flags(gained: &[&str], lost: &[&str]) -> Altered {
    let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Altered::Flags { gained: list(gained), lost: list(lost) }
}

on_both! {
    async fn flags_teams_and_removals_by_others_are_told(world: World) {
        world.organization("acme").await;
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        let on_acme = |view, create| UpdateOrganizationPermissions {
            organization: named("acme"),
            user: named("cleo"),
            view: Some(view),
            create: Some(create),
            admin: None,
            seen: None,
        };
        ada.call(on_acme(true, true)).await.unwrap();
        ada.call(on_acme(true, false)).await.unwrap();
        ada.call(UpdateProjectPermissions {
            organization: named("ada"),
            project: named("lake"),
            user: named("cleo"),
            view: Some(true),
            create: None,
            admin: None,
            seen: None,
        })
        .await
        .unwrap();
        let team = CreateTeam {
            organization: named("acme"),
            name: named("ops"),
            description: Default::default(),
            discoverable: false,
        };
        ada.call(team).await.unwrap();
        let (organization, team, user) = (named("acme"), named("ops"), named("cleo"));
        ada.call(AddTeamMember { organization: organization.clone(), team: team.clone(), user: user.clone(), seen: None }).await.unwrap();
        ada.call(RemoveTeamMember { organization: organization.clone(), team, user: user.clone(), seen: None }).await.unwrap();
        ada.call(RemoveMember { organization, user, take_over: false, revoke_secrets: false, seen: None }).await.unwrap();

        let by_ada = |on: &str, altered| ("ada".to_owned(), on.to_owned(), altered);
        assert_eq!(changes(&cleo).await, [
            by_ada("organization:acme", Altered::Removed),
            by_ada("team:acme/ops", Altered::Team { member: false }),
            by_ada("team:acme/ops", Altered::Team { member: true }),
            by_ada("project:ada/lake", flags(&["view"], &[])),
            by_ada("organization:acme", flags(&[], &["create"])),
            by_ada("organization:acme", flags(&["view", "create"], &[])),
        ]);
        // What one did oneself, or to others, is no news.
        assert!(changes(&ada).await.is_empty());
    }

    async fn the_newest_ten_are_told(world: World) {
        let (ada, bob) = (world.ada().await, world.bob().await);
        for n in 0..12 {
            ada.call(UpdateProjectPermissions {
                organization: named("ada"),
                project: named("lake"),
                user: named("bob"),
                view: None,
                create: Some(n % 2 == 0),
                admin: None,
                seen: None,
            })
            .await
            .unwrap();
        }
        let told = changes(&bob).await;
        assert_eq!(told.len(), 10);
        assert_eq!(told[0].2, flags(&[], &["create"]));
    }
}
