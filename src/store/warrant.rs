//! Changes that no actor may make through any door, and what stands in place of the rules' proof for them.

use super::Db;
use super::invites::OpenLink;
use super::one_time_codes::UsedCode;

/// The operator: whoever can open the database itself. Only `sluicegate admin` makes one.
#[derive(Clone, Copy, Debug)]
pub struct Operator(());

impl Operator {
    /// Takes an open database for the operator's word.
    #[must_use]
    pub fn of(_: &Db) -> Self {
        Self(())
    }
}

/// What permits to make an account.
#[derive(Debug)]
pub enum Warrant {
    /// A one-time link, used up in the same transaction.
    Link(UsedCode),
    /// The link of an invite, taken in the same transaction.
    Invite(OpenLink),
    /// The operator opened sign-up for everybody.
    OpenSignUp,
    /// The operator.
    Operator(Operator),
}
