//! Finding people by name, to grant or invite them.

use access::{actions, authorize};
use api::Fault;
use api::people::{FindPeople, People, Person};

use super::Context;
use super::facts::own_account;
use crate::store::users;

/// The fewest characters that are searched for: names are no list to walk through.
const FEWEST: usize = 2;
/// The most people of an answer.
const MOST: i64 = 10;

/// Finds people by how their name begins, at most ten.
///
/// # Errors
/// A fault that says why not.
pub async fn find_people(context: &Context, input: FindPeople) -> Result<People, Fault> {
    let search = input.search.trim().to_lowercase().replace('-', "_");
    if search.chars().count() < FEWEST {
        return Err(Fault::field("search", format!("type at least {FEWEST} characters of the name")));
    }
    context
        .reading("FindPeople", async |tx| {
            let _proof = authorize::<actions::ViewAccount>(context.actor(), &own_account(context))?;
            let found = users::find_by_beginning(tx, &search, MOST).await?;
            Ok(People { people: found.into_iter().map(|(id, name)| Person { id, name }).collect() })
        })
        .await
}
