//! The forms of pipelines. What comes of them reads the same in the browser, where it follows the form, and on the server,
//! where it is carried out.

pub mod draft;
pub mod sharing;

use api::names::{Name, PipelinePath};
use api::pipelines::{
    ClaimPipeline, ConfigInput, CreatePipeline, DeletePipeline, DeployPipeline, LeavePipeline,
    ReplayDeadLetters, RestorePipeline, ShowDeadLetter, ShowPipeline, TeardownPipeline, TransferPipeline,
    UpdatePipeline, UpdatePipelineAccess,
};
use api::{Fault, Request};

use super::{Fields, Submission, confirmed, decode};
use draft::Draft;

/// The field that tells which button of a config's form was pressed; without it, the config is saved.
pub const ACT: &str = "act";

/// Reads a form on a pipeline; none if it is about something else.
pub(super) fn read(form: &str, fields: &Fields) -> Option<Result<Submission, Fault>> {
    let config = matches!(form, "create-pipeline" | "update-pipeline-config");
    // A row more or less, or a try: the form is drawn again, and nothing is saved.
    if config && fields.iter().any(|(name, _)| name == ACT) {
        return Some(Ok(Submission::Preview));
    }
    let seen = fields.iter().any(|(name, value)| name == "seen" && !value.is_empty());
    if !seen && matches!(form, "update-pipeline-access" | "transfer-pipeline") {
        return Some(Ok(Submission::Preview));
    }
    let given: Fields = fields
        .iter()
        .filter(|(name, value)| name != "do" && name != "next" && !value.trim().is_empty())
        .cloned()
        .collect();
    let request = match form {
        "create-pipeline" => created(fields, &given).map(Request::from),
        "update-pipeline-config" => changed(fields, &given).map(Request::from),
        "rename-pipeline" => decode::<UpdatePipeline>(&given).map(Request::from),
        "deploy-pipeline" => decode::<DeployPipeline>(&given).map(Request::from),
        "teardown-pipeline" => decode::<TeardownPipeline>(&given).map(Request::from),
        "restore-pipeline" => decode::<RestorePipeline>(&given).map(Request::from),
        "claim-pipeline" => decode::<ClaimPipeline>(&given).map(Request::from),
        // Its dialog shows what is lost; the server compares nothing, since it is the caller's own.
        "leave-pipeline" => {
            of(&given).map(|(organization, pipeline)| LeavePipeline { organization, pipeline }.into())
        }
        "transfer-pipeline" => decode::<TransferPipeline>(&given).map(Request::from),
        "delete-pipeline" => {
            confirmed(given, "pipeline").and_then(|given| decode::<DeletePipeline>(&given)).map(Request::from)
        }
        "replay-dead-letters" => replayed(&given).map(Request::from),
        "update-pipeline-access" => shared(&given).map(Request::from),
        _ => return None,
    };
    Some(request.map(|request| Submission::Call { password: None, request: Box::new(request) }))
}

/// Which pipeline a form is about.
fn of(fields: &Fields) -> Result<(Name, Name), Fault> {
    let own = |name: &str| matches!(name, "organization" | "pipeline");
    let whose: Fields = fields.iter().filter(|(name, _)| own(name)).cloned().collect();
    let ShowPipeline { organization, pipeline } = decode(&whose)?;
    Ok((organization, pipeline))
}

/// The config: a text as it was written, or what the rows of the form say.
fn config(fields: &Fields) -> Result<ConfigInput, Fault> {
    match fields.iter().find(|(name, _)| name == "config") {
        Some((_, text)) => Ok(ConfigInput::Text(text.clone())),
        None => Ok(ConfigInput::Config(Box::new(Draft::read(fields).config()?))),
    }
}

fn created(fields: &Fields, given: &Fields) -> Result<CreatePipeline, Fault> {
    #[derive(serde::Deserialize)]
    struct Named {
        organization: Name,
        name: Name,
    }
    let own = |name: &str| matches!(name, "organization" | "name");
    let named: Fields = given.iter().filter(|(name, _)| own(name)).cloned().collect();
    // Both are told at once.
    match (decode::<Named>(&named), config(fields)) {
        (Ok(Named { organization, name }), Ok(config)) => {
            Ok(CreatePipeline { organization, name, config, description: None })
        }
        (Err(mut fault), Err(more)) => {
            fault.errors.extend(more.errors);
            Err(fault)
        }
        (Err(fault), _) | (_, Err(fault)) => Err(fault),
    }
}

fn changed(fields: &Fields, given: &Fields) -> Result<UpdatePipeline, Fault> {
    let (organization, pipeline) = of(given)?;
    Ok(UpdatePipeline {
        organization,
        pipeline,
        name: None,
        config: Some(config(fields)?),
        description: None,
    })
}

/// One dead letter, or all of them.
fn replayed(given: &Fields) -> Result<ReplayDeadLetters, Fault> {
    let (organization, pipeline) = of(given)?;
    let all = !given.iter().any(|(name, _)| name == "id");
    let one = || decode::<ShowDeadLetter>(given).map(|letter| vec![letter.id]);
    let ids = if all { None } else { Some(one()?) };
    Ok(ReplayDeadLetters { organization, pipeline, ids })
}

fn shared(given: &Fields) -> Result<UpdatePipelineAccess, Fault> {
    let (organization, pipeline) = of(given)?;
    let changes = sharing::changes(given)?;
    if changes.is_empty() {
        return Err(Fault::field("changes", "nobody’s role was changed"));
    }
    let seen = given.iter().find(|(name, _)| name == "seen").map(|(_, mark)| mark.clone());
    Ok(UpdatePipelineAccess { organization, pipeline, changes, seen })
}

/// The page of a pipeline.
#[must_use]
pub fn page(path: &PipelinePath) -> String {
    format!("/{}/-/pipelines/{}", path.organization, path.pipeline)
}

/// The page of the list that a pipeline's stood in, by its path.
pub(super) fn list(path: &str) -> String {
    let organization = path.split_once('/').map_or(path, |(organization, _)| organization);
    format!("/{organization}/-/pipelines")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_button_of_the_form_saves_nothing() {
        let form = fields(&[("do", "create-pipeline"), ("name", "clean"), ("act", "try")]);
        assert!(matches!(read("create-pipeline", &form), Some(Ok(Submission::Preview))));
    }

    #[test]
    fn sharing_is_shown_before_it_is_done() {
        let unseen =
            fields(&[("organization", "acme"), ("pipeline", "clean"), ("who", "bob"), ("role", "editor")]);
        assert!(matches!(read("update-pipeline-access", &unseen), Some(Ok(Submission::Preview))));
        let mut seen = unseen;
        seen.push(("seen".into(), "mark".into()));
        let Some(Ok(Submission::Call { request, .. })) = read("update-pipeline-access", &seen) else {
            panic!("it is carried out")
        };
        let Request::UpdatePipelineAccess(input) = *request else { panic!("it is a change of access") };
        assert_eq!((input.changes.len(), input.seen.as_deref()), (1, Some("mark")));
    }

    #[test]
    fn one_dead_letter_or_all() {
        let all = fields(&[("organization", "acme"), ("pipeline", "clean")]);
        assert_eq!(replayed(&all).unwrap().ids, None);
        let id = "00000000-0000-7000-8000-000000000001";
        let one = fields(&[("organization", "acme"), ("pipeline", "clean"), ("id", id)]);
        assert_eq!(replayed(&one).unwrap().ids.unwrap().len(), 1);
        let bad = fields(&[("organization", "acme"), ("pipeline", "clean"), ("id", "seven")]);
        assert!(replayed(&bad).unwrap_err().at("id").is_some());
    }
}
