//! What people hold on a project.

use access::world::{Change, preview_all};
use access::{Flags, UserCredential};
use api::FaultKind;
use api::previews::{PreviewOf, ShowPreviewFacts};
use api::projects::{ClaimProject, ListProjectMembers, ShowProject, UpdateProjectPermissions};

use crate::on_both;
use crate::support::races::{Tally, both, rounds};
use crate::support::world::named;

pub(crate) fn grant(project: &str, user: &str, flags: [Option<bool>; 3]) -> UpdateProjectPermissions {
    let [view, create, admin] = flags;
    let (organization, project, user) = (named("ada"), named(project), named(user));
    UpdateProjectPermissions { organization, project, user, view, create, admin, seen: None }
}

pub(crate) fn list(project: &str) -> ListProjectMembers {
    ListProjectMembers {
        organization: named("ada"),
        project: named(project),
        search: None,
        limit: None,
        after: None,
    }
}

pub(crate) fn claim(project: &str) -> ClaimProject {
    ClaimProject { organization: named("ada"), project: named(project) }
}

fn show(project: &str) -> ShowProject {
    ShowProject { organization: named("ada"), project: named(project) }
}

const ALL: [Option<bool>; 3] = [Some(true); 3];
const NONE: [Option<bool>; 3] = [Some(false); 3];

on_both! {
    async fn flags_are_set_for_anybody_and_what_is_left_out_stays(world: World) {
        let ada = world.ada().await;
        let member = ada.call(grant("lake", "cleo", [None, Some(true), None])).await.unwrap();
        assert_eq!(member.flags, Flags { create: true, ..Flags::NONE });
        assert_eq!((member.granted_by, member.disabled), (Some(named("ada")), false));
        let member = ada.call(grant("lake", "cleo", [None, None, Some(true)])).await.unwrap();
        assert_eq!(member.flags, Flags { create: true, admin: true, view: false });
        assert_eq!(world.cleo().await.status(show("lake")).await, 200);
        let rows = ada.call(list("lake")).await.unwrap().items;
        let names: Vec<String> = rows.iter().map(|row| row.user.to_string()).collect();
        assert_eq!(names, ["ada", "bob", "cleo"]);
        let page = ada.call(ListProjectMembers { limit: Some(2), ..list("lake") }).await.unwrap();
        assert_eq!(page.next.as_deref(), Some("bob"));
        let member = ada.call(grant("lake", "cleo", NONE)).await.unwrap();
        assert_eq!(member.flags, Flags::NONE);
        assert_eq!(world.cleo().await.status(show("lake")).await, 404, "on the very next request");
        let missing = ada.call(grant("lake", "nobody", ALL)).await.unwrap_err();
        assert_eq!((missing.kind, missing.at("user").is_some()), (FaultKind::NotFound, true));
    }

    async fn members_are_for_those_with_a_granted_view(world: World) {
        assert_eq!(world.bob().await.status(list("lake")).await, 200);
        assert_eq!(world.cleo().await.status(list("lake")).await, 404);
        assert_eq!(world.cleo().await.status(list("open")).await, 403, "public isn't granted");
        assert_eq!(world.anonymous().status(list("open")).await, 401);
        assert_eq!(world.bob().await.status(grant("lake", "bob", ALL)).await, 403);
        assert_eq!(world.ada_by(UserCredential::PrivateRead).status(grant("lake", "bob", ALL)).await, 403);
    }

    async fn a_project_keeps_an_enabled_admin(world: World) {
        let ada = world.ada().await;
        let alone = ada.call(grant("lake", "ada", [None, None, Some(false)])).await.unwrap_err();
        assert_eq!(alone.kind, FaultKind::Conflict);
        assert!(alone.detail.contains("ada/lake"), "{alone}");
        ada.call(grant("lake", "bob", [None, None, Some(true)])).await.unwrap();
        world.run("update users set disabled_at = 1 where name = 'bob'", None).await;
        assert_eq!(ada.status(grant("lake", "ada", NONE)).await, 409, "disabled people don't count");
        world.run("update users set disabled_at = null where name = 'bob'", None).await;
        ada.call(grant("lake", "ada", NONE)).await.unwrap();
        assert_eq!(ada.status(grant("lake", "ada", ALL)).await, 403);
    }

    async fn only_an_orphaned_project_is_claimed(world: World) {
        let ada = world.ada().await;
        let (early, before) = (ada.call(claim("lake")).await.unwrap_err(), [None, None, Some(true)]);
        assert_eq!((early.status(), early.permission.as_deref()), (403, Some("claim")));
        ada.call(grant("lake", "bob", before)).await.unwrap();
        ada.call(grant("lake", "ada", NONE)).await.unwrap();
        assert_eq!(ada.status(claim("lake")).await, 403);
        world.run("update users set disabled_at = 1 where name = 'bob'", None).await;
        assert_eq!(world.cleo().await.status(claim("lake")).await, 404);
        let claimed = ada.call(claim("lake")).await.unwrap();
        assert!(claimed.flags.admin && claimed.flags.view && !claimed.flags.create);
        world.run("update users set disabled_at = null where name = 'bob'", None).await;
        assert!(world.bob().await.call(show("lake")).await.unwrap().flags.admin, "enabled again");
    }

    async fn what_was_seen_must_still_hold(world: World) {
        let ada = world.ada().await;
        let flags = Flags { view: true, create: true, admin: false };
        let of = PreviewOf::ProjectMembers {
            organization: named("ada"), project: named("lake"), users: vec![named("bob")],
        };
        let facts = ada.call(ShowPreviewFacts { of }).await.unwrap();
        let change = Change::ProjectFlags { project: facts.project.unwrap(), user: facts.users[0], flags };
        let seen = preview_all(&facts.world, &[change]).seen_by(&ada.who.actor, &facts.world);
        assert!(!seen.shown.gains.is_empty() && seen.shown.losses.is_empty());
        let save = UpdateProjectPermissions {
            seen: Some(seen.mark()), ..grant("lake", "bob", [None, Some(true), None])
        };
        ada.call(grant("lake", "bob", [Some(false), None, None])).await.unwrap();
        let save = UpdateProjectPermissions { view: Some(true), ..save };
        assert_eq!(ada.call(save.clone()).await.unwrap_err().kind, FaultKind::Conflict);
        ada.call(grant("lake", "bob", [Some(true), None, None])).await.unwrap();
        ada.call(save).await.unwrap();
    }

    async fn two_project_admins_demote_each_other_and_one_stays(world: World) {
        let (ada, bob) = (world.ada().await, world.bob().await);
        let mut tally = Tally::default();
        for _ in 0..rounds() {
            for who in [&ada, &bob] {
                // Whoever stayed lets the other one in again.
                let _ = who.call(grant("lake", "ada", ALL)).await;
                let _ = who.call(grant("lake", "bob", ALL)).await;
            }
            assert_eq!(world.rows(ADMINS).await, 2);
            let (one, other) = (ada.clone(), bob.clone());
            let (first, second) = both(
                async move { one.status(grant("lake", "bob", [None, None, Some(false)])).await },
                async move { other.status(grant("lake", "ada", [None, None, Some(false)])).await },
            ).await;
            assert_eq!(world.rows(ADMINS).await, 1, "{first} {second}");
            assert!([first, second].contains(&200) && [first, second].contains(&403), "{first} {second}");
            tally.add(if first == 200 { "the first" } else { "the second" });
        }
        tally.report("project: demote ∥ demote", &world.core);
    }
}

const ADMINS: &str = "select 1 from project_grants g join projects p on p.id = g.project_id \
    where p.name = 'lake' and g.can_admin";
