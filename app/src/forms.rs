//! Plain HTML forms: how a post becomes a call of the table, and where the browser goes after it.
//!
//! Every form posts to the path of its own page with a hidden field `do`. The web layer reads it here, calls
//! the door, and either redirects (so that a reload repeats nothing) or shows the page again with an
//! [`Outcome`]. Nothing here decides who may do what.

mod after;
mod fields;
pub mod grid;
pub mod pipelines;
mod sign_in;

use api::accounts::{CreateFirstAccount, SignOut};
use api::fields::Password;
use api::flags::UpdateFlags;
use api::invites::{
    AcceptInvite, DeclineInvite, InviteMember, ResendInvite, RevokeInvite, SentInvite, SignUp, TakeInvite,
};
use api::logins::{ApproveLogin, RefuseLogin};
use api::members::{
    LeaveOrganization, RemoveMember, RemoveMembers, UpdateMemberQuota, UpdateMembers,
    UpdateOrganizationPermissions,
};
use api::organizations::{
    CreateOrganization, DeleteOrganization, UpdateOrganization, UpdateOrganizationQuota,
};
use api::profile::{ChangePassword, ConfirmEmail, DeleteAccount, UpdateAccount};
use api::projects::{
    ClaimProject, ConfirmService, CreateProject, DeleteProject, EndService, TransferProject, UpdateProject,
    UpdateProjectPermissions,
};
use api::secrets::{DismissLeak, IssueSecret, IssueServiceSecret, IssuedSecret, RevokeSecret, RollSecret};
use api::services::{CreateService, DeleteService, UpdateService};
use api::sessions::{EndOtherSessions, EndSession};
use api::sign_in::{CodeNeeded, RecoveryCodes, TotpStarted};
use api::streams::{CreateStream, DeleteStream, UpdateStream};
use api::teams::{
    AddTeamMember, AddTeamMembers, CreateTeam, DeleteTeam, RemoveTeamMember, SetHomeTeam, UpdateTeam,
};
use api::{Fault, FaultKind, Request};

use crate::shell::Theme;
pub use after::after;
use fields::{
    QUOTAS, cleared, confirmed, confirmed_account, decode, has, joined, lifetime, take, unbounded,
    whole_flags,
};

/// The fields of a posted form, in their order.
pub type Fields = Vec<(String, String)>;

/// What a form wants done.
#[derive(Clone, Debug)]
pub enum Submission {
    /// One operation; before it, the password is confirmed if the form asked for it in its field
    /// [`CONFIRM`].
    Call {
        /// The password, where the form has such a field and it was filled in.
        password: Option<Password>,
        /// The operation.
        request: Box<Request>,
    },
    /// The password alone, so that a page can go on that needs it first.
    Confirm(Password),
    /// A colour theme for this browser.
    SetTheme(Theme),
    /// A change of access that was posted without scripts, so without a preview: the page is shown again with one.
    Preview,
}

/// Where the browser goes when a form's call succeeded.
#[derive(Clone, Debug)]
pub enum Next {
    /// To a path of the own origin.
    Go(String),
    /// Back to the page that posted.
    Back,
    /// The same, and the page says once what was done: as [`Outcome::Done`].
    BackWith(Fields),
    /// Nowhere: the same page, with what only this answer may show.
    Show(Box<Outcome>),
}

/// What a page shows of the form that was just posted to it.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It was refused; the fields are shown again as they were typed, but for passwords.
    Refused {
        /// The form's `do`.
        form: String,
        /// Why.
        fault: Fault,
        /// What was typed.
        fields: Fields,
    },
    /// The form wants the caller to confirm first: the page asks for that in place of its content, and posts the same
    /// fields again.
    Confirm {
        /// That it is asked for, or what was wrong with the answer.
        fault: Fault,
        /// What was typed.
        fields: Fields,
    },
    /// The password was right, and a code is needed too.
    CodeNeeded {
        /// What the code comes with.
        needed: CodeNeeded,
        /// What was typed.
        fields: Fields,
    },
    /// An authenticator app waits for its first code: its seed stands in this one page.
    TotpStarted(TotpStarted),
    /// Recovery codes were made: they stand in this one page.
    RecoveryCodes(RecoveryCodes),
    /// A secret was issued: its token stands in this one page.
    Issued(IssuedSecret),
    /// An invite was sent to an address: its link stands in this one page.
    Invited(SentInvite),
    /// It was done, and the page that the browser was sent back to says so, once.
    Done {
        /// The form's `do`.
        form: String,
        /// What was done.
        fields: Fields,
    },
    /// Nothing was done yet: the form is shown again, with what it would change.
    Previewed {
        /// The form's `do`.
        form: String,
        /// What was typed.
        fields: Fields,
    },
}

impl Outcome {
    /// The fault of the form named `form`, if that is what was posted and refused.
    #[must_use]
    pub fn fault_of(&self, form: &str) -> Option<&Fault> {
        match self {
            Self::Refused { form: posted, fault, .. } if posted == form => Some(fault),
            _ => None,
        }
    }
}

/// The value of the field `do`: which form was posted.
#[must_use]
pub fn form_name(fields: &Fields) -> &str {
    fields.iter().find(|(name, _)| name == "do").map_or("", |(_, value)| value)
}

/// The field of the password that confirms that it's you. A form that has it asks by itself; for every other form that
/// turns out to need it, a page of its own asks.
pub const CONFIRM: &str = "confirm_password";

/// The field that this page of its own adds to the form's.
pub const CONFIRMING: &str = "confirming";

/// The form that does nothing but confirm.
pub const CONFIRM_FIRST: &str = "confirm";

/// Whether what came of a form is to be asked for on a page of its own: the form has no place for it.
#[must_use]
pub fn asks_apart(fields: &Fields, fault: &Fault) -> bool {
    let wanted = fault.kind == FaultKind::PasswordNeeded || fault.at(CONFIRM).is_some();
    wanted && (has(fields, CONFIRMING) || !has(fields, CONFIRM))
}

/// What was wrong with the password that confirms, at its field in the form.
#[must_use]
pub fn unconfirmed(mut fault: Fault) -> Fault {
    for error in &mut fault.errors {
        CONFIRM.clone_into(&mut error.field);
    }
    fault
}

/// Reads the form that issues a secret. The browser reads this one by itself: by [`read`] it would load every other too.
///
/// # Errors
/// If a field isn't acceptable.
pub fn read_issue_secret(mut fields: Fields) -> Result<(IssueSecret, Option<Password>), Fault> {
    fields.retain(|(name, value)| name != "do" && !value.trim().is_empty());
    let password = take(&mut fields, CONFIRM).map(Password::from);
    Ok((decode(&lifetime(fields)?)?, password))
}

/// Reads a posted form.
///
/// # Errors
/// If there is no such form, or a field isn't acceptable.
pub fn read(mut fields: Fields) -> Result<Submission, Fault> {
    let confirming = take(&mut fields, CONFIRM).filter(|password| !password.is_empty()).map(Password::from);
    take(&mut fields, CONFIRMING);
    if form_name(&fields) == CONFIRM_FIRST {
        return confirming
            .map(Submission::Confirm)
            .ok_or_else(|| Fault::field(CONFIRM, "give your password"));
    }
    let mut submission = read_form(fields)?;
    if let (Submission::Call { password, .. }, Some(_)) = (&mut submission, &confirming) {
        *password = confirming;
    }
    Ok(submission)
}

fn read_form(mut fields: Fields) -> Result<Submission, Fault> {
    let form = form_name(&fields).to_owned();
    if let Some(read) = pipelines::read(&form, &fields).or_else(|| sign_in::read(&form, &fields)) {
        return read;
    }
    // An empty field is one that was left out; `next` belongs to the redirect, not to the operation.
    fields.retain(|(name, value)| name != "do" && name != "next" && !value.trim().is_empty());
    if is_previewed(&form, &fields) && !has(&fields, "seen") {
        return Ok(Submission::Preview);
    }
    whole_flags(&mut fields);
    let request: Request = match form.as_str() {
        "set-theme" => {
            let word = take(&mut fields, "theme").unwrap_or_default();
            return Ok(Submission::SetTheme(Theme::from_word(&word)));
        }
        "create-first-account" => decode::<CreateFirstAccount>(&fields)?.into(),
        "sign-out" => SignOut {}.into(),
        "update-account" => decode::<UpdateAccount>(&cleared(fields, &["full_name", "email"]))?.into(),
        "rename-account" => decode::<UpdateAccount>(&confirmed_account(fields)?)?.into(),
        "confirm-email" => decode::<ConfirmEmail>(&fields)?.into(),
        "change-password" => decode::<ChangePassword>(&fields)?.into(),
        "delete-account" => decode::<DeleteAccount>(&confirmed_account(fields)?)?.into(),
        "end-session" => decode::<EndSession>(&fields)?.into(),
        "end-other-sessions" => EndOtherSessions {}.into(),
        "issue-secret" => decode::<IssueSecret>(&lifetime(fields)?)?.into(),
        "create-organization" => decode::<CreateOrganization>(&fields)?.into(),
        "update-organization" => {
            let fields = unbounded(fields, &["longest_secret_days"]);
            decode::<UpdateOrganization>(&cleared(fields, &["description"]))?.into()
        }
        "update-organization-quota" => decode::<UpdateOrganizationQuota>(&unbounded(fields, &QUOTAS))?.into(),
        "delete-organization" => decode::<DeleteOrganization>(&confirmed(fields, "organization")?)?.into(),
        "update-organization-permissions" => decode::<UpdateOrganizationPermissions>(&fields)?.into(),
        "update-members" => decode::<UpdateMembers>(&fields)?.into(),
        "update-flags" => decode::<UpdateFlags>(&fields)?.into(),
        "update-member-quota" => decode::<UpdateMemberQuota>(&unbounded(fields, &QUOTAS))?.into(),
        "remove-member" => decode::<RemoveMember>(&fields)?.into(),
        "remove-members" => decode::<RemoveMembers>(&fields)?.into(),
        "leave-organization" => decode::<LeaveOrganization>(&fields)?.into(),
        "invite-member" => decode::<InviteMember>(&fields)?.into(),
        "resend-invite" => decode::<ResendInvite>(&fields)?.into(),
        "revoke-invite" => decode::<RevokeInvite>(&fields)?.into(),
        "accept-invite" => decode::<AcceptInvite>(&fields)?.into(),
        "decline-invite" => decode::<DeclineInvite>(&fields)?.into(),
        "take-invite" => decode::<TakeInvite>(&fields)?.into(),
        "sign-up" => decode::<SignUp>(&fields)?.into(),
        "approve-login" => decode::<ApproveLogin>(&lifetime(fields)?)?.into(),
        "refuse-login" => decode::<RefuseLogin>(&fields)?.into(),
        "revoke-secret" => decode::<RevokeSecret>(&joined(fields, "also"))?.into(),
        "dismiss-leak" => decode::<DismissLeak>(&fields)?.into(),
        "roll-secret" => decode::<RollSecret>(&fields)?.into(),
        "issue-service-secret" => decode::<IssueServiceSecret>(&lifetime(fields)?)?.into(),
        "create-service" => decode::<CreateService>(&fields)?.into(),
        "update-service" => decode::<UpdateService>(&cleared(fields, &["description", "source_url"]))?.into(),
        "update-service-quotas" => decode::<UpdateService>(&unbounded(fields, &QUOTAS))?.into(),
        "update-service-grid" => grid::read(&fields)?.into(),
        "delete-service" => decode::<DeleteService>(&confirmed(fields, "service")?)?.into(),
        "create-team" => decode::<CreateTeam>(&fields)?.into(),
        "update-team" => decode::<UpdateTeam>(&cleared(fields, &["description"]))?.into(),
        "delete-team" => decode::<DeleteTeam>(&confirmed(fields, "team")?)?.into(),
        "add-team-member" => decode::<AddTeamMember>(&fields)?.into(),
        "add-team-members" => decode::<AddTeamMembers>(&fields)?.into(),
        "remove-team-member" => decode::<RemoveTeamMember>(&fields)?.into(),
        "set-home-team" => decode::<SetHomeTeam>(&fields)?.into(),
        "create-project" => decode::<CreateProject>(&fields)?.into(),
        "update-project" if has(&fields, "public") => {
            decode::<UpdateProject>(&confirmed(fields, "project")?)?.into()
        }
        "update-project" => decode::<UpdateProject>(&cleared(fields, &["description"]))?.into(),
        "delete-project" => decode::<DeleteProject>(&confirmed(fields, "project")?)?.into(),
        "transfer-project" => decode::<TransferProject>(&confirmed(fields, "project")?)?.into(),
        "claim-project" => decode::<ClaimProject>(&fields)?.into(),
        "update-project-permissions" => decode::<UpdateProjectPermissions>(&fields)?.into(),
        "confirm-service" => decode::<ConfirmService>(&fields)?.into(),
        "end-service" => decode::<EndService>(&fields)?.into(),
        "create-stream" => decode::<CreateStream>(&fields)?.into(),
        "update-stream" => decode::<UpdateStream>(&cleared(fields, &["description", "schema"]))?.into(),
        "delete-stream" => decode::<DeleteStream>(&confirmed(fields, "stream")?)?.into(),
        _ => return Err(Fault::new(FaultKind::BadRequest, "This page has no such form; load it again.")),
    };
    Ok(Submission::Call { password: None, request: Box::new(request) })
}

/// Whether a form is one whose preview stands beside it: it is carried out only with the mark of what was shown.
fn is_previewed(form: &str, fields: &Fields) -> bool {
    match form {
        "update-project-permissions"
        | "update-organization-permissions"
        | "update-members"
        | "update-service-grid" => true,
        "add-team-member" | "add-team-members" => true,
        "invite-member" => has(fields, "user"),
        "remove-member" | "remove-members" => true,
        "update-project" => has(fields, "public"),
        _ => false,
    }
}
