//! Services: create, list, show, change, delete, by whom.

use access::{Actor, UserCredential};
use api::FaultKind;
use api::fields::Limit;
use api::members::UpdateOrganizationPermissions;
use api::projects::CreateProject;
use api::secrets::{IssueServiceSecret, IssuedSecret};
use api::services::{
    CreateService, DeleteService, ListServices, Service, ShowService, ShowServiceActivity, UpdateService,
    UpdateServicePermissions,
};
use api::streams::CreateStream;
use sluicegate::store::secrets;
use sluicegate::tokens;

use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::world::named;

pub(crate) fn create(name: &str) -> CreateService {
    CreateService {
        organization: named("ada"),
        name: named(name),
        description: Default::default(),
        source_url: Default::default(),
        read_quota_mb: None,
        write_quota_mb: None,
    }
}

pub(crate) fn show(name: &str) -> ShowService {
    ShowService { organization: named("ada"), service: named(name) }
}

pub(crate) fn list() -> ListServices {
    ListServices { organization: named("ada"), search: None, limit: None, after: None }
}

pub(crate) fn update(name: &str) -> UpdateService {
    UpdateService {
        organization: named("ada"),
        service: named(name),
        name: None,
        description: None,
        source_url: None,
        read_quota_mb: None,
        write_quota_mb: None,
    }
}

pub(crate) fn delete(name: &str) -> DeleteService {
    DeleteService { organization: named("ada"), service: named(name) }
}

pub(crate) fn activity(name: &str) -> ShowServiceActivity {
    ShowServiceActivity { organization: named("ada"), service: named(name) }
}

pub(crate) fn grant(
    service: &str,
    stream: &str,
    read: Option<bool>,
    write: Option<bool>,
) -> UpdateServicePermissions {
    let (organization, service) = (named("ada"), named(service));
    UpdateServicePermissions { organization, service, stream: stream.parse().unwrap(), read, write }
}

pub(crate) fn issue(service: &str) -> IssueServiceSecret {
    IssueServiceSecret {
        organization: named("ada"),
        service: named(service),
        description: Default::default(),
        lifetime_days: None,
        expires_at: None,
    }
}

/// Who a token is now.
pub(crate) async fn holder(world: &World, issued: &IssuedSecret) -> Option<Actor> {
    let presented = tokens::read(issued.token.reveal()).unwrap();
    let known = secrets::find_by_hash(&world.core.db, &presented.hash).await.unwrap()?;
    known.actor(world.core.clock.now())
}

/// Sets what somebody holds on the organization `ada`.
pub(crate) async fn place(world: &World, user: &str, view: bool, create: bool, admin: bool) {
    let input = UpdateOrganizationPermissions {
        organization: named("ada"),
        user: named(user),
        view: Some(view),
        create: Some(create),
        admin: Some(admin),
        seen: None,
    };
    world.ada().await.call(input).await.unwrap();
}

/// Ada's organization `acme` with the private project `acme/lake`, its stream `events` and a service `acme/etl`; Cleo is
/// its admin, and holds nothing on the project.
pub(crate) async fn acme(world: &World) -> (Client, Client) {
    world.organization("acme").await;
    let (ada, cleo) = (world.ada().await, world.cleo().await);
    let input = CreateProject {
        organization: named("acme"),
        name: named("lake"),
        description: Default::default(),
        public: false,
    };
    ada.call(input).await.unwrap();
    let input = CreateStream {
        organization: named("acme"),
        project: named("lake"),
        name: named("events"),
        description: Default::default(),
        schema: None,
        retention_days: None,
    };
    ada.call(input).await.unwrap();
    ada.call(CreateService { organization: named("acme"), ..create("etl") }).await.unwrap();
    let input = UpdateOrganizationPermissions {
        organization: named("acme"),
        user: named("cleo"),
        view: Some(true),
        create: Some(true),
        admin: Some(true),
        seen: None,
    };
    ada.call(input).await.unwrap();
    (ada, cleo)
}

/// A service as its world knows it.
pub(crate) fn as_service(world: &World, service: &Service) -> Client {
    Client::as_service(&world.core, service.id, &service.path.to_string())
}

on_both! {
    async fn a_service_is_made_shown_changed_and_deleted(world: World) {
        let ada = world.ada().await;
        let input = CreateService {
            description: "Nightly import".to_owned().try_into().unwrap(),
            source_url: "https://code.example/etl".to_owned().try_into().unwrap(),
            read_quota_mb: Some(Limit(Some(100))),
            write_quota_mb: Some(Limit(None)),
            ..create("night-shift")
        };
        let made = ada.call(input).await.unwrap();
        assert_eq!(made.path.to_string(), "ada/night-shift");
        assert_eq!((made.read_quota_mb, made.write_quota_mb), (Some(100), None));
        assert_eq!((made.streams, made.writes, made.secrets, made.manage), (0, 0, Some(0), true));
        assert_eq!(made.created_by, Some(named("ada")));
        assert_eq!(ada.status(create("night_shift")).await, 409);
        let listed = ada.call(list()).await.unwrap().items;
        let names: Vec<String> = listed.iter().map(|service| service.name.to_string()).collect();
        assert_eq!(names, ["etl", "night-shift"]);
        let found = ada.call(ListServices { search: Some("SHIFT".into()), ..list() }).await.unwrap().items;
        assert_eq!(found, [ada.call(show("night-shift")).await.unwrap()]);

        world.pass(1000);
        let renamed = UpdateService { name: Some(named("day")), read_quota_mb: Some(Limit(None)), ..update("night-shift") };
        let now = ada.call(renamed).await.unwrap();
        assert_eq!((now.id, now.read_quota_mb, now.description.as_str()), (made.id, None, "Nightly import"));
        assert!(now.updated_at > made.updated_at);
        assert_eq!(ada.status(show("night-shift")).await, 404);
        assert_eq!(ada.status(UpdateService { name: Some(named("etl")), ..update("day") }).await, 409);
        let gone = ada.call(delete("day")).await.unwrap();
        assert_eq!(gone.path, "ada/day");
        assert_eq!(ada.status(show("day")).await, 404);
        assert_eq!(ada.status(delete("day")).await, 404);
    }

    async fn quotas_and_addresses_are_checked(world: World) {
        let ada = world.ada().await;
        let huge = CreateService { read_quota_mb: Some(Limit(Some(u64::MAX))), ..create("huge") };
        let fault = ada.call(huge).await.unwrap_err();
        assert_eq!((fault.status(), fault.errors[0].field.as_str()), (422, "read_quota_mb"));
        assert_eq!(ada.status(show("huge")).await, 404);
        for wrong in ["javascript:alert(1)", "https://", "https://ada:pw@code.example", "https://a b", "code.example"] {
            assert!(api::fields::SourceUrl::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }

    async fn creators_manage_what_they_created_and_admins_everything(world: World) {
        place(world, "bob", true, true, false).await;
        let (ada, bob) = (world.ada().await, world.bob().await);
        bob.call(create("bobs")).await.unwrap();
        assert!(bob.call(show("bobs")).await.unwrap().manage);
        let others = bob.call(show("etl")).await.unwrap();
        assert_eq!((others.manage, others.secrets), (false, None), "who doesn't manage it counts no secrets");
        assert_eq!(bob.status(update("etl")).await, 403);
        assert_eq!(bob.status(delete("etl")).await, 403);
        ada.call(update("bobs")).await.unwrap();
        place(world, "bob", true, false, false).await;
        assert_eq!(bob.status(update("bobs")).await, 403, "create is gone");
        place(world, "bob", false, false, false).await;
        assert_eq!(bob.status(show("bobs")).await, 404);
        assert_eq!(world.ada_by(UserCredential::PrivateRead).status(update("bobs")).await, 403);
        ada.call(delete("bobs")).await.unwrap();
    }

    async fn a_deleted_service_is_dead_at_once_and_a_new_one_of_its_name_starts_with_nothing(world: World) {
        let ada = world.ada().await;
        ada.call(create("short")).await.unwrap();
        ada.call(grant("short", "ada/lake/events", Some(true), None)).await.unwrap();
        let secret = ada.call(issue("short")).await.unwrap();
        assert!(holder(world, &secret).await.is_some());
        ada.call(delete("short")).await.unwrap();
        assert_eq!(holder(world, &secret).await, None);
        let again = ada.call(create("short")).await.unwrap();
        assert_eq!((again.streams, again.secrets, again.last_used_at), (0, Some(0), None));
        assert_eq!(holder(world, &secret).await, None);
        assert_eq!(world.rows("select 1 from secrets where kind = 'service'").await, 0);
    }

    async fn an_organization_with_services_is_not_deleted(world: World) {
        world.organization("acme").await;
        let ada = world.ada().await;
        let input = CreateService { organization: named("acme"), ..create("etl") };
        ada.call(input).await.unwrap();
        let input = api::organizations::DeleteOrganization { organization: named("acme"), seen: None };
        let fault = ada.call(input.clone()).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Conflict);
        assert!(fault.detail.contains("etl"), "{}", fault.detail);
        ada.call(DeleteService { organization: named("acme"), service: named("etl") }).await.unwrap();
        ada.confirmed().await.call(input).await.unwrap();
    }

    async fn a_service_sees_itself_and_no_other(world: World) {
        let ada = world.ada().await;
        ada.call(create("other")).await.unwrap();
        let etl = world.etl();
        let own = etl.call(show("etl")).await.unwrap();
        assert_eq!((own.streams, own.manage, own.secrets), (1, false, None));
        assert_eq!(etl.status(show("other")).await, 404);
        assert_eq!(etl.status(list()).await, 403, "an organization's name is no secret");
        assert_eq!(etl.status(update("etl")).await, 403);
        assert_eq!(etl.status(issue("etl")).await, 403);
    }
}
