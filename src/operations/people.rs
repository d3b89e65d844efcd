//! Finding people by name, to grant or invite them.

use access::{OrganizationId, Outcome, UserId, actions, authorize, check};
use api::Fault;
use api::people::{FindPeople, People, Person, Standing};

use super::facts::own_account;
use super::{Context, Stop};
use crate::store::{Tx, members, organizations, search, users};

/// The fewest characters that are searched for: names are no list to walk through.
const FEWEST: usize = 2;
/// The most people of an answer.
const MOST: i64 = 10;

/// Finds people by how their name begins, at most ten.
///
/// # Errors
/// A fault that says why not.
pub async fn find_people(context: &Context, input: FindPeople) -> Result<People, Fault> {
    let search = search::printable(&input.search).trim().to_lowercase().replace('-', "_");
    if search.chars().count() < FEWEST {
        return Err(Fault::field("search", format!("type at least {FEWEST} characters of the name")));
    }
    context
        .reading("FindPeople", async |tx| {
            let _proof = authorize::<actions::ViewAccount>(context.actor(), &own_account(context))?;
            let place = match &input.organization {
                Some(organization) => organizations::find(tx, context.actor(), organization).await?,
                None => None,
            };
            // Whoever may not see its members isn't refused: they find people as everybody does.
            let place = place
                .map(|row| row.facts)
                .filter(|place| check::<actions::ViewMembers>(context.actor(), place) == Outcome::Allowed);
            let mut people = Vec::new();
            for (id, name) in users::find_by_beginning(tx, &search, MOST).await? {
                let standing = match &place {
                    Some(place) => Some(standing(tx, place.id, id).await?),
                    None => None,
                };
                people.push(Person { id, name, standing });
            }
            Ok(People { people })
        })
        .await
}

async fn standing(tx: &mut Tx, organization: OrganizationId, user: UserId) -> Result<Standing, Stop> {
    Ok(if members::is_billed_to(tx, organization, user).await? {
        Standing::Member
    } else if members::held(tx, organization, user).await?.any() {
        Standing::Collaborator
    } else {
        Standing::Outside
    })
}
