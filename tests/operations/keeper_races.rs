//! The two who decide about something, at the same instant: against each other, or each for themselves. Who gives up
//! their own place may do so whatever the other one does: then it is no right that keeps one of them, but the rule that
//! nothing is left ownerless. Without the protection the same operations leave nobody.

use access::UserCredential;
use api::Request;
use api::accounts::Account;
use api::members::{LeaveOrganization, RemoveMember};
use api::profile::DeleteAccount;
use api::projects::{CreateProject, UpdateProjectPermissions};
use sluicegate::operations::Core;

use crate::members::grant;
use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::races::{Tally, both, rounds, unprotected};
use crate::support::world::named;

/// What Bob and Cleo are the admins of: the organization `acme`, or its project `acme/pond`.
#[derive(Clone, Copy)]
enum On {
    Organization,
    Project,
}

/// What each of them does.
#[derive(Clone, Copy)]
enum Act {
    DemoteOther,
    DemoteSelf,
    RemoveOther,
    Leave,
}

const ADMIN: [Option<bool>; 3] = [None, None, Some(true)];
const NO_ADMIN: [Option<bool>; 3] = [None, None, Some(false)];

const ORGANIZATION_ADMINS: &str = "select 1 from organization_grants g \
    join organizations o on o.id = g.organization_id where o.name = 'acme' and g.can_admin";
const PROJECT_ADMINS: &str = "select 1 from project_grants g join projects p on p.id = g.project_id \
    where p.name = 'pond' and g.can_admin";
const ORGANIZATION_AGAIN: &str = "insert into organization_grants \
    (organization_id, user_id, can_view, can_create, can_admin, granted_at) \
    select o.id, u.id, true, false, true, 0 from organizations o, users u \
    where o.name = 'acme' and u.name in ('bob', 'cleo') \
    on conflict (organization_id, user_id) do update set can_admin = true";
const PROJECT_AGAIN: &str = "insert into project_grants \
    (project_id, user_id, can_view, can_create, can_admin, granted_at) \
    select p.id, u.id, true, false, true, 0 from projects p, users u \
    where p.name = 'pond' and u.name in ('bob', 'cleo') \
    on conflict (project_id, user_id) do update set can_admin = true";

fn leave() -> LeaveOrganization {
    LeaveOrganization { organization: named("acme"), revoke_secrets: false, seen: None }
}

impl On {
    fn flags(self, user: &str, flags: [Option<bool>; 3]) -> Request {
        let Self::Project = self else { return grant("acme", user, flags).into() };
        let [view, create, admin] = flags;
        let (organization, project, user) = (named("acme"), named("pond"), named(user));
        UpdateProjectPermissions { organization, project, user, view, create, admin, seen: None }.into()
    }

    fn request(self, act: Act, own: &str, other: &str) -> Request {
        match act {
            Act::DemoteOther => self.flags(other, NO_ADMIN),
            Act::DemoteSelf => self.flags(own, NO_ADMIN),
            Act::Leave => leave().into(),
            Act::RemoveOther => {
                let (organization, user) = (named("acme"), named(other));
                RemoveMember { organization, user, take_over: false, revoke_secrets: false, seen: None }
                    .into()
            }
        }
    }

    /// The thing, with no other admins than Bob and Cleo.
    async fn made(self, world: &World) {
        let ada = world.ada().await;
        world.organization("acme").await;
        match self {
            Self::Organization => {
                ada.call(grant("acme", "bob", ADMIN)).await.unwrap();
                ada.call(grant("acme", "ada", NO_ADMIN)).await.unwrap();
            }
            Self::Project => {
                let (organization, name) = (named("acme"), named("pond"));
                let input =
                    CreateProject { organization, name, description: Default::default(), public: false };
                ada.call(input).await.unwrap();
                ada.request(self.flags("bob", ADMIN)).await.unwrap();
                ada.request(self.flags("ada", [Some(false); 3])).await.unwrap();
            }
        }
    }

    async fn again(self, world: &World) {
        let text = match self {
            Self::Organization => ORGANIZATION_AGAIN,
            Self::Project => PROJECT_AGAIN,
        };
        world.run(text, None).await;
        assert_eq!(self.admins(world).await, 2);
    }

    async fn admins(self, world: &World) -> usize {
        let text = match self {
            Self::Organization => ORGANIZATION_ADMINS,
            Self::Project => PROJECT_ADMINS,
        };
        world.rows(text).await
    }
}

async fn status(client: Client, request: Request) -> u16 {
    client.request(request).await.map_or_else(|fault| fault.status(), |_| 200)
}

/// Bob and Cleo both act, on this server; gives what each was answered.
async fn round(world: &World, core: &Core, on: On, act: Act) -> (u16, u16) {
    on.again(world).await;
    let person =
        |account: &Account, name: &str| Client::as_user(core, account.id, name, UserCredential::Full);
    let (bob, cleo) = (person(&world.bob, "bob"), person(&world.cleo, "cleo"));
    both(status(bob, on.request(act, "bob", "cleo")), status(cleo, on.request(act, "cleo", "bob"))).await
}

/// One is done and the other is a conflict, in every round.
async fn the_rule_keeps_one(world: &World, race: &str, on: On, act: Act) {
    on.made(world).await;
    let mut tally = Tally::default();
    for _ in 0..rounds() {
        let ended = round(world, &world.core, on, act).await;
        assert_eq!(on.admins(world).await, 1, "{ended:?}");
        match ended {
            (200, 409) => tally.add("the first"),
            (409, 200) => tally.add("the second"),
            other => panic!("{other:?}"),
        }
    }
    tally.report(race, &world.core);
}

/// The same operations on a server without the protection: in some rounds nobody is left.
async fn nobody_is_left(world: &World, race: &str, on: On, act: Act) {
    on.made(world).await;
    let core = unprotected(world).await;
    let (mut tally, mut lost) = (Tally::default(), 0);
    for _ in 0..rounds() {
        round(world, &core, on, act).await;
        let none = on.admins(world).await == 0;
        tally.add(if none { "no admin left" } else { "one left" });
        lost += usize::from(none);
    }
    tally.report(race, &world.core);
    assert!(lost > 0, "the race was never lost: then the tests with the protection show nothing");
}

/// Bob leaves while the other admin deletes their account: somebody new, whenever that was done.
async fn leaves_while_the_other_is_deleted(world: &World, race: &str, on: On) {
    on.made(world).await;
    let bob = world.bob().await;
    let (mut tally, mut stayed) = (Tally::default(), None);
    for number in 0..rounds() {
        let other = match stayed.take() {
            Some(other) => other,
            None => {
                let account = world.person(&format!("dora{number}")).await;
                Client::in_session(&world.core, &account).await.confirmed().await
            }
        };
        let name = other.who.name.clone().unwrap();
        for who in [&bob, &other] {
            // Whoever stayed lets the other one in.
            let _ = who.request(on.flags("bob", ADMIN)).await;
            let _ = who.request(on.flags(&name, ADMIN)).await;
        }
        assert_eq!(on.admins(world).await, 2);
        let ended =
            both(status(bob.clone(), leave().into()), status(other.clone(), DeleteAccount {}.into())).await;
        assert_eq!(on.admins(world).await, 1, "{ended:?}");
        match ended {
            (200, 409) => {
                tally.add("left");
                stayed = Some(other);
            }
            (409, 200) => tally.add("deleted"),
            other => panic!("{other:?}"),
        }
    }
    tally.report(race, &world.core);
}

on_both! {
    async fn the_last_two_admins_leave(world: World) {
        the_rule_keeps_one(world, "leave ∥ leave", On::Organization, Act::Leave).await;
    }

    async fn the_last_two_admins_step_down(world: World) {
        the_rule_keeps_one(world, "step down ∥ step down", On::Organization, Act::DemoteSelf).await;
    }

    async fn the_last_admin_but_one_leaves_while_the_other_deletes_the_account(world: World) {
        leaves_while_the_other_is_deleted(world, "leave ∥ delete account", On::Organization).await;
    }

    async fn the_last_two_admins_of_a_project_leave(world: World) {
        the_rule_keeps_one(world, "project: leave ∥ leave", On::Project, Act::Leave).await;
    }

    async fn the_last_two_admins_of_a_project_step_down(world: World) {
        the_rule_keeps_one(world, "project: step down ∥ step down", On::Project, Act::DemoteSelf).await;
    }

    async fn the_last_admin_but_one_of_a_project_leaves_while_the_other_deletes_the_account(world: World) {
        leaves_while_the_other_is_deleted(world, "project: leave ∥ delete account", On::Project).await;
    }

    async fn without_the_protection_the_demoting_race_is_lost(world: World) {
        nobody_is_left(world, "demote ∥ demote, unprotected", On::Organization, Act::DemoteOther).await;
    }

    async fn without_the_protection_the_removing_race_is_lost(world: World) {
        nobody_is_left(world, "remove ∥ remove, unprotected", On::Organization, Act::RemoveOther).await;
    }

    async fn without_the_protection_the_leaving_race_is_lost(world: World) {
        nobody_is_left(world, "leave ∥ leave, unprotected", On::Organization, Act::Leave).await;
    }

    async fn without_the_protection_the_demoting_race_on_a_project_is_lost(world: World) {
        nobody_is_left(world, "project: demote ∥ demote, unprotected", On::Project, Act::DemoteOther).await;
    }

    async fn without_the_protection_the_leaving_race_on_a_project_is_lost(world: World) {
        nobody_is_left(world, "project: leave ∥ leave, unprotected", On::Project, Act::Leave).await;
    }
}
