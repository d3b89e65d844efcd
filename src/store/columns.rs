//! The parts of SQL texts and rows that facts are made of. `$1` is always the user whose facts they are, or null.

use access::{Flags, OrganizationFacts, ProjectFacts};
use api::names::Name;
use uuid::Uuid;

/// Columns of an organization as the user `$1` has it.
macro_rules! organization_columns {
    () => {
        "o.id as organization_id, o.name as organization_name, o.personal_user_id, \
         coalesce(og.can_view, false) as organization_view, \
         coalesce(og.can_create, false) as organization_create, \
         coalesce(og.can_admin, false) as organization_admin, \
         exists (select 1 from users b where b.id = $1 and b.billing_organization_id = o.id) as billed_here"
    };
}

/// Where [`organization_columns`] come from.
macro_rules! organization_tables {
    () => {
        "organizations o \
         left join organization_grants og on og.organization_id = o.id and og.user_id = $1"
    };
}

/// Columns of a project as the user `$1` has it, with those of its organization.
macro_rules! project_columns {
    () => {
        concat!(
            $crate::store::columns::organization_columns!(),
            ", p.id as project_id, p.name as project_name, p.public, \
             coalesce(g.can_view, false) as project_view, \
             coalesce(g.can_create, false) as project_create, \
             coalesce(g.can_admin, false) as project_admin"
        )
    };
}

/// Where [`project_columns`] come from.
macro_rules! project_tables {
    () => {
        concat!(
            $crate::store::columns::organization_tables!(),
            " join projects p on p.organization_id = o.id \
             left join project_grants g on g.project_id = p.id and g.user_id = $1"
        )
    };
}

pub(super) use {organization_columns, organization_tables, project_columns, project_tables};

/// What [`organization_columns`] read as.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct OrganizationColumns {
    organization_id: Uuid,
    organization_name: String,
    personal_user_id: Option<Uuid>,
    organization_view: bool,
    organization_create: bool,
    organization_admin: bool,
    billed_here: bool,
}

impl OrganizationColumns {
    pub(super) fn name(&self) -> Name {
        Name::from_stored(self.organization_name.as_str())
    }

    pub(super) fn facts(&self) -> OrganizationFacts {
        OrganizationFacts {
            id: self.organization_id.into(),
            path: self.name().to_string(),
            personal_of: self.personal_user_id.map(Into::into),
            held: Flags {
                view: self.organization_view,
                create: self.organization_create,
                admin: self.organization_admin,
            },
            billed_here: self.billed_here,
        }
    }
}

/// What [`project_columns`] read as.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct ProjectColumns {
    #[sqlx(flatten)]
    pub(super) organization: OrganizationColumns,
    project_id: Uuid,
    project_name: String,
    public: bool,
    project_view: bool,
    project_create: bool,
    project_admin: bool,
}

impl ProjectColumns {
    pub(super) fn name(&self) -> Name {
        Name::from_stored(self.project_name.as_str())
    }

    pub(super) fn facts(&self) -> ProjectFacts {
        let organization = self.organization.facts();
        ProjectFacts {
            id: self.project_id.into(),
            path: format!("{}/{}", organization.path, self.name()),
            organization,
            public: self.public,
            held: Flags { view: self.project_view, create: self.project_create, admin: self.project_admin },
        }
    }
}
