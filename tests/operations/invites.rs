//! Invites.

use access::invite::InviteState;
use access::world::{Change, preview_all};
use access::{Flags, UserCredential};
use api::accounts::{Account, Whoami};
use api::audit::ListOrganizationAudit;
use api::fields::Limit;
use api::invites::{
    AcceptInvite, DeclineInvite, Invite, InviteMember, InviteTerms, ListInvites, ListOwnInvites,
    ResendInvite, RevokeInvite, SentInvite, ShowInviteLink, ShowOwnInvite, SignUp, TakeInvite,
};
use api::members::{
    LeaveOrganization, ListMembers, MemberSource, RemoveMember, UpdateMemberQuota, UpdateMembers,
};
use api::organizations::UpdateOrganizationQuota;
use api::previews::{PreviewOf, ShowPreviewFacts};
use api::{Fault, FaultKind};
use sluicegate::config;
use sluicegate::operations::Policy;

use super::members::grant;
use crate::on_both;
use crate::support::client::Client;
use crate::support::world::{PASSWORD, named};

const DAY: i64 = 24 * 60 * 60 * 1000;
const VIEW: Flags = Flags { view: true, create: false, admin: false };

pub(crate) fn invite(organization: &str, user: &str, flags: Flags) -> InviteMember {
    let Flags { view, create, admin } = flags;
    let (organization, user, note) = (named(organization), Some(named(user)), Default::default());
    InviteMember { organization, user, email: None, view, create, admin, note, seen: None }
}

pub(crate) fn to_address(organization: &str, email: &str) -> InviteMember {
    let email = Some(email.to_owned().try_into().unwrap());
    InviteMember { user: None, email, ..invite(organization, "nobody", VIEW) }
}

pub(crate) fn accept(organization: &str) -> AcceptInvite {
    AcceptInvite { organization: named(organization), seen: None }
}

fn decline(organization: &str) -> DeclineInvite {
    DeclineInvite { organization: named(organization) }
}

pub(crate) fn revoke(invite: &Invite) -> RevokeInvite {
    RevokeInvite { organization: invite.organization.clone(), id: invite.id }
}

pub(crate) fn resend(invite: &Invite) -> ResendInvite {
    ResendInvite { organization: invite.organization.clone(), id: invite.id }
}

pub(crate) fn code(sent: &SentInvite) -> String {
    let link = sent.link.as_ref().unwrap().reveal();
    link.strip_prefix("http://127.0.0.1:3000/-/invite/").unwrap().to_owned()
}

pub(crate) fn look(sent: &SentInvite) -> ShowInviteLink {
    ShowInviteLink { code: code(sent) }
}

fn sign_up(sent: &SentInvite, name: &str) -> SignUp {
    SignUp { code: Some(code(sent)), name: named(name), email: None, password: PASSWORD.to_owned().into() }
}

async fn terms(client: &Client, organization: &str) -> Result<InviteTerms, Fault> {
    client.call(ShowOwnInvite { organization: named(organization) }).await
}

pub(crate) async fn payer(client: &Client) -> String {
    client.call(Whoami {}).await.unwrap().billing_organization.to_string()
}

async fn waiting(client: &Client) -> Vec<Invite> {
    client.call(ListOwnInvites::default()).await.unwrap().items
}

async fn states(client: &Client, organization: &str) -> Vec<InviteState> {
    let input = ListInvites { organization: named(organization), pending: None, limit: None, after: None };
    client.call(input).await.unwrap().items.iter().map(|invite| invite.state).collect()
}

async fn held(client: &Client, organization: &str, user: &str) -> Option<(MemberSource, Flags)> {
    let input = ListMembers {
        organization: named(organization),
        search: None,
        filter: None,
        order: None,
        limit: None,
        after: None,
    };
    let page = client.call(input).await.unwrap();
    let member = page.items.into_iter().find(|member| member.user == Some(named(user)))?;
    Some((member.source, member.flags))
}

on_both! {
    async fn the_terms_tell_the_bound_that_is_ones_own(world: World) {
        world.organization("acme").await;
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        let own = |read, write| UpdateOrganizationQuota {
            organization: named("cleo"), read_quota_mb: Some(Limit(read)), write_quota_mb: Some(Limit(write)),
        };
        cleo.call(own(Some(100), None)).await.unwrap();
        ada.call(invite("acme", "cleo", VIEW)).await.unwrap();
        let shown = terms(&cleo, "acme").await.unwrap();
        assert_eq!((shown.read_quota_mb, shown.write_quota_mb), (Some(100), None));
        cleo.call(own(Some(50), Some(0))).await.unwrap();
        let stale = AcceptInvite { seen: Some(shown.seen), ..accept("acme") };
        assert_eq!(cleo.status(stale).await, 409, "it said something else");
        cleo.call(accept("acme")).await.unwrap();
        // Now acme pays: its own bound isn't for its members to know here, the one that it set for cleo is.
        let bound = UpdateMemberQuota {
            organization: named("acme"), user: named("cleo"), read_quota_mb: Some(Limit(Some(7))), write_quota_mb: None,
        };
        ada.call(bound).await.unwrap();
        world.organization("north").await;
        ada.call(invite("north", "cleo", VIEW)).await.unwrap();
        let shown = terms(&cleo, "north").await.unwrap();
        assert_eq!((shown.read_quota_mb, shown.write_quota_mb), (Some(7), None));
    }

    async fn an_invite_is_accepted_once_and_moves_billing(world: World) {
        world.organization("acme").await;
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        let sent = ada.call(invite("acme", "cleo", VIEW)).await.unwrap();
        assert_eq!((sent.link.is_none(), sent.invite.state), (true, InviteState::Pending));
        assert_eq!(sent.invite.expires_at.0 - sent.invite.created_at.0, 14 * DAY);
        let mine = waiting(&cleo).await;
        assert_eq!((mine.len(), mine[0].flags, mine[0].invited_by.clone()), (1, VIEW, Some(named("ada"))));
        let shown = terms(&cleo, "acme").await.unwrap();
        assert_eq!((shown.held, shown.billing_organization.to_string()), (Flags::NONE, "cleo".to_owned()));
        assert_eq!(payer(&cleo).await, "cleo", "an invite alone moves nothing");

        let seen = AcceptInvite { seen: Some(shown.seen), ..accept("acme") };
        assert_eq!(cleo.call(seen).await.unwrap().state, InviteState::Accepted);
        assert_eq!(payer(&cleo).await, "acme");
        assert_eq!(held(&ada, "acme", "cleo").await, Some((MemberSource::Member, VIEW)));
        assert!(waiting(&cleo).await.is_empty());

        assert_eq!(cleo.status(accept("acme")).await, 409);
        assert_eq!(cleo.status(decline("acme")).await, 409);
        assert_eq!(ada.status(revoke(&sent.invite)).await, 409);
        assert_eq!(ada.status(resend(&sent.invite)).await, 409);
        assert_eq!(ada.status(invite("acme", "cleo", Flags::ALL)).await, 409, "a member needs no invite");
        let log = ListOrganizationAudit { organization: named("acme"), limit: None, after: None };
        let log = ada.call(log).await.unwrap().items;
        assert_eq!(log.iter().filter(|entry| entry.operation == "AcceptInvite").count(), 1);
    }

    async fn flags_are_added_and_those_elsewhere_stay(world: World) {
        world.organization("acme").await;
        world.organization("beta").await;
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        ada.call(grant("acme", "cleo", [Some(false), Some(true), Some(false)])).await.unwrap();
        ada.call(invite("acme", "cleo", VIEW)).await.unwrap();
        cleo.call(accept("acme")).await.unwrap();
        let both = Flags { view: true, create: true, admin: false };
        assert_eq!(held(&ada, "acme", "cleo").await, Some((MemberSource::Member, both)));

        ada.call(invite("beta", "cleo", Flags::NONE)).await.unwrap();
        cleo.call(accept("beta")).await.unwrap();
        assert_eq!(payer(&cleo).await, "beta");
        assert_eq!(held(&ada, "beta", "cleo").await, Some((MemberSource::Member, Flags::NONE)));
        assert_eq!(held(&ada, "acme", "cleo").await, Some((MemberSource::Collaborator, both)));
        assert_eq!(ada.status(invite("acme", "cleo", VIEW)).await, 200, "a collaborator may be invited");
    }

    async fn an_ended_invite_never_works_again(world: World) {
        world.organization("acme").await;
        let (ada, bob, cleo) = (world.ada().await, world.bob().await, world.cleo().await);
        let sent = ada.call(invite("acme", "cleo", VIEW)).await.unwrap();
        assert_eq!(bob.status(accept("acme")).await, 404, "it is for cleo");
        assert_eq!(ada.call(revoke(&sent.invite)).await.unwrap().state, InviteState::Revoked);
        let refused = cleo.call(accept("acme")).await.unwrap_err();
        assert_eq!((refused.kind, refused.detail.contains("revoked")), (FaultKind::Conflict, true));
        assert_eq!(terms(&cleo, "acme").await.unwrap_err().kind, FaultKind::NotFound);
        assert_eq!(ada.status(resend(&sent.invite)).await, 409);

        ada.call(invite("acme", "cleo", VIEW)).await.unwrap();
        assert_eq!(cleo.call(decline("acme")).await.unwrap().state, InviteState::Declined);
        assert_eq!(cleo.status(accept("acme")).await, 409);

        let sent = ada.call(invite("acme", "cleo", VIEW)).await.unwrap();
        world.pass(14 * DAY - 1);
        assert_eq!(waiting(&cleo).await.len(), 1);
        world.pass(1);
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        assert!(waiting(&cleo).await.is_empty());
        assert_eq!(cleo.status(accept("acme")).await, 409);
        assert_eq!(ada.status(resend(&sent.invite)).await, 409);
        assert_eq!(ada.status(revoke(&sent.invite)).await, 409);
        assert_eq!(payer(&cleo).await, "cleo");
        use InviteState::{Declined, Expired, Pending, Revoked};
        assert_eq!(states(&ada, "acme").await, [Expired, Declined, Revoked]);
        ada.call(invite("acme", "cleo", VIEW)).await.unwrap();
        assert_eq!(states(&ada, "acme").await, [Pending, Expired, Declined, Revoked]);
        assert_eq!(cleo.status(accept("acme")).await, 200);
    }

    async fn a_new_invite_replaces_the_pending_one(world: World) {
        world.organization("acme").await;
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        let first = ada.call(invite("acme", "cleo", Flags::ALL)).await.unwrap();
        ada.call(invite("acme", "cleo", VIEW)).await.unwrap();
        assert_eq!(states(&ada, "acme").await, [InviteState::Pending, InviteState::Revoked]);
        assert_eq!(ada.status(revoke(&first.invite)).await, 409);
        cleo.call(accept("acme")).await.unwrap();
        assert_eq!(held(&ada, "acme", "cleo").await, Some((MemberSource::Member, VIEW)));

        let first = ada.call(to_address("acme", "dora@example.com")).await.unwrap();
        let second = ada.call(to_address("acme", "Dora@Example.com")).await.unwrap();
        assert_eq!(world.anonymous().status(look(&first)).await, 404);
        assert_eq!(world.anonymous().status(look(&second)).await, 200);
    }

    async fn a_resent_invite_lasts_anew_and_its_old_link_is_dead(world: World) {
        world.organization("acme").await;
        let nobody = world.anonymous();
        let first = world.ada().await.call(to_address("acme", "dora@example.com")).await.unwrap();
        world.pass(13 * DAY);
        let second = world.ada().await.call(resend(&first.invite)).await.unwrap();
        assert_eq!(second.invite.expires_at.0 - second.invite.created_at.0, 27 * DAY);
        assert_eq!(nobody.status(look(&first)).await, 404);
        assert_eq!(nobody.status(sign_up(&first, "dora")).await, 404);
        world.pass(13 * DAY);
        assert_eq!(nobody.status(look(&second)).await, 200);
        world.pass(DAY);
        assert_eq!(nobody.status(look(&second)).await, 404, "14 days are over");
        assert_eq!(nobody.status(sign_up(&second, "dora")).await, 404);
    }

    async fn the_first_account_that_takes_a_link_is_invited(world: World) {
        world.organization("acme").await;
        let (ada, bob, cleo) = (world.ada().await, world.bob().await, world.cleo().await);
        let sent = ada.call(to_address("acme", "dora@example.com")).await.unwrap();
        assert_eq!((&sent.invite.user, sent.invite.email.as_deref()), (&None, Some("dora@example.com")));
        let link = world.anonymous().call(look(&sent)).await.unwrap();
        assert_eq!((link.organization, link.email), (named("acme"), "dora@example.com".to_owned()));

        let taken_name = world.anonymous().call(sign_up(&sent, "bob")).await.unwrap_err();
        assert_eq!((taken_name.kind, taken_name.at("name").is_some()), (FaultKind::Conflict, true));
        let dora: Account = world.anonymous().call(sign_up(&sent, "dora")).await.unwrap();
        let dora = Client::in_session(&world.core, &dora).await;
        assert_eq!(payer(&dora).await, "dora", "taken is not accepted");
        assert_eq!(world.anonymous().status(look(&sent)).await, 404);
        assert_eq!(world.anonymous().status(sign_up(&sent, "dirk")).await, 404);
        assert_eq!(bob.status(TakeInvite { code: code(&sent) }).await, 404);
        assert_eq!(waiting(&dora).await[0].email, None, "the address is for admins");
        assert_eq!(ada.call(resend(&sent.invite)).await.unwrap().link, None, "it is for dora now");
        dora.call(accept("acme")).await.unwrap();
        assert_eq!(payer(&dora).await, "acme");

        // Somebody with an account takes a link; an older invite of theirs is replaced.
        ada.call(invite("acme", "cleo", Flags::ALL)).await.unwrap();
        let sent = ada.call(to_address("acme", "cleo@example.com")).await.unwrap();
        assert_eq!(world.anonymous().status(TakeInvite { code: code(&sent) }).await, 401);
        assert_eq!(dora.status(TakeInvite { code: code(&sent) }).await, 409, "a member needs no invite");
        let taken = cleo.call(TakeInvite { code: code(&sent) }).await.unwrap();
        assert_eq!((taken.user, taken.state), (Some(named("cleo")), InviteState::Pending));
        assert_eq!(waiting(&cleo).await.len(), 1);
        assert_eq!(cleo.status(TakeInvite { code: code(&sent) }).await, 404);
        cleo.call(accept("acme")).await.unwrap();
        assert_eq!(held(&ada, "acme", "cleo").await, Some((MemberSource::Member, VIEW)));
    }

    async fn sign_up_may_be_closed(world: World) {
        world.organization("acme").await;
        let sent = world.ada().await.call(to_address("acme", "dora@example.com")).await.unwrap();
        let closed = Policy { sign_up: config::SignUp::Closed, ..Policy::default() };
        let nobody = Client::anonymous(&world.core.clone().under(closed));
        let refused = nobody.call(sign_up(&sent, "dora")).await.unwrap_err();
        assert_eq!((refused.kind, refused.detail.contains("closed sign-up")), (FaultKind::Forbidden, true));
        assert_eq!(world.anonymous().status(sign_up(&sent, "dora")).await, 200);
    }

    async fn who_cannot_be_invited(world: World) {
        world.organization("acme").await;
        let ada = world.ada().await;
        let both = InviteMember { user: Some(named("cleo")), ..to_address("acme", "cleo@example.com") };
        assert_eq!(ada.call(both).await.unwrap_err().kind, FaultKind::Invalid);
        let neither = InviteMember { user: None, ..invite("acme", "cleo", VIEW) };
        assert_eq!(ada.call(neither).await.unwrap_err().kind, FaultKind::Invalid);
        let unknown = ada.call(invite("acme", "nobody", VIEW)).await.unwrap_err();
        assert_eq!((unknown.kind, unknown.at("user").is_some()), (FaultKind::Invalid, true));
        assert_eq!(ada.status(invite("ada", "cleo", VIEW)).await, 409, "a personal organization has no invites");
        assert_eq!(ada.status(to_address("ada", "cleo@example.com")).await, 409);
        assert_eq!(world.cleo().await.status(invite("acme", "cleo", VIEW)).await, 403);
        world.run("update users set disabled_at = 1 where name = 'cleo'", None).await;
        assert_eq!(ada.call(invite("acme", "cleo", VIEW)).await.unwrap_err().kind, FaultKind::Invalid);
    }

    async fn what_was_seen_must_still_hold(world: World) {
        world.organization("acme").await;
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        ada.call(invite("acme", "cleo", VIEW)).await.unwrap();
        let seen = terms(&cleo, "acme").await.unwrap().seen;
        ada.call(invite("acme", "cleo", Flags::ALL)).await.unwrap();
        let stale = AcceptInvite { seen: Some(seen), ..accept("acme") };
        assert_eq!(cleo.status(stale).await, 409);
        assert_eq!(payer(&cleo).await, "cleo");
        let seen = terms(&cleo, "acme").await.unwrap().seen;
        assert_eq!(cleo.status(AcceptInvite { seen: Some(seen), ..accept("acme") }).await, 200);
    }

    async fn what_was_seen_of_an_invite_must_still_hold_when_it_is_sent(world: World) {
        world.organization("acme").await;
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        let of = PreviewOf::Members { organization: named("acme"), users: vec![named("cleo")] };
        let facts = ada.call(ShowPreviewFacts { of }).await.unwrap();
        let change = Change::AcceptInvite { organization: facts.organization, user: cleo.user(), flags: VIEW };
        let seen = preview_all(&facts.world, &[change]).seen_by(&ada.who.actor, &facts.world);
        assert!(!seen.shown.gains.is_empty());
        let seen = InviteMember { seen: Some(seen.mark()), ..invite("acme", "cleo", VIEW) };
        ada.call(grant("acme", "cleo", [Some(true), None, None])).await.unwrap();
        assert_eq!(ada.call(seen.clone()).await.unwrap_err().kind, FaultKind::Conflict, "she views it already");
        assert!(states(&ada, "acme").await.is_empty() && waiting(&cleo).await.is_empty(), "nothing was sent");
        ada.call(grant("acme", "cleo", [Some(false), None, None])).await.unwrap();
        ada.call(seen).await.unwrap();
        assert_eq!(waiting(&cleo).await.len(), 1);
    }

    async fn invites_of_a_sender_who_is_gone_end(world: World) {
        world.organization("acme").await;
        let (ada, bob, cleo) = (world.ada().await, world.bob().await, world.cleo().await);
        let gone = [
            api::Request::from(RemoveMember {
                organization: named("acme"),
                user: named("bob"),
                take_over: false,
                revoke_secrets: false,
                seen: None,
            }),
            LeaveOrganization { organization: named("acme"), revoke_secrets: false, seen: None }.into(),
            UpdateMembers {
                organization: named("acme"),
                users: vec![named("bob")].try_into().unwrap(),
                view: None,
                create: None,
                admin: Some(false),
                seen: None,
            }
            .into(),
        ];
        for (round, request) in gone.into_iter().enumerate() {
            ada.call(grant("acme", "bob", [None, None, Some(true)])).await.unwrap();
            bob.call(invite("acme", "cleo", VIEW)).await.unwrap();
            let sent = bob.call(to_address("acme", "dora@example.com")).await.unwrap();
            let other = ada.call(to_address("acme", "dirk@example.com")).await.unwrap();
            assert_eq!(waiting(&cleo).await.len(), 1, "{round}");
            if round == 1 { &bob } else { &ada }.request(request).await.unwrap();
            assert_eq!(cleo.status(accept("acme")).await, 409, "{round}");
            assert!(waiting(&cleo).await.is_empty(), "{round}");
            assert_eq!(world.anonymous().status(look(&sent)).await, 404, "{round}");
            assert_eq!(world.anonymous().status(look(&other)).await, 200, "{round}: what others sent stays");
        }
    }

    async fn invites_of_a_sender_who_is_admin_no_more_end(world: World) {
        world.organization("acme").await;
        let (ada, bob, cleo) = (world.ada().await, world.bob().await, world.cleo().await);
        ada.call(grant("acme", "bob", [None, None, Some(true)])).await.unwrap();
        bob.call(invite("acme", "cleo", VIEW)).await.unwrap();
        let sent = bob.call(to_address("acme", "dora@example.com")).await.unwrap();
        ada.call(grant("acme", "bob", [None, None, Some(false)])).await.unwrap();
        assert_eq!(cleo.status(accept("acme")).await, 409);
        assert_eq!(world.anonymous().status(look(&sent)).await, 404);
        assert_eq!(states(&ada, "acme").await, [InviteState::Revoked, InviteState::Revoked]);
    }

    async fn a_link_is_kept_nowhere(world: World) {
        world.organization("acme").await;
        let full = world.ada_by(UserCredential::Full).once("invite-dora", 1);
        let sent = full.call(to_address("acme", "dora@example.com")).await.unwrap();
        let again = full.call(to_address("acme", "dora@example.com")).await.unwrap_err();
        assert_eq!((again.kind, again.id), (FaultKind::Conflict, Some(sent.invite.id.to_string())));
        assert_eq!(world.anonymous().status(look(&sent)).await, 200);
        // Without a link the same answer comes again.
        let full = world.ada_by(UserCredential::Full).once("invite-cleo", 2);
        let sent = full.call(invite("acme", "cleo", VIEW)).await.unwrap();
        assert_eq!(full.call(invite("acme", "cleo", VIEW)).await.unwrap(), sent);
    }

    async fn secrets_that_only_read_answer_no_invite(world: World) {
        world.organization("acme").await;
        world.ada().await.call(invite("acme", "cleo", VIEW)).await.unwrap();
        for credential in [UserCredential::PrivateRead, UserCredential::PublicRead] {
            let cleo = Client::as_user(&world.core, world.cleo.id, "cleo", credential);
            assert_eq!(cleo.status(accept("acme")).await, 403);
            assert_eq!(cleo.status(ListOwnInvites::default()).await, 403);
        }
        let cleo = Client::as_user(&world.core, world.cleo.id, "cleo", UserCredential::Full);
        assert_eq!(cleo.status(accept("acme")).await, 200);
    }
}
