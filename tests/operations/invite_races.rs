//! Two answers to one invite at the same instant: exactly one counts, and there is always one payer.

use access::Flags;
use access::invite::InviteState;
use api::audit::ListOrganizationAudit;
use api::invites::{Invite, ListInvites};
use api::members::{LeaveOrganization, RemoveMember};
use api::organizations::ListOrganizations;

use super::invites::{accept, invite, payer, revoke};
use crate::on_both;
use crate::support::client::Client;
use crate::support::races::{Tally, rounds};
use crate::support::world::named;

const VIEW: Flags = Flags { view: true, create: false, admin: false };

/// The organizations take turns, so that there is always one to move to.
fn turn(round: usize) -> &'static str {
    if round.is_multiple_of(2) { "acme" } else { "beta" }
}

async fn newest(client: &Client, organization: &str) -> Invite {
    let input = ListInvites { organization: named(organization), pending: None, limit: Some(1), after: None };
    client.call(input).await.unwrap().items.remove(0)
}

/// Every organization that says it pays for the caller.
async fn payers(client: &Client) -> Vec<String> {
    let page = client.call(ListOrganizations { limit: Some(500), after: None }).await.unwrap();
    page.items.iter().filter(|one| one.pays_for_you).map(|one| one.name.to_string()).collect()
}

/// How often somebody accepted, by the organization's log.
async fn acceptances(client: &Client, organization: &str) -> usize {
    let input = ListOrganizationAudit { organization: named(organization), limit: Some(500), after: None };
    let (mut count, mut after) = (0, None);
    loop {
        let page = client.call(ListOrganizationAudit { after, ..input.clone() }).await.unwrap();
        let accepted = |entry: &&api::audit::AuditEntry| {
            entry.operation == "AcceptInvite" && entry.resource.starts_with("invite:")
        };
        count += page.items.iter().filter(accepted).count();
        after = page.next;
        if after.is_none() {
            return count;
        }
    }
}

on_both! {
    async fn accept_and_revoke_race(world: World) {
        world.organization("acme").await;
        world.organization("beta").await;
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        let (mut tally, mut at) = (Tally::default(), 0);
        for round in 0..rounds() {
            let (here, before) = (turn(at), payer(&cleo).await);
            let sent = ada.call(invite(here, "cleo", VIEW)).await.unwrap();
            let (accepted, revoked) = match round % 2 {
                0 => tokio::join!(cleo.status(accept(here)), ada.status(revoke(&sent.invite))),
                _ => {
                    let (revoked, accepted) =
                        tokio::join!(ada.status(revoke(&sent.invite)), cleo.status(accept(here)));
                    (accepted, revoked)
                }
            };
            let state = newest(&ada, here).await.state;
            let now = payer(&cleo).await;
            match (accepted, revoked) {
                (200, 409) => {
                    assert_eq!((state, now.as_str()), (InviteState::Accepted, here));
                    tally.add("accepted");
                    at += 1;
                }
                (409, 200) => {
                    assert_eq!((state, &now), (InviteState::Revoked, &before));
                    tally.add("revoked");
                }
                both => panic!("round {round}: {both:?}"),
            }
            assert_eq!(payers(&cleo).await, [now]);
        }
        tally.report("accept ∥ revoke", &world.core);
    }

    async fn accept_and_accept_race(world: World) {
        world.organization("acme").await;
        world.organization("beta").await;
        let (ada, here, there) = (world.ada().await, world.cleo().await, world.cleo().await);
        let mut tally = Tally::default();
        for round in 0..rounds() {
            let into = turn(round);
            ada.call(invite(into, "cleo", VIEW)).await.unwrap();
            match tokio::join!(here.status(accept(into)), there.status(accept(into))) {
                (200, 409) => tally.add("first accepted"),
                (409, 200) => tally.add("second accepted"),
                both => panic!("round {round}: {both:?}"),
            }
            assert_eq!(payers(&here).await, [into]);
        }
        let moved = acceptances(&ada, "acme").await + acceptances(&ada, "beta").await;
        assert_eq!(moved, rounds(), "each invite moved billing once");
        tally.report("accept ∥ accept of one invite", &world.core);
    }

    async fn leave_and_remove_race(world: World) {
        world.organization("acme").await;
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        let mut tally = Tally::default();
        for round in 0..rounds() {
            ada.call(invite("acme", "cleo", VIEW)).await.unwrap();
            cleo.call(accept("acme")).await.unwrap();
            let organization = named("acme");
            let leave =
                LeaveOrganization { organization: organization.clone(), revoke_secrets: false, seen: None };
            let remove = RemoveMember {
                organization,
                user: named("cleo"),
                take_over: false,
                revoke_secrets: false,
                seen: None,
            };
            match tokio::join!(cleo.status(leave), ada.status(remove)) {
                (200, status) if status != 200 => tally.add("left"),
                (status, 200) if status != 200 => tally.add("removed"),
                both => panic!("round {round}: {both:?}"),
            }
            assert_eq!(payers(&cleo).await, ["cleo"]);
        }
        tally.report("leave ∥ remove", &world.core);
    }

    async fn accepting_two_invites_race(world: World) {
        for name in ["acme", "beta", "core"] {
            world.organization(name).await;
        }
        let (ada, here, there) = (world.ada().await, world.cleo().await, world.cleo().await);
        let mut tally = Tally::default();
        for round in 0..rounds() {
            // From the third into two at once: both are accepted, one after the other.
            let now = payer(&here).await;
            let into: Vec<&str> = ["acme", "beta", "core"].into_iter().filter(|name| *name != now).take(2).collect();
            for name in &into {
                ada.call(invite(name, "cleo", VIEW)).await.unwrap();
            }
            let ended = tokio::join!(here.status(accept(into[0])), there.status(accept(into[1])));
            assert_eq!(ended, (200, 200), "round {round}");
            let after = payers(&here).await;
            assert_eq!(after.len(), 1);
            match after[0] == into[1] {
                true => tally.add("second pays"),
                false => {
                    assert_eq!(after[0], into[0]);
                    tally.add("first pays");
                }
            }
        }
        tally.report("accept ∥ accept of two invites", &world.core);
    }
}
