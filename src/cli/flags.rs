//! The flags `--view`, `--create` and `--admin`, of which those left out stay.

use clap::{ArgGroup, Args};

use super::values;

/// What to set; at least one of them.
#[derive(Clone, Copy, Debug, Args)]
#[command(group = ArgGroup::new("flags").required(true).multiple(true).args(["view", "create", "admin"]))]
pub(crate) struct FlagChange {
    /// Whether they may look
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", value_parser = values::boolean)]
    pub view: Option<bool>,
    /// Whether they may make and change things
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", value_parser = values::boolean)]
    pub create: Option<bool>,
    /// Whether they may decide who else may
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", value_parser = values::boolean)]
    pub admin: Option<bool>,
}
