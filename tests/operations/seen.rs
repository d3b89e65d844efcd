//! What was shown of what a change ends: by accepting an invite, in a project for a service, with an organization.

use access::world::{Change, preview_all};
use access::{Flags, Role};
use api::FaultKind;
use api::invites::{AcceptInvite, AcceptingEnds, InviteTerms, ShowOwnInvite};
use api::organizations::{DeleteOrganization, OrganizationContents, ShowOrganizationContents};
use api::previews::{PreviewFacts, PreviewOf, ShowPreviewFacts};
use api::projects::{ConfirmService, CreateProject, EndService};
use api::services::CreateService;
use api::teams::{AddTeamMember, CreateTeam, ShowTeam};

use super::invites::{accept, invite, payer};
use super::members::grant;
use super::organizations::bill_bob;
use super::pipelines::{cleaner, share, share_team, show, unshare};
use super::project_changes::{confirm, end, etl_is_cleos, public};
use super::{services, teams};
use crate::on_both;
use crate::support::World;
use crate::support::client::Client;
use crate::support::world::named;

const VIEW: Flags = Flags { view: true, create: false, admin: false };

fn join(team: &str) -> AddTeamMember {
    AddTeamMember { organization: named("acme"), ..teams::add(team, "cleo") }
}

async fn terms(cleo: &Client) -> InviteTerms {
    cleo.call(ShowOwnInvite { organization: named("north") }).await.unwrap()
}

async fn people(ada: &Client, team: &str) -> u64 {
    ada.call(ShowTeam { organization: named("acme"), team: named(team) }).await.unwrap().members
}

/// Cleo, whom `acme` pays for though she holds no flag there, is in its team `crew`, which sees Ada's pipeline; and
/// `north` invites her.
async fn paid_by_acme(world: &World) -> (Client, Client) {
    let (ada, cleo) = (world.ada().await, world.cleo().await);
    for name in ["acme", "north"] {
        world.organization(name).await;
    }
    ada.call(invite("acme", "cleo", Flags::NONE)).await.unwrap();
    cleo.call(accept("acme")).await.unwrap();
    for team in ["crew", "ops"] {
        ada.call(CreateTeam { organization: named("acme"), ..teams::create(team, false) }).await.unwrap();
    }
    ada.call(join("crew")).await.unwrap();
    cleaner(world).await;
    ada.call(share_team("cleaner", "acme/crew")).await.unwrap();
    ada.call(invite("north", "cleo", VIEW)).await.unwrap();
    (ada, cleo)
}

fn ends(teams: &[&str], pipelines: &[&str]) -> AcceptingEnds {
    let owned = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
    AcceptingEnds { teams: owned(teams), pipelines: owned(pipelines), hidden: 0 }
}

async fn facts(client: &Client, of: PreviewOf) -> PreviewFacts {
    client.call(ShowPreviewFacts { of }).await.unwrap()
}

fn mark(client: &Client, facts: &PreviewFacts, changes: &[Change]) -> Option<String> {
    Some(preview_all(&facts.world, changes).seen_by(&client.who.actor, &facts.world).mark())
}

fn in_lake(service: &str) -> PreviewOf {
    let service = service.parse().unwrap();
    PreviewOf::ProjectService { organization: named("ada"), project: named("lake"), service }
}

/// The mark of ending or confirming what `cleo/etl` holds in `ada/lake`.
async fn seen(ada: &Client, ends: bool) -> Option<String> {
    let facts = facts(ada, in_lake("cleo/etl")).await;
    mark(ada, &facts, &facts.settle_service(ends))
}

/// A grant that waits to be confirmed, on the other stream of `ada/lake`.
const GRANT_MORE: &str = "insert into service_grants (service_id, stream_id, can_read, can_write, granted_at) \
    select v.id, s.id, true, false, 0 from services v cross join streams s where s.name = 'more'";
const END_MORE: &str =
    "delete from service_grants where stream_id in (select id from streams where name = 'more')";

on_both! {
    async fn accepting_ends_the_team_places_that_the_terms_show(world: World) {
        let (ada, cleo) = paid_by_acme(world).await;
        let shown = terms(&cleo).await;
        assert_eq!(shown.ends, ends(&["acme/crew"], &["ada/cleaner"]));
        ada.call(join("ops")).await.unwrap();
        let stale = AcceptInvite { seen: Some(shown.seen), ..accept("north") };
        assert_eq!(cleo.call(stale).await.unwrap_err().kind, FaultKind::Conflict, "one more would end");
        assert_eq!((people(&ada, "crew").await, payer(&cleo).await), (1, "acme".to_owned()));

        let shown = terms(&cleo).await;
        assert_eq!(shown.ends, ends(&["acme/crew", "acme/ops"], &["ada/cleaner"]));
        assert_eq!(cleo.status(show("cleaner")).await, 200);
        cleo.call(AcceptInvite { seen: Some(shown.seen), ..accept("north") }).await.unwrap();
        assert_eq!((people(&ada, "crew").await, people(&ada, "ops").await), (0, 0));
        assert_eq!((cleo.status(show("cleaner")).await, payer(&cleo).await), (404, "north".to_owned()));
    }

    async fn what_is_held_otherwise_does_not_end_by_accepting(world: World) {
        let (ada, cleo) = paid_by_acme(world).await;
        ada.call(share("cleaner", "cleo", Role::Reader)).await.unwrap();
        assert_eq!(terms(&cleo).await.ends, ends(&["acme/crew"], &[]), "she reads it by a role of her own");
        ada.call(unshare("cleaner", "cleo")).await.unwrap();
        ada.call(grant("acme", "cleo", [Some(true), None, None])).await.unwrap();
        let shown = terms(&cleo).await;
        assert_eq!(shown.ends, AcceptingEnds::default(), "a flag holds her place");
        cleo.call(AcceptInvite { seen: Some(shown.seen), ..accept("north") }).await.unwrap();
        assert_eq!((people(&ada, "crew").await, cleo.status(show("cleaner")).await), (1, 200));
    }

    async fn grants_of_a_service_are_settled_only_as_they_were_seen(world: World) {
        etl_is_cleos(world).await;
        let ada = world.ada().await;
        world.stream("lake", "more").await;
        let of = facts(&ada, in_lake("cleo/etl")).await;
        let would = preview_all(&of.world, &of.settle_service(false));
        assert_eq!((would.gains.len(), would.grants.len(), of.world.streams.len()), (1, 1, 1));
        let nothing = facts(&ada, in_lake("cleo/nothing")).await;
        assert_eq!((nothing.service, nothing.settle_service(true)), (None, vec![]));
        assert_eq!(world.bob().await.status(ShowPreviewFacts { of: in_lake("cleo/etl") }).await, 403);

        // In a public project a grant to read counts without being confirmed, so confirming gives no right at once.
        ada.call(public("lake", true)).await.unwrap();
        let before = seen(&ada, false).await;
        world.run(GRANT_MORE, None).await;
        let confirming = |seen| ConfirmService { seen, ..confirm("lake", "cleo/etl") };
        assert_eq!(ada.call(confirming(before.clone())).await.unwrap_err().kind, FaultKind::Conflict);
        let confirmed = ada.call(confirming(seen(&ada, false).await)).await.unwrap();
        assert_eq!(confirmed.streams.len(), 2);

        let both = seen(&ada, true).await;
        world.run(END_MORE, None).await;
        let ending = |seen| EndService { seen, ..end("lake", "cleo/etl") };
        assert_eq!(ada.call(ending(both)).await.unwrap_err().kind, FaultKind::Conflict);
        let ended = ada.call(ending(seen(&ada, true).await)).await.unwrap();
        assert_eq!(ended.streams.len(), 1);
    }

    async fn an_organization_is_deleted_only_as_it_was_seen(world: World) {
        let ada = world.ada().await.confirmed().await;
        world.organization("acme").await;
        ada.call(grant("acme", "cleo", [Some(true), None, None])).await.unwrap();
        ada.call(CreateTeam { organization: named("acme"), ..teams::create("crew", false) }).await.unwrap();
        ada.call(join("crew")).await.unwrap();
        cleaner(world).await;
        ada.call(share_team("cleaner", "acme/crew")).await.unwrap();
        let of = || PreviewOf::Organization { organization: named("acme") };
        let shown = facts(&ada, of()).await;
        let changes = [Change::DeleteOrganization { organization: shown.organization }];
        let would = preview_all(&shown.world, &changes);
        assert_eq!((would.losses.len(), would.leaves.len()), (5, 1), "four flags, and read on the pipeline");
        assert_eq!(world.cleo().await.status(ShowPreviewFacts { of: of() }).await, 403);

        let seen = mark(&ada, &shown, &changes);
        let delete = DeleteOrganization { organization: named("acme"), seen };
        ada.call(grant("acme", "bob", [Some(true), None, None])).await.unwrap();
        assert_eq!(ada.call(delete.clone()).await.unwrap_err().kind, FaultKind::Conflict, "bob would lose, too");
        ada.call(grant("acme", "bob", [Some(false), None, None])).await.unwrap();
        ada.call(delete).await.unwrap();
        assert_eq!(world.cleo().await.status(show("cleaner")).await, 404);
    }

    async fn what_keeps_an_organization_is_named(world: World) {
        let ada = world.ada().await;
        world.organization("acme").await;
        let contents = ShowOrganizationContents { organization: named("acme") };
        assert_eq!(ada.call(contents.clone()).await.unwrap(), OrganizationContents::default());
        bill_bob(world).await;
        for number in 1..=6 {
            let (organization, name) = (named("acme"), named(&format!("lake-{number}")));
            let project = CreateProject { organization, name, description: Default::default(), public: false };
            ada.call(project).await.unwrap();
        }
        ada.call(CreateService { organization: named("acme"), ..services::create("wash") }).await.unwrap();
        let held = ada.call(contents.clone()).await.unwrap();
        assert_eq!((held.people.named, held.people.more), (vec!["bob".to_owned()], false));
        assert_eq!((held.projects.named.len(), held.projects.more), (5, true));
        assert_eq!((held.services.named, held.pipelines.named), (vec!["acme/wash".to_owned()], vec![]));
        ada.call(grant("acme", "cleo", [Some(true), Some(true), None])).await.unwrap();
        assert_eq!(world.cleo().await.status(contents).await, 403);
    }

    async fn a_preview_counts_the_invites_that_end_with_admin(world: World) {
        let (ada, cleo) = (world.ada().await, world.cleo().await);
        world.organization("acme").await;
        ada.call(grant("acme", "cleo", [None, None, Some(true)])).await.unwrap();
        cleo.call(invite("acme", "bob", VIEW)).await.unwrap();
        let of = PreviewOf::Members { organization: named("acme"), users: vec![named("ada"), named("cleo")] };
        let sent = facts(&ada, of.clone()).await.sent_invites;
        assert_eq!(sent, [(world.cleo.id, 1)].into());
        ada.call(grant("acme", "bob", [Some(true), None, None])).await.unwrap();
        assert_eq!(facts(&world.bob().await, of.clone()).await.sent_invites, [].into(), "he sees no invites");
        ada.call(grant("acme", "cleo", [Some(true), None, Some(false)])).await.unwrap();
        assert_eq!(facts(&ada, of).await.sent_invites, [].into(), "they ended");
    }
}
