//! The world around an organization that is deleted: everybody who holds a flag on it or is in one of its teams. It is
//! empty of all else by then, or the deletion is refused.

use access::world::{Organization, Team};
use access::{Actor, actions, authorize};
use api::names::Name;
use api::previews::PreviewFacts;

use super::{Part, people};
use crate::operations::{Stop, facts};
use crate::store::{Tx, previews};

pub(super) async fn organization(tx: &mut Tx, actor: &Actor, name: &Name) -> Result<PreviewFacts, Stop> {
    let facts = facts::organization(tx, actor, name).await?.facts;
    let _proof = authorize::<actions::DeleteOrganization>(actor, &facts)?;
    // Nobody else is billed there: the caller's own bill may move.
    let mut part = Part::new(facts.id, actor.user().into_iter().collect());
    if let Some(user) = actor.user() {
        part.add_person(tx, user).await?;
        people::add_personal(&mut part, tx, user).await?;
    }
    let flags = part.add_known(previews::organization_holders(tx, facts.id).await?);
    let place = Organization { path: facts.path.clone(), personal_of: facts.personal_of, flags };
    part.world.organizations.insert(facts.id, place);
    for (id, name, discoverable, member) in previews::organization_teams(tx, facts.id).await? {
        let path = format!("{}/{name}", facts.path);
        let team = Team { path, organization: facts.id, discoverable, members: Default::default() };
        let team = part.world.teams.entry(id).or_insert(team);
        if let Some((user, person)) = member {
            team.members.insert(user);
            part.world.users.entry(user).or_insert(person);
        }
    }
    let teams: Vec<_> = part.world.teams.keys().copied().collect();
    for team in teams {
        part.hidden += super::pipelines::add_shared(&mut part.world, tx, actor, team).await?;
    }
    Ok(part.facts())
}
