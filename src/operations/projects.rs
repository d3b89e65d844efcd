//! Projects: create, list, show, update. Deleting, moving and claiming them: [`super::project_changes`].

use access::world::Change;
use access::{Actor, Flags, Outcome, ProjectFacts, ProjectId, actions, authorize, check, visible};
use api::fields::Description;
use api::names::{Name, ProjectPath};
use api::previews::{PreviewFacts, PreviewOf};
use api::projects::{CreateProject, ListProjects, Project, ShowProject, UpdateProject};
use api::{Fault, Page, PageRequest};
use serde::Serialize;

use super::audit::{self, Entry};
use super::secrets::kept_description;
use super::{Context, Stop, facts, pages, previews};
use crate::ids;
use crate::store::Tx;
use crate::store::projects::{self, NewProject, ProjectChange, ProjectRow};

/// What the audit log tells of a project.
#[derive(Serialize)]
struct State<'a> {
    name: &'a Name,
    description: &'a str,
    public: bool,
    /// Services whose unconfirmed grants ended with this change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ended_services: Vec<String>,
}

/// Creates a project; whoever creates it gets all three flags on it.
///
/// # Errors
/// A fault that says why not.
pub async fn create_project(context: &Context, input: CreateProject) -> Result<Project, Fault> {
    context
        .changing("CreateProject", async |tx| {
            let organization = facts::organization(tx, context.actor(), &input.organization).await?;
            let proof = authorize::<actions::CreateProject>(context.actor(), &organization.facts)?;
            let inside = proof.target();
            let id: ProjectId = ids::fresh(context.now);
            let (name, description) = (&input.name, input.description.as_str());
            let new = NewProject { id, name, description, public: input.public };
            projects::insert(tx, proof, context.now, new).await?;
            let made = facts::project(tx, context.actor(), &input.organization, name).await?;
            let state = State { name, description, public: input.public, ended_services: Vec::new() };
            let entry = Entry::new("CreateProject", format!("project:{}", made.facts.path));
            audit::append(context, tx, entry.inside(inside).after(&state)).await?;
            Ok(view(made, context.actor()))
        })
        .await
}

/// Lists the projects that the caller can see, of one organization or of all.
///
/// # Errors
/// A fault that says why not.
pub async fn list_projects(context: &Context, input: ListProjects) -> Result<Page<Project>, Fault> {
    let page = PageRequest::new(input.limit, input.after)?;
    context
        .reading("ListProjects", async |tx| match &input.organization {
            Some(organization) => list_of_organization(context, tx, organization, &page).await,
            None => list_held(context, tx, &page).await,
        })
        .await
}

async fn list_of_organization(
    context: &Context,
    tx: &mut Tx,
    name: &Name,
    page: &PageRequest,
) -> Result<Page<Project>, Stop> {
    let actor = context.actor();
    let after = pages::name_cursor(page.after.as_deref())?;
    let organization = facts::organization(tx, actor, name).await?.facts;
    let profile = authorize::<actions::ViewOrganization>(actor, &organization)?;
    let names = authorize::<actions::ListProjects>(actor, &organization).ok();
    let (visible, limit) = (visible(actor), pages::one_more(page));
    let rows = projects::list_of_organization(tx, &visible, &profile, names.as_ref(), &after, limit).await?;
    Ok(pages::page(page, rows, |row| row.name.to_string()).map(|row| view(row, actor)))
}

async fn list_held(context: &Context, tx: &mut Tx, page: &PageRequest) -> Result<Page<Project>, Stop> {
    let actor = context.actor();
    let _present = facts::present(actor)?;
    let after: Option<ProjectPath> =
        page.after.as_deref().map(str::parse).transpose().map_err(|_| pages::bad_cursor())?;
    let after = after.as_ref().map_or(("", ""), |path| (path.organization.stored(), path.project.stored()));
    let rows = projects::list_held(tx, &visible(actor), after, pages::one_more(page)).await?;
    Ok(pages::page(page, rows, |row| row.facts.path.clone()).map(|row| view(row, actor)))
}

/// Shows a project.
///
/// # Errors
/// A fault that says why not.
pub async fn show_project(context: &Context, input: ShowProject) -> Result<Project, Fault> {
    context
        .reading("ShowProject", async |tx| {
            let row = facts::project(tx, context.actor(), &input.organization, &input.project).await?;
            let _proof = authorize::<actions::ViewProject>(context.actor(), &row.facts)?;
            Ok(view(row, context.actor()))
        })
        .await
}

/// Changes a project's name, description or publicity; a field left out stays.
///
/// # Errors
/// A fault that says why not.
pub async fn update_project(context: &Context, input: UpdateProject) -> Result<Project, Fault> {
    context
        .changing("UpdateProject", async |tx| {
            let actor = context.actor();
            let row = facts::project(tx, actor, &input.organization, &input.project).await?;
            let proof = authorize::<actions::UpdateProject>(actor, &row.facts)?;
            let before = view(row, actor);
            context.still(&before)?;
            let name = input.name.as_ref().unwrap_or(&before.name);
            let description = input.description.as_ref().unwrap_or(&before.description).as_str();
            let public = input.public.unwrap_or(before.public);
            if (name, description, public) == (&before.name, before.description.as_str(), before.public) {
                return Ok(before);
            }
            let organization = facts::organization(tx, actor, &input.organization).await?.facts.id;
            let of = PreviewOf::Project {
                organization: input.organization.clone(),
                project: input.project.clone(),
            };
            let changes = |_: &PreviewFacts| vec![Change::Public { project: before.id, public }];
            previews::still_holds(context, tx, &of, changes, input.seen.as_deref()).await?;
            let updated_at = context.now.max(before.updated_at.plus(1));
            let change = ProjectChange { name, description, public, was_public: before.public, updated_at };
            let ended_services = projects::update(tx, proof, change).await?;
            let after = facts::project(tx, actor, &input.organization, name).await?;
            let was = State {
                name: &before.name,
                description: before.description.as_str(),
                public: before.public,
                ended_services: Vec::new(),
            };
            let is = State { name, description, public, ended_services };
            let entry = Entry::new("UpdateProject", format!("project:{}", before.path));
            audit::append(context, tx, entry.inside(organization).before(&was).after(&is)).await?;
            Ok(view(after, actor))
        })
        .await
}

/// A project as `actor` sees it. Where only its name may be seen, the rest is blank.
pub(super) fn view(row: ProjectRow, actor: &Actor) -> Project {
    let flags = flags(actor, &row.facts);
    let sees = flags.view;
    Project {
        id: row.facts.id,
        path: ProjectPath { organization: row.organization, project: row.name.clone() },
        name: row.name,
        description: if sees { kept_description(row.description) } else { Description::default() },
        public: row.facts.public,
        created_at: row.created_at,
        updated_at: if sees { row.updated_at } else { row.created_at },
        streams: sees.then_some(row.streams),
        flags,
    }
}

/// What the actor may do there now, with this credential.
fn flags(actor: &Actor, facts: &ProjectFacts) -> Flags {
    Flags {
        view: check::<actions::ViewProject>(actor, facts) == Outcome::Allowed,
        create: check::<actions::CreateStream>(actor, facts) == Outcome::Allowed,
        admin: check::<actions::UpdateProject>(actor, facts) == Outcome::Allowed,
    }
}
