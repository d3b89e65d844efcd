//! What can be done to a project.

use super::actions;
use crate::{ProjectFacts, ProjectId, ProjectPermission};

actions! {
    /// Actions on a project.
    PROJECT: ProjectFacts => ProjectId, |facts| facts.id, ProjectPermission;

    /// Its page and its streams.
    views ViewProject: See;
    /// Description, name, and whether it is public.
    changes UpdateProject: Admin;
    /// Make a stream in it.
    changes CreateStream: Create;
}
