//! Where the browser goes once a form was carried out.

use api::Response;
use api::names::ServicePath;
use api::sign_in::SignedIn;

use super::{Fields, Next, Outcome, pipelines, sign_in};

/// Where the browser goes after `response` to a form with these fields.
#[must_use]
pub fn after(response: Response, fields: &Fields) -> Next {
    match response {
        Response::SignIn(SignedIn::CodeNeeded(needed)) => {
            Next::Show(Box::new(Outcome::CodeNeeded { needed, fields: fields.clone() }))
        }
        Response::CreateFirstAccount(_)
        | Response::SignIn(_)
        | Response::SignInWithCode(_)
        | Response::SignInWithPasskey(_) => Next::Go("/".into()),
        Response::StartTotp(started) => Next::Show(Box::new(Outcome::TotpStarted(started))),
        Response::FinishTotp(codes) | Response::RenewRecoveryCodes(codes) => {
            Next::Show(Box::new(Outcome::RecoveryCodes(codes)))
        }
        Response::RemoveTotp(_)
        | Response::AddPasskey(_)
        | Response::RenamePasskey(_)
        | Response::RemovePasskey(_) => Next::Go(sign_in::PAGE.into()),
        Response::SignOut(_) | Response::DeleteAccount(_) => Next::Go("/-/sign-in".into()),
        Response::UpdateAccount(_) => Next::Go("/-/profile/account".into()),
        Response::ConfirmEmail(_) => Next::Go("/-/email-confirmed".into()),
        Response::ChangePassword(_) | Response::EndSession(_) | Response::EndOtherSessions(_) => {
            Next::Go("/-/profile/security".into())
        }
        Response::ApproveLogin(_) => Next::Go("/-/cli/login?done=approved".into()),
        Response::RefuseLogin(_) => Next::Go("/-/cli/login?done=refused".into()),
        Response::IssueSecret(issued)
        | Response::IssueServiceSecret(issued)
        | Response::RollSecret(issued) => Next::Show(Box::new(Outcome::Issued(issued))),
        Response::InviteMember(sent) | Response::ResendInvite(sent) if sent.link.is_some() => {
            Next::Show(Box::new(Outcome::Invited(sent)))
        }
        Response::AcceptInvite(invite) => Next::Go(format!("/{}", invite.organization)),
        Response::TakeInvite(invite) => Next::Go(format!("/-/invites/{}", invite.organization)),
        Response::DeclineInvite(_) | Response::SignUp(_) => Next::Go("/-/invites".into()),
        Response::CreateOrganization(organization) => Next::Go(format!("/{}", organization.path)),
        Response::UpdateOrganization(organization) => Next::Go(format!("/{}/-/settings", organization.path)),
        Response::DeleteOrganization(_) | Response::LeaveOrganization(_) => Next::Go("/".into()),
        Response::CreateProject(project) | Response::UpdateProject(project) => {
            Next::Go(format!("/{}", project.path))
        }
        Response::TransferProject(project) | Response::ClaimProject(project) => {
            Next::Go(format!("/{}", project.path))
        }
        Response::CreateStream(stream) | Response::UpdateStream(stream) => {
            Next::Go(format!("/{}", stream.path))
        }
        Response::DeleteProject(gone) | Response::DeleteStream(gone) => Next::Go(parent(&gone.path)),
        Response::CreatePipeline(pipeline)
        | Response::UpdatePipeline(pipeline)
        | Response::ClaimPipeline(pipeline) => Next::Go(pipelines::page(&pipeline.path)),
        Response::UpdatePipelineAccess(changed) => Next::BackWith(pipelines::sharing::done(&changed)),
        Response::DeletePipeline(gone) => Next::Go(pipelines::list(&gone.path)),
        Response::LeavePipeline(_) => Next::Go("/-/pipelines".into()),
        Response::CreateTeam(team) | Response::UpdateTeam(team) => Next::Go(team_page(&team.path)),
        Response::CreateService(service) => Next::Go(service_page(&service.path)),
        Response::UpdateService(service) => Next::Go(format!("{}?tab=settings", service_page(&service.path))),
        Response::DeleteService(gone) => Next::Go(format!("{}/-/services", parent(&gone.path))),
        Response::DeleteTeam(gone) => Next::Go(format!("{}/-/teams", parent(&gone.path))),
        _ => Next::Back,
    }
}

/// The page of what holds the thing at `path`.
fn parent(path: &str) -> String {
    format!("/{}", path.rsplit_once('/').map_or("", |(parent, _)| parent))
}

/// The page of the service at `path`.
fn service_page(path: &ServicePath) -> String {
    format!("/{}/-/services/{}", path.organization, path.service)
}

/// The page of the team at `path`.
fn team_page(path: &str) -> String {
    path.split_once('/')
        .map_or_else(|| "/".to_owned(), |(organization, team)| format!("/{organization}/-/teams/{team}"))
}
