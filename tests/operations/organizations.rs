//! Organizations: create, change, delete.

use access::{Flags, SecretKind, UserCredential};
use api::FaultKind;
use api::accounts::Whoami;
use api::fields::Limit;
use api::members::{ListMembers, UpdateMemberQuota};
use api::organizations::{
    CreateOrganization, DeleteOrganization, Organization, ShowOrganization, UpdateOrganization,
    UpdateOrganizationQuota,
};
use api::projects::{CreateProject, ShowProject};
use api::secrets::IssueSecret;
use sluicegate::etag;

use crate::members::grant;
use crate::on_both;
use crate::support::client::Client;
use crate::support::world::named;

fn create(name: &str) -> CreateOrganization {
    CreateOrganization { name: named(name), description: Default::default() }
}

fn show(name: &str) -> ShowOrganization {
    ShowOrganization { organization: named(name) }
}

fn update(name: &str) -> UpdateOrganization {
    UpdateOrganization { organization: named(name), name: None, description: None, longest_secret_days: None }
}

fn rename(name: &str, new: &str) -> UpdateOrganization {
    UpdateOrganization { name: Some(named(new)), ..update(name) }
}

fn delete(name: &str) -> DeleteOrganization {
    DeleteOrganization { organization: named(name), seen: None }
}

fn project_in(organization: &str) -> CreateProject {
    let organization = named(organization);
    CreateProject { organization, name: named("lake"), description: Default::default(), public: false }
}

async fn members(client: &Client, organization: &str) -> u16 {
    let organization = named(organization);
    let input =
        ListMembers { organization, search: None, filter: None, order: None, limit: None, after: None };
    client.status(input).await
}

/// Makes the organization `acme` pay for Bob, as an invite would.
pub(crate) async fn bill_bob(world: &crate::support::World) {
    let text = "update users set billing_organization_id = (select id from organizations where name = 'acme'), \
        billed_since = 1760000000000 where name = 'bob'";
    world.run(text, None).await;
}

on_both! {
    async fn whoever_creates_an_organization_holds_all_flags_and_pays_as_before(world: World) {
        let ada = world.ada().await;
        let acme = ada.call(create("ac-me")).await.unwrap();
        assert_eq!((acme.path.as_str(), acme.flags, acme.pays_for_you), ("ac-me", Flags::ALL, false));
        assert_eq!(ada.call(show("ac_me")).await.unwrap(), acme);
        assert_eq!(ada.call(Whoami {}).await.unwrap().billing_organization, named("ada"));
        for taken in ["ac-me", "bob"] {
            let refused = world.cleo().await.call(create(taken)).await.unwrap_err();
            assert_eq!((refused.kind, refused.at("name").is_some()), (FaultKind::Conflict, true));
        }
        assert_eq!(ada.status(create("sign-in")).await, 422);
        assert_eq!(ada.status(project_in("ac-me")).await, 200);
        assert_eq!(world.etl().status(create("x")).await, 403);
        assert_eq!(world.anonymous().status(create("x")).await, 401);
    }

    async fn the_operator_can_close_it(world: World) {
        let closed = sluicegate::config::Organizations::Closed;
        let core = world.core.clone().with(|parts| parts.policy.organizations = closed);
        let refused = Client::in_session(&core, &world.ada).await.call(create("acme")).await.unwrap_err();
        assert_eq!((refused.status(), refused.permission.as_deref()), (403, Some("operator")));
    }

    async fn a_renamed_organization_leaves_nothing_at_its_old_name(world: World) {
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        let acme = world.organization("acme").await;
        ada.call(project_in("acme")).await.unwrap();
        ada.call(grant("acme", "cleo", [Some(true), None, None])).await.unwrap();
        let renamed = ada.call(rename("acme", "newton")).await.unwrap();
        assert_eq!((renamed.id, renamed.path.as_str()), (acme.id, "newton"));
        assert_eq!(ada.status(show("acme")).await, 404);
        assert_eq!((members(&cleo, "newton").await, members(&cleo, "acme").await), (200, 404));
        let lake = ShowProject { organization: named("newton"), project: named("lake") };
        assert_eq!(ada.call(lake).await.unwrap().path.to_string(), "newton/lake");
        assert_eq!(cleo.status(create("acme")).await, 409, "it is kept for whoever freed it");
        assert_eq!(ada.status(rename("newton", "bob")).await, 409);
        assert_eq!(ada.status(rename("newton", "api")).await, 422);
        assert_eq!(cleo.status(rename("newton", "x")).await, 403);
        world.pass(91 * 24 * 60 * 60 * 1000);
        assert_eq!(world.cleo().await.status(create("acme")).await, 200);
    }

    async fn an_update_checks_the_tag_and_changes_what_is_named(world: World) {
        let ada = world.ada().await;
        let before = world.organization("acme").await;
        let tag = etag::of(&before);
        let description = Some("What we do".to_owned().try_into().unwrap());
        let change = UpdateOrganization { description, ..update("acme") };
        let after = ada.clone().if_match(&tag).call(change.clone()).await.unwrap();
        assert_eq!(after.description.as_str(), "What we do");
        assert_eq!(ada.call(update("acme")).await.unwrap(), after, "nothing named, nothing changed");
        assert_eq!(ada.clone().if_match(&tag).status(rename("acme", "x")).await, 412);
        assert_eq!(ada.clone().if_match(&tag).status(delete("acme")).await, 412);
    }

    async fn a_personal_organization_goes_with_its_account(world: World) {
        let ada = world.ada().await;
        for refused in [
            ada.call(rename("ada", "x")).await.unwrap_err(),
            ada.call(delete("ada")).await.unwrap_err(),
        ] {
            assert_eq!(refused.kind, FaultKind::Conflict);
            assert!(refused.detail.contains("personal organization"), "{refused}");
        }
        let description = Some("Mine".to_owned().try_into().unwrap());
        assert_eq!(ada.status(UpdateOrganization { description, ..update("ada") }).await, 200);
    }

    async fn what_an_organization_holds_or_pays_for_stands_in_the_way(world: World) {
        let ada = world.ada().await;
        world.organization("acme").await;
        ada.call(project_in("acme")).await.unwrap();
        bill_bob(world).await;
        let refused = ada.call(delete("acme")).await.unwrap_err();
        assert_eq!(refused.kind, FaultKind::Conflict);
        for named in ["bob", "project:acme/lake"] {
            assert!(refused.detail.contains(named), "{refused}");
        }
        assert_eq!(world.cleo().await.status(delete("acme")).await, 403);
        assert_eq!(ada.status(delete("nobody")).await, 404);
    }

    async fn what_is_made_anew_under_an_old_name_carries_nothing(world: World) {
        let (ada, cleo) = (world.ada().await.confirmed().await, world.cleo().await);
        let old = world.organization("acme").await;
        ada.call(grant("acme", "cleo", [Some(true), Some(true), Some(true)])).await.unwrap();
        assert_eq!(ada.call(delete("acme")).await.unwrap().path, "acme");
        assert_eq!((ada.status(show("acme")).await, cleo.status(create("acme")).await), (404, 409));
        let new: Organization = ada.call(create("acme")).await.unwrap();
        assert_ne!(new.id, old.id);
        assert_eq!((members(&ada, "acme").await, members(&cleo, "acme").await), (200, 403));
        assert_eq!(cleo.status(project_in("acme")).await, 403);
    }

    async fn who_deletes_what_pays_for_them_pays_at_home(world: World) {
        let bob = world.bob().await.confirmed().await;
        world.organization("acme").await;
        world.ada().await.call(grant("acme", "bob", [None, None, Some(true)])).await.unwrap();
        bill_bob(world).await;
        bob.call(delete("acme")).await.unwrap();
        assert_eq!(bob.call(Whoami {}).await.unwrap().billing_organization, named("bob"));
    }

    async fn deleting_in_a_session_is_confirmed_and_by_a_full_secret_is_not(world: World) {
        let ada = world.ada().await;
        for name in ["acme", "dust"] {
            world.organization(name).await;
        }
        assert_eq!(ada.call(delete("acme")).await.unwrap_err().kind, FaultKind::PasswordNeeded);
        let ada = ada.confirmed().await;
        world.pass(600_000);
        assert_eq!(ada.call(delete("acme")).await.unwrap_err().kind, FaultKind::PasswordNeeded);
        let ada = ada.confirmed().await;
        world.pass(599_999);
        ada.call(delete("acme")).await.unwrap();
        world.ada_by(UserCredential::Full).call(delete("dust")).await.unwrap();
    }

    async fn new_secrets_live_no_longer_than_the_payer_allows(world: World) {
        let ada = world.ada().await;
        let cap = |days| UpdateOrganization { longest_secret_days: Some(Limit(days)), ..update("ada") };
        assert_eq!(ada.status(cap(Some(0))).await, 422);
        assert_eq!(ada.call(cap(Some(30))).await.unwrap().longest_secret_days, Some(30));
        let issue = |lifetime_days| IssueSecret {
            kind: SecretKind::PrivateRead,
            description: Default::default(),
            lifetime_days,
            expires_at: None,
        };
        for refused in [issue(None), issue(Some(31))] {
            let refused = ada.call(refused).await.unwrap_err();
            assert_eq!(refused.status(), 422);
            assert!(refused.at("lifetime_days").is_some_and(|text| text.contains("30 days")), "{refused}");
        }
        assert_eq!(ada.status(issue(Some(30))).await, 200);
        assert_eq!(world.bob().await.status(issue(None)).await, 200, "another pays for bob");
        ada.call(cap(None)).await.unwrap();
        assert_eq!(ada.status(issue(None)).await, 200);
    }

    async fn quotas_are_kept_for_who_may_see_them(world: World) {
        let ada = world.ada().await;
        let quota = |read, write| UpdateOrganizationQuota {
            organization: named("ada"),
            read_quota_mb: read,
            write_quota_mb: write,
        };
        let set = ada.call(quota(Some(Limit(Some(100))), Some(Limit(Some(0))))).await.unwrap();
        assert_eq!((set.read_quota_mb, set.write_quota_mb), (Some(100), Some(0)));
        let set = ada.call(quota(Some(Limit(None)), None)).await.unwrap();
        assert_eq!((set.read_quota_mb, set.write_quota_mb), (None, Some(0)), "left out stays");
        assert_eq!(world.cleo().await.call(show("ada")).await.unwrap().write_quota_mb, None);
        assert_eq!(world.bob().await.call(show("ada")).await.unwrap().write_quota_mb, Some(0));
        assert_eq!(world.bob().await.status(quota(None, None)).await, 403);
        assert_eq!(ada.status(quota(Some(Limit(Some(u64::MAX))), None)).await, 422);
        let of = |user: &str| UpdateMemberQuota {
            organization: named("ada"),
            user: named(user),
            read_quota_mb: Some(Limit(Some(5))),
            write_quota_mb: None,
        };
        let member = ada.call(of("ada")).await.unwrap();
        assert_eq!((member.read_quota_mb, member.write_quota_mb), (Some(5), None));
        assert_eq!(ada.status(of("bob")).await, 409, "bob pays elsewhere");
    }
}
