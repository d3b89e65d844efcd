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
    /// Its secrets, without their tokens.
    views ListSecrets: Manage;
    /// Its audit log.
    views ListAudit: Manage;
    /// Issue a full secret.
    changes IssueFullSecret: SignIn;
    /// Issue a private or public read secret.
    changes IssueReadSecret: Manage;
}

actions! {
    /// Actions on one secret.
    SECRET: SecretFacts => SecretId, |facts| facts.id, SecretPermission;

    /// End a secret.
    changes RevokeSecret: Manage;
    /// Make a new secret beside an old one.
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
