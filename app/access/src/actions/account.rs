//! What a person can do to their account and its secrets, and everybody to the console.

use super::actions;
use crate::{
    AccessListFacts, AccessListPermission, AccountFacts, AccountPermission, ConsoleFacts, ConsolePermission,
    SecretFacts, SecretId, SecretPermission, UserId,
};

actions! {
    /// Actions on one's own account.
    ACCOUNT: AccountFacts => UserId, |facts| facts.user, AccountPermission;

    /// What the account is and holds.
    views ViewAccount: View;
    /// What was read and written by its user.
    views ViewUsage: View;
    /// Its secrets, without their tokens.
    views ListSecrets: Manage;
    /// Its sessions.
    views ListSessions: Manage;
    /// The invites that wait for an answer.
    views ListOwnInvites: Manage;
    /// Its audit log.
    views ListAudit: Manage;
    /// Issue a private or public read secret.
    changes IssueReadSecret: Manage;
    /// End a session, or all others.
    changes EndSession: Manage;
    /// The name that is shown, and the like.
    changes UpdateProfile: Manage;
    /// Issue a full secret.
    changes IssueFullSecret: SignIn;
    /// User name, address, password, passkeys, one-time codes.
    changes UpdateSignIn: SignIn;
    /// Delete the account and its personal organization.
    changes DeleteAccount: SignIn;
}

actions! {
    /// Actions on one secret.
    SECRET: SecretFacts => SecretId, |facts| facts.id, SecretPermission;

    /// What it is, and what it issued.
    views ViewSecret: Manage;
    /// End it.
    changes RevokeSecret: Manage;
    /// Make a new secret beside it.
    changes RollSecret: Roll;
}

actions! {
    /// Actions on the console as a whole.
    CONSOLE: ConsoleFacts => (), |_facts| (), ConsolePermission;

    /// Who am I, and with which credential.
    views WhoAmI: Present;
    /// What may the presented credential do.
    views CheckCaller: Present;
    /// Make an organization.
    changes CreateOrganization: CreateOrganization;
    /// Check the audit log's chain.
    views VerifyAudit: Operate;
}

actions! {
    /// Actions on a resource's access list.
    ACCESS_LIST: AccessListFacts => (), |_facts| (), AccessListPermission;

    /// What may somebody else do here, and who may.
    views CheckOthers: See;
}
