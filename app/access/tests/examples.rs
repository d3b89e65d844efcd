//! Single cases, in words: what people read, and arithmetic.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken example ends the test")]

mod common;

use access::actions::*;
use access::invariants::{Keeper, is_orphaned, keeps_personal, leaves_ownerless};
use access::invite::{INVITE_LIFETIME_MS, InviteState, accepted};
use access::quota::{Budget, MEGABYTE, OverQuota, QuotaHolder, reserve};
use access::{
    Actor, DenialKind, Flags, HeldFacts, Holding, IssuingFacts, Month, OrganizationFacts, PipelineFacts,
    ProjectFacts, Role, SecretKind, ServiceFacts, StreamFacts, StreamFlags, Time, UserCredential, authorize,
    counting_grant, explain, home_team, may_join_team, reach,
};
use common::{id, service, session};

const VIEW: Flags = Flags { view: true, ..Flags::NONE };
const ADMIN: Flags = Flags { admin: true, ..Flags::NONE };

fn acme(held: Flags) -> OrganizationFacts {
    OrganizationFacts { id: id(100), path: "acme".into(), personal_of: None, held, billed_here: false }
}

fn lake(organization: Flags, held: Flags) -> ProjectFacts {
    let organization = acme(organization);
    ProjectFacts { id: id(200), path: "acme/lake".into(), organization, public: false, held }
}

fn events(project: ProjectFacts, granted: StreamFlags) -> StreamFacts {
    StreamFacts { id: id(300), path: "acme/lake/events".into(), project, granted }
}

fn etl(organization: Flags) -> ServiceFacts {
    let organization = acme(organization);
    ServiceFacts { id: id(400), path: "acme/etl".into(), organization, created_by: None, gateway: false }
}

#[test]
fn an_admin_who_wants_to_create_is_told_how() {
    let denial = authorize::<CreateStream>(&session(id(1)), &lake(Flags::NONE, ADMIN)).unwrap_err();
    assert_eq!(denial.to_string(), "This needs create on project acme/lake.");
    let misses: Vec<String> = denial.near_misses.iter().map(ToString::to_string).collect();
    assert_eq!(
        misses,
        ["You hold admin on project acme/lake, but admin does not include create; \
          an admin may grant it to themselves."]
    );
    assert!(denial.may_see_grantors);
}

#[test]
fn an_organization_admin_is_told_that_projects_are_apart() {
    let facts = events(lake(ADMIN, Flags::NONE), StreamFlags::NONE);
    let denial = authorize::<WriteRecords>(&session(id(1)), &facts).unwrap_err();
    assert_eq!((denial.kind, denial.permission), (DenialKind::Forbidden, "view"));
    assert_eq!(denial.resource.unwrap().to_string(), "project acme/lake");
    assert_eq!(
        denial.near_misses[0].to_string(),
        "You may view organization acme, but flags on an organization give nothing in its projects."
    );
    assert!(!denial.may_see_grantors);
}

#[test]
fn a_ceiling_is_named() {
    let actor = Actor::User { id: id(1), credential: UserCredential::PrivateRead };
    let facts = events(lake(Flags::NONE, Flags::ALL), StreamFlags::NONE);
    assert!(authorize::<ReadRecords>(&actor, &facts).is_ok());
    let denial = authorize::<WriteRecords>(&actor, &facts).unwrap_err();
    let misses: Vec<String> = denial.near_misses.iter().map(ToString::to_string).collect();
    let ceiling = "You hold create on project acme/lake, but your private read secret leaves it out.";
    assert!(misses.iter().any(|miss| miss == ceiling), "{misses:?}");
}

#[test]
fn a_yes_carries_every_path() {
    let mut facts = lake(Flags::NONE, Flags { create: true, ..VIEW });
    facts.public = true;
    let paths: Vec<String> =
        explain::<ViewProject>(&session(id(1)), &facts).paths.iter().map(ToString::to_string).collect();
    assert_eq!(
        paths,
        [
            "Everybody may, since project acme/lake is public.",
            "view is granted on project acme/lake.",
            "create is granted on project acme/lake, and includes view.",
        ]
    );
}

#[test]
fn a_reader_in_a_viewing_team_reads_twice_and_edits_not_at_all() {
    let facts = PipelineFacts {
        id: id(600),
        path: "acme/flow".into(),
        organization: acme(Flags::NONE),
        role: Some(Role::Reader),
        teams: vec!["acme/core".into()],
        orphaned: false,
    };
    assert_eq!(explain::<ViewPipeline>(&session(id(1)), &facts).paths.len(), 2);
    let misses = explain::<DeployPipeline>(&session(id(1)), &facts).near_misses;
    let misses: Vec<String> = misses.iter().map(ToString::to_string).collect();
    assert_eq!(
        misses,
        [
            "You are reader of pipeline acme/flow, but the role does not include edit.",
            "You see pipeline acme/flow as a member of team acme/core, but a team only reads.",
        ]
    );
}

#[test]
fn an_admin_does_not_issue_for_what_they_do_not_hold() {
    let holding = |project, flags| Holding { stream: "acme/lake/events".into(), project, flags };
    let seen = holding(lake(ADMIN, VIEW), StreamFlags { read: true, write: true });
    let unseen = holding(lake(ADMIN, Flags::NONE), StreamFlags { read: true, write: false });
    let facts = IssuingFacts { service: etl(ADMIN), holds: vec![seen, unseen] };
    let denial = authorize::<IssueServiceSecret>(&session(id(1)), &facts).unwrap_err();
    assert_eq!(
        denial.to_string(),
        "This needs every right that service acme/etl holds: nobody hands on more than they hold."
    );
    let misses: Vec<String> = denial.near_misses.iter().map(ToString::to_string).collect();
    assert_eq!(
        misses,
        [
            "service acme/etl holds write on stream acme/lake/events, but you do not hold create on project acme/lake.",
            "service acme/etl holds grants on streams that you cannot see (1), but nobody hands on more than they hold.",
        ]
    );
}

#[test]
fn a_service_is_told_of_what_is_public_or_partly_granted_alone() {
    let mut facts = events(lake(Flags::NONE, Flags::NONE), StreamFlags::NONE);
    let refused = |facts: &StreamFacts| authorize::<ReadRecords>(&service(id(400)), facts).unwrap_err();
    assert_eq!(refused(&facts).kind, DenialKind::Hidden);
    facts.granted.write = true;
    assert_eq!(refused(&facts).kind, DenialKind::Forbidden);
    facts.granted.write = false;
    facts.project.public = true;
    assert_eq!(refused(&facts).kind, DenialKind::Forbidden);
    assert_eq!(refused(&facts).resource.unwrap().to_string(), "stream acme/lake/events");
}

#[test]
fn grants_to_services_of_others_wait_for_an_admin() {
    let all = StreamFlags::ALL;
    let read = StreamFlags { read: true, write: false };
    assert_eq!(counting_grant(all, true, false, false), all);
    assert_eq!(counting_grant(all, false, true, false), read);
    assert_eq!(counting_grant(all, false, false, false), StreamFlags::NONE);
    assert_eq!(counting_grant(all, false, false, true), all);
}

#[test]
fn a_proof_knows_its_target_and_its_actor() {
    let actor = session(id(1));
    let proof = authorize::<CreateStream>(&actor, &lake(Flags::NONE, Flags::ALL)).unwrap();
    assert_eq!((proof.target(), proof.actor()), (id(200), actor));
}

#[test]
fn what_a_secret_reaches() {
    let held = HeldFacts::User {
        user: id(1),
        organizations: vec![acme(ADMIN)],
        projects: vec![lake(Flags::NONE, Flags { create: true, ..Flags::NONE })],
        pipelines: Vec::new(),
    };
    let lines = |kind| -> Vec<String> {
        let sections = reach(kind, &held).sections.into_iter();
        sections
            .flat_map(|section| {
                let line = move |row: access::ReachRow| {
                    format!("{}: {} {}", section.title, row.permission, row.resource)
                };
                section.rows.into_iter().map(line)
            })
            .collect()
    };
    let view = ["Read: view organization acme", "Read: view project acme/lake"];
    let full = ["Write and change: create project acme/lake", "Decide who may: admin organization acme"];
    assert_eq!(lines(SecretKind::PrivateRead), view);
    assert_eq!(lines(SecretKind::Full), [view, full].concat());
    assert!(lines(SecretKind::PublicRead).is_empty() && reach(SecretKind::PublicRead, &held).public);
    // A person has no service secrets.
    assert!(lines(SecretKind::Service).is_empty() && !reach(SecretKind::Service, &held).public);

    let granted = events(lake(Flags::NONE, Flags::NONE), StreamFlags { read: true, write: false });
    let held = HeldFacts::Service { service: id(400), streams: vec![granted] };
    let of_service = reach(SecretKind::Service, &held);
    assert!(!of_service.public);
    assert_eq!(of_service.sections.len(), 1);
    assert_eq!(of_service.sections[0].rows[0].resource.to_string(), "stream acme/lake/events");
}

#[test]
fn keepers() {
    let keeper = |number, enabled| Keeper { user: id(number), enabled };
    let (ada, bob, gone) = (keeper(1, true), keeper(2, true), keeper(3, false));
    assert!(!leaves_ownerless(&[ada, bob], &[bob]));
    assert!(leaves_ownerless(&[ada], &[]));
    assert!(leaves_ownerless(&[ada, gone], &[gone]), "disabled people don't count");
    assert!(!leaves_ownerless(&[ada], &[keeper(1, false)]), "disabling is never refused");
    assert!(leaves_ownerless(&[ada], &[gone]), "nor is handing over to the disabled a way out");
    assert!(!leaves_ownerless(&[gone], &[gone, ada]), "a claim");
    assert!(is_orphaned(&[gone]) && !is_orphaned(&[gone, ada]));

    let (ada, bob) = (id(1), id(2));
    assert!(keeps_personal(ada, [(ada, ADMIN), (bob, VIEW)]));
    assert!(!keeps_personal(ada, [(ada, ADMIN), (bob, ADMIN)]));
    assert!(!keeps_personal(ada, [(ada, VIEW)]));
}

#[test]
fn invites() {
    let (sent, pending) = (Time(0), InviteState::Pending);
    let expires = sent.plus(INVITE_LIFETIME_MS);
    assert!(pending.at(expires, expires.plus(-1)).is_open());
    assert_eq!(pending.at(expires, expires), InviteState::Expired);
    assert_eq!(InviteState::Accepted.at(expires, expires), InviteState::Accepted);
    assert_eq!(accepted(VIEW, ADMIN), Flags { create: false, ..Flags::ALL });
}

#[test]
fn teams() {
    assert!(
        may_join_team(true, Flags::NONE) && may_join_team(false, VIEW) && !may_join_team(false, Flags::NONE)
    );
    let (core, guild) = (id(500), id(501));
    assert_eq!(home_team(&[core, guild], None), Some(core));
    assert_eq!(home_team(&[core, guild], Some(guild)), Some(guild));
    assert_eq!(home_team(&[core], Some(guild)), Some(core), "when it ends, the next joined follows");
    assert_eq!(home_team(&[], Some(guild)), None);
}

#[test]
fn quotas() {
    let budget = |holder, quota_mb, taken| Budget { holder, quota_mb, taken };
    let organization = budget(QuotaHolder::Organization, Some(1), 999_000);
    let unlimited = budget(QuotaHolder::Service, None, u64::MAX);
    // 17 February 2024; resets on 1 March.
    let now = Time(1_708_128_000_000);
    let resets_at = Time(1_709_251_200_000);
    assert_eq!(Month::of(now).next().start(), resets_at);
    assert_eq!(reserve(&[unlimited], 10, 90, now), Ok(100));
    assert_eq!(reserve(&[organization, unlimited], 1_000, 9_000, now), Ok(1_000), "exactly what is left");
    let over = OverQuota { holder: QuotaHolder::Organization, resets_at };
    assert_eq!(reserve(&[organization, unlimited], 1_001, 0, now), Err(over));
    let blocked = budget(QuotaHolder::Member, Some(0), 0);
    let over = OverQuota { holder: QuotaHolder::Member, resets_at };
    assert_eq!(reserve(&[unlimited, blocked], 0, 0, now), Err(over), "0 is blocked, even for nothing");
    let ahead = budget(QuotaHolder::Service, Some(64), 0);
    assert_eq!(reserve(&[ahead], 1, u64::MAX, now), Ok(MEGABYTE), "a sixty-fourth of what is left");
    assert_eq!(budget(QuotaHolder::Service, Some(u64::MAX), 5).left(), Some(u64::MAX - 5), "no overflow");
}
