//! The organization of the demonstration: people who pay and people who are paid for, teams, grants, and invites that
//! wait for an answer.

use api::fields::Email;
use api::invites::{AcceptInvite, InviteMember};
use api::members::UpdateOrganizationPermissions;
use api::names::Name;
use api::organizations::CreateOrganization;
use api::projects::UpdateProjectPermissions;
use api::teams::{AddTeamMember, CreateTeam};
use api::{Fault, Operation};
use app::backend::{Backend, Caller};

use super::{DemoStream, described, fill, named, person, project, records};
use crate::door::Door;
use crate::operations::Core;

/// The organization.
pub(super) const COMPANY: &str = "acme";
/// What is offered or given: view, create, admin.
type Held = (bool, bool, bool);
/// Who joins by an invite.
const MEMBERS: [(&str, Held); 3] =
    [("cleo", (false, true, false)), ("dora", (true, false, false)), ("emil", (false, false, true))];
/// Who is granted something and pays elsewhere.
const COLLABORATORS: [(&str, Held); 2] = [("fay", (true, false, false)), ("gus", (true, false, false))];
/// The teams and who is in them.
const TEAMS: [(&str, &str, bool, &[&str]); 2] = [
    ("data", "Looks after the streams", true, &["cleo", "dora", "fay"]),
    ("on-call", "Answers at night", false, &["emil", "cleo"]),
];
/// Who holds what on the company's project.
const ON_LAKE: [(&str, Held); 3] =
    [("cleo", (false, true, false)), ("dora", (true, false, false)), ("gus", (true, false, false))];

/// Makes the organization with `founder` as its admin; `neighbour` invites the founder into one of their own.
pub(super) async fn seed(core: &Core, founder: &Caller, neighbour: &Caller) -> Result<(), Fault> {
    let company = named(COMPANY)?;
    let new = CreateOrganization { name: company.clone(), description: described("Tools for small shops")? };
    ask(core, founder, new).await?;
    for (name, flags) in MEMBERS {
        let joining = person(core, name).await?;
        invite(core, founder, &company, Some(named(name)?), None, flags).await?;
        ask(core, &joining.caller, AcceptInvite { organization: company.clone(), seen: None }).await?;
    }
    for (name, flags) in COLLABORATORS {
        person(core, name).await?;
        grant(core, founder, &company, name, flags).await?;
    }
    teams(core, founder, &company).await?;
    lake(core, founder).await?;

    person(core, "hana").await?;
    invite(core, founder, &company, Some(named("hana")?), None, (true, true, false)).await?;
    let somebody =
        Email::try_from("somebody@example.com".to_owned()).map_err(|why| Fault::field("email", why))?;
    invite(core, founder, &company, None, Some(somebody), (true, false, false)).await?;

    let next_door = named("northwind")?;
    let new =
        CreateOrganization { name: next_door.clone(), description: described("The village next door")? };
    ask(core, neighbour, new).await?;
    invite(core, neighbour, &next_door, Some(named(super::VISITOR)?), None, (false, true, false)).await
}

async fn teams(core: &Core, founder: &Caller, company: &Name) -> Result<(), Fault> {
    for (team, about, discoverable, members) in TEAMS {
        let (organization, name) = (company.clone(), named(team)?);
        let new =
            CreateTeam { organization, name: name.clone(), description: described(about)?, discoverable };
        ask(core, founder, new).await?;
        for member in members {
            let (organization, team) = (company.clone(), name.clone());
            ask(core, founder, AddTeamMember { organization, team, user: named(member)?, seen: None })
                .await?;
        }
    }
    Ok(())
}

/// The company's project, with grants.
async fn lake(core: &Core, founder: &Caller) -> Result<(), Fault> {
    project(core, founder, COMPANY, "lake", false, "Everything that flows in").await?;
    let orders = DemoStream {
        project: "lake",
        name: "orders",
        description: "One record an order, from all shops",
        records: records::orders(core.clock.now()),
    };
    fill(core, founder, COMPANY, orders).await?;
    for (name, (view, create, admin)) in ON_LAKE {
        let input = UpdateProjectPermissions {
            organization: named(COMPANY)?,
            project: named("lake")?,
            user: named(name)?,
            view: Some(view),
            create: Some(create),
            admin: Some(admin),
            seen: None,
        };
        ask(core, founder, input).await?;
    }
    Ok(())
}

async fn invite(
    core: &Core,
    who: &Caller,
    organization: &Name,
    user: Option<Name>,
    email: Option<Email>,
    (view, create, admin): Held,
) -> Result<(), Fault> {
    let (organization, note) = (organization.clone(), described("Good to have you with us.")?);
    let input = InviteMember { organization, user, email, view, create, admin, note, seen: None };
    ask(core, who, input).await.map(drop)
}

async fn grant(
    core: &Core,
    who: &Caller,
    organization: &Name,
    user: &str,
    (view, create, admin): Held,
) -> Result<(), Fault> {
    let input = UpdateOrganizationPermissions {
        organization: organization.clone(),
        user: named(user)?,
        view: Some(view),
        create: Some(create),
        admin: Some(admin),
        seen: None,
    };
    ask(core, who, input).await.map(drop)
}

/// Calls an operation through the door, as a page would.
pub(super) async fn ask<O: Operation>(core: &Core, who: &Caller, input: O) -> Result<O::Output, Fault> {
    let response = Door::new(core.clone()).call(who.clone(), input.into()).await?;
    O::output(response).ok_or_else(Fault::internal)
}
