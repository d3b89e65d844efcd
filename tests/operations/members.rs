//! People in an organization.

use access::{Flags, UserCredential};
use api::FaultKind;
use api::accounts::Whoami;
use api::flags::FlagChange;
use api::members::{
    CountMembers, ListMembers, Member, MemberFilter, MemberOrder, MemberSource, UpdateOrganizationPermissions,
};
use api::previews::{PreviewOf, ShowPreviewFacts};
use api::profile::UpdateAccount;
use sluicegate::operations::operator;

use crate::invites::{accept, invite};
use crate::on_both;
use crate::support::client::Client;
use crate::support::world::named;

pub(crate) fn grant(
    organization: &str,
    user: &str,
    flags: [Option<bool>; 3],
) -> UpdateOrganizationPermissions {
    let [view, create, admin] = flags;
    let (organization, user) = (named(organization), named(user));
    UpdateOrganizationPermissions { organization, user, view, create, admin, seen: None }
}

fn list(organization: &str) -> ListMembers {
    let organization = named(organization);
    ListMembers { organization, search: None, filter: None, order: None, limit: None, after: None }
}

async fn all(client: &Client, input: ListMembers) -> Vec<Member> {
    let (mut members, mut after) = (Vec::new(), None);
    loop {
        let page = client.call(ListMembers { after, limit: Some(1), ..input.clone() }).await.unwrap();
        members.extend(page.items);
        after = page.next;
        if after.is_none() {
            return members;
        }
    }
}

fn names(members: &[Member]) -> Vec<String> {
    members.iter().map(|member| member.user.as_ref().unwrap().to_string()).collect()
}

async fn payer(client: &Client) -> String {
    client.call(Whoami {}).await.unwrap().billing_organization.to_string()
}

on_both! {
    async fn a_grant_with_any_flags_leaves_billing_alone(world: World) {
        world.organization("acme").await;
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        let yes_no = [None, Some(true), Some(false)];
        for view in yes_no {
            for create in yes_no {
                for admin in yes_no {
                    let member = ada.call(grant("acme", "cleo", [view, create, admin])).await.unwrap();
                    assert_eq!(member.source, MemberSource::Collaborator);
                    assert_eq!(payer(&cleo).await, "cleo");
                }
            }
        }
    }

    async fn a_flag_left_out_stays_and_none_is_no_row(world: World) {
        let ada = world.ada().await;
        let member = ada.call(grant("ada", "cleo", [None, Some(true), None])).await.unwrap();
        assert_eq!(member.flags, Flags { create: true, ..Flags::NONE }, "stored one by one");
        let member = ada.call(grant("ada", "cleo", [Some(true), None, None])).await.unwrap();
        assert_eq!((member.flags.view, member.flags.create), (true, true));
        assert_eq!(member.granted_by, Some(named("ada")));
        assert_eq!(names(&all(&ada, list("ada")).await), ["ada", "bob", "cleo"]);
        let none = Some(false);
        ada.call(grant("ada", "cleo", [none, none, none])).await.unwrap();
        assert_eq!(names(&all(&ada, list("ada")).await), ["ada", "bob"]);
        assert_eq!(world.bob().await.status(grant("ada", "bob", [None, None, Some(true)])).await, 403);
        assert_eq!(ada.status(grant("ada", "nobody", [Some(true), None, None])).await, 404);
    }

    async fn an_organization_keeps_an_admin(world: World) {
        world.organization("acme").await;
        let ada = world.ada().await;
        let refused = ada.call(grant("acme", "ada", [None, None, Some(false)])).await.unwrap_err();
        assert_eq!(refused.kind, FaultKind::Conflict);
        assert_eq!(refused.resource.as_deref(), Some("organization:acme"));
        ada.call(grant("acme", "cleo", [None, None, Some(true)])).await.unwrap();
        let ended = ada.call(grant("acme", "ada", [None, None, Some(false)])).await.unwrap();
        assert_eq!((ended.flags.view, ended.flags.admin), (true, false));
        assert_eq!(ada.status(grant("acme", "bob", [Some(true), None, None])).await, 403, "at once");
    }

    async fn a_personal_organization_has_one_admin(world: World) {
        let ada = world.ada().await;
        let own = ada.call(grant("ada", "ada", [None, None, Some(false)])).await.unwrap_err();
        let other = ada.call(grant("ada", "bob", [None, None, Some(true)])).await.unwrap_err();
        assert_eq!((own.kind, other.kind), (FaultKind::Conflict, FaultKind::Conflict));
        assert!(other.detail.contains("personal organization"), "{other}");
    }

    async fn members_are_for_who_may_view(world: World) {
        for client in [world.ada().await, world.bob().await, world.ada_by(UserCredential::PrivateRead)] {
            assert_eq!(client.status(list("ada")).await, 200);
        }
        for client in [world.cleo().await, world.ada_by(UserCredential::PublicRead), world.etl()] {
            assert_eq!(client.status(list("ada")).await, 403);
        }
        let invites = ListMembers { filter: Some(MemberFilter::Invites), ..list("ada") };
        assert_eq!((world.ada().await.status(invites.clone()).await, world.bob().await.status(invites).await), (200, 403));
    }

    async fn pages_searches_and_filters(world: World) {
        world.organization("acme").await;
        let ada = world.ada().await;
        world.pass(1000);
        ada.call(grant("acme", "cleo", [Some(true), None, None])).await.unwrap();
        world.pass(1000);
        ada.call(grant("acme", "bob", [Some(true), None, None])).await.unwrap();
        assert_eq!(names(&all(&ada, list("acme")).await), ["ada", "bob", "cleo"]);
        let newest = ListMembers { order: Some(MemberOrder::Newest), ..list("acme") };
        assert_eq!(names(&all(&ada, newest).await), ["bob", "cleo", "ada"]);
        let admins = ListMembers { filter: Some(MemberFilter::Admins), ..list("acme") };
        assert_eq!(names(&all(&ada, admins.clone()).await), ["ada"]);
        let newest = ListMembers { order: Some(MemberOrder::Newest), ..admins };
        assert_eq!(names(&all(&ada, newest).await), ["ada"]);
        let found = ListMembers { search: Some("LE".into()), ..list("acme") };
        assert_eq!(names(&all(&ada, found).await), ["cleo"]);
        let wild = ListMembers { search: Some("%".into()), ..list("acme") };
        assert!(all(&ada, wild).await.is_empty());
        let members = ListMembers { filter: Some(MemberFilter::Members), ..list("ada") };
        assert_eq!(names(&all(&ada, members).await), ["ada"]);
        let counts = ada.call(CountMembers { organization: named("acme"), search: None }).await.unwrap();
        assert_eq!((counts.all, counts.members, counts.collaborators, counts.admins), (3, 0, 3, 1));
        assert_eq!(ada.status(ListMembers { after: Some("nonsense".into()), ..list("acme") }).await, 422);
    }

    async fn who_is_renamed_billed_or_disabled_stands_where_they_belong(world: World) {
        world.organization("acme").await;
        let ada = world.ada().await;
        for who in ["bob", "cleo"] {
            ada.call(grant("acme", who, [Some(true), None, Some(true)])).await.unwrap();
        }
        let of = |filter| ListMembers { filter: Some(filter), ..list("acme") };
        let count = async |search: Option<&str>| {
            let search = search.map(str::to_owned);
            let counts = ada.call(CountMembers { organization: named("acme"), search }).await.unwrap();
            [counts.members, counts.collaborators, counts.admins]
        };
        let rename = UpdateAccount { name: Some(named("zoe")), ..Default::default() };
        world.bob().await.confirmed().await.call(rename).await.unwrap();
        assert_eq!(names(&all(&ada, of(MemberFilter::Collaborators)).await), ["ada", "cleo", "zoe"]);
        assert_eq!((count(None).await, count(Some("zo")).await), ([0, 3, 3], [0, 1, 1]));
        assert_eq!(count(Some("bob")).await, [0, 0, 0], "the old name finds nobody");

        ada.call(invite("acme", "cleo", Flags::ALL)).await.unwrap();
        world.cleo().await.call(accept("acme")).await.unwrap();
        for order in [MemberOrder::Name, MemberOrder::Newest] {
            let of = |filter| ListMembers { order: Some(order), ..of(filter) };
            assert_eq!(names(&all(&ada, of(MemberFilter::Members)).await), ["cleo"]);
            assert_eq!(all(&ada, of(MemberFilter::Collaborators)).await.len(), 2);
            assert_eq!(all(&ada, of(MemberFilter::Admins)).await.len(), 3);
        }
        assert_eq!(count(None).await, [1, 2, 3]);
        operator::disable_user(&world.core, &named("cleo")).await.unwrap();
        assert_eq!(count(None).await, [1, 2, 2], "disabled people decide about nothing");
        for order in [MemberOrder::Name, MemberOrder::Newest] {
            let admins = ListMembers { order: Some(order), ..of(MemberFilter::Admins) };
            assert!(!names(&all(&ada, admins).await).contains(&"cleo".to_owned()));
        }
    }

    async fn a_stale_preview_is_a_conflict(world: World) {
        world.organization("acme").await;
        let ada = world.ada().await;
        let of = PreviewOf::Members { organization: named("acme"), users: vec![named("cleo")] };
        let facts = ada.call(ShowPreviewFacts { of: of.clone() }).await.unwrap();
        let change = FlagChange { user: named("cleo"), view: Some(true), create: None, admin: None };
        let mark = access::world::preview_all(&facts.world, &facts.set_flags(&[change]))
            .seen_by(&ada.who.actor, &facts.world)
            .mark();
        ada.call(grant("acme", "cleo", [Some(true), None, None])).await.unwrap();
        let stale = api::members::UpdateOrganizationPermissions {
            seen: Some(mark.clone()),
            ..grant("acme", "cleo", [Some(true), None, None])
        };
        assert_eq!(ada.call(stale.clone()).await.unwrap_err().kind, FaultKind::Conflict);
        ada.call(grant("acme", "cleo", [Some(false), None, None])).await.unwrap();
        assert_eq!(ada.status(stale).await, 200, "it would do again what was seen");
        let missing = PreviewOf::Members { organization: named("acme"), users: vec![named("nobody")] };
        assert_eq!(ada.status(ShowPreviewFacts { of: missing }).await, 404);
        assert_eq!(world.cleo().await.status(ShowPreviewFacts { of }).await, 200);
        let own = PreviewOf::OwnMembership { organization: named("acme") };
        assert_eq!(world.bob().await.status(ShowPreviewFacts { of: own }).await, 200);
    }
}
