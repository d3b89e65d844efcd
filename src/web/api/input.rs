//! What came in with a request of the API, as an operation's input.

use api::operations::{Method, Operation};
use api::{Fault, FaultKind};
use serde_json::Value;

use super::json::{Json, Members};
use super::strict;

/// Names and values of the path's parameters, decoded.
pub(super) type PathValues = Vec<(String, String)>;

/// Reads an operation's input from the path, and the query (reading and ending) or the body (the others).
///
/// # Errors
/// 404 if a part of the path can't name anything, 400 or 422 with the field if the rest isn't acceptable.
pub(super) fn read<O: Operation>(
    method: Method,
    path: PathValues,
    query: &str,
    body: &[u8],
) -> Result<O, Fault> {
    let names: Vec<String> = path.iter().map(|(name, _)| name.clone()).collect();
    let input = match method {
        Method::Get | Method::Delete => {
            let mut pairs = path;
            pairs.extend(from_query(query, &names)?);
            api::decode::from_pairs(&pairs)
        }
        Method::Post | Method::Patch => {
            if !query.is_empty() {
                return Err(Fault::new(
                    FaultKind::Invalid,
                    "Fields stand in the body here, not in the query.",
                ));
            }
            api::decode::from_deserializer(Json::Object(from_body(body, path)?))
        }
    };
    // A part of the path that is no name or id names nothing: the same as absent.
    input.map_err(|fault| {
        let in_path = |field: &str| names.iter().any(|name| name == field);
        if fault.errors.iter().any(|error| in_path(&error.field)) { Fault::not_found() } else { fault }
    })
}

fn from_query(query: &str, taken: &[String]) -> Result<PathValues, Fault> {
    let mut pairs: PathValues = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if taken.iter().any(|other| *other == name) {
            return Err(twice(&name));
        }
        if pairs.iter().any(|(other, _)| *other == name) {
            return Err(Fault::field(name, "is given twice"));
        }
        pairs.push((name.into_owned(), value.into_owned()));
    }
    Ok(pairs)
}

fn from_body(body: &[u8], path: PathValues) -> Result<Members, Fault> {
    let mut fields = strict::object(body)?;
    for (name, value) in path {
        if fields.iter().any(|(field, _)| *field == name) {
            return Err(twice(&name));
        }
        fields.push((name, Json::Scalar(Value::String(value))));
    }
    Ok(fields)
}

/// Reported under a name that no path parameter has, so that it isn't taken for a bad path.
fn twice(name: &str) -> Fault {
    Fault::new(FaultKind::Invalid, format!("“{name}” stands in the path; leave it out here."))
}

#[cfg(test)]
mod tests {
    use api::projects::{CreateProject, ListProjects, UpdateProject};

    use super::*;

    fn path(pairs: &[(&str, &str)]) -> PathValues {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn path_and_body_make_one_input() {
        let read = read::<CreateProject>(
            Method::Post,
            path(&[("organization", "ada")]),
            "",
            br#"{"name":"my_lake","public":true}"#,
        )
        .unwrap();
        assert_eq!((read.organization.to_string(), read.name.to_string()), ("ada".into(), "my-lake".into()));
    }

    #[test]
    fn a_path_that_names_nothing_is_absent() {
        let fault = read::<UpdateProject>(
            Method::Patch,
            path(&[("organization", "Ada"), ("project", "lake")]),
            "",
            b"",
        )
        .unwrap_err();
        assert_eq!(fault, Fault::not_found());
        // The name in the body is another matter, though the operation has a field of the same kind.
        let fault = read::<UpdateProject>(
            Method::Patch,
            path(&[("organization", "ada"), ("project", "lake")]),
            "",
            br#"{"name":"Lake"}"#,
        )
        .unwrap_err();
        assert_eq!(fault.status(), 422);
    }

    #[test]
    fn a_field_is_given_once_and_in_its_place() {
        for (query, field) in [("limit=1&limit=2", "limit"), ("colour=red", "colour"), ("limit=-1", "limit")]
        {
            let fault = read::<ListProjects>(Method::Get, Vec::new(), query, b"").unwrap_err();
            assert_eq!((fault.status(), fault.at(field).is_some()), (422, true), "{query}: {fault}");
        }
        let fault = read::<CreateProject>(
            Method::Post,
            path(&[("organization", "ada")]),
            "",
            br#"{"organization":"x"}"#,
        )
        .unwrap_err();
        assert_eq!(fault.status(), 422);
        let fault =
            read::<CreateProject>(Method::Post, path(&[("organization", "ada")]), "name=x", b"").unwrap_err();
        assert_eq!(fault.status(), 422);
    }
}
