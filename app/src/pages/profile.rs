//! The profile's pages about the account itself, and the panels of its Sign-in & security tab.

pub(super) mod account;
mod delete;
mod email;
pub(super) mod password;
mod rename;
pub(super) mod sessions;

pub(super) use email::{confirm_page, confirmed_page};

/// Where the Account tab is.
const ACCOUNT: &str = "/-/profile/account";
/// Where the Sign-in & security tab is.
const SECURITY: &str = "/-/profile/security";
