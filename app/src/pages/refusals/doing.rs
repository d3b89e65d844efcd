//! What somebody was doing when a page was refused, told by its address.

/// One thing twice, as sentences need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Doing {
    /// "Changing the settings": begins a sentence.
    pub(super) act: &'static str,
    /// "change its settings": after "You can see acme, but can't".
    pub(super) verb: &'static str,
}

const fn doing(act: &'static str, verb: &'static str) -> Doing {
    Doing { act, verb }
}

/// What the page at `address` (a path with its query) does.
pub(super) fn of(address: &str) -> Doing {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let tab = query.split('&').find_map(|part| part.strip_prefix("tab=")).unwrap_or_default();
    let asks = |name: &str| query.split('&').any(|part| part.split('=').next() == Some(name));
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [_, "-", "members"] if ["new", "invite", "resend", "revoke"].into_iter().any(asks) => {
            doing("Inviting people to an organization", "invite people")
        }
        [_, "-", "members"] if ["add", "edit", "quota", "remove", "bulk"].into_iter().any(asks) => {
            doing("Deciding about people in an organization", "decide about its people")
        }
        [_, "-", "members"] => doing("Seeing who is in an organization", "see its members"),
        [_, "-", "teams", ..] => doing("Seeing an organization’s teams", "see its teams"),
        [_, "-", "services", _] if tab == "secrets" => {
            doing("Seeing the secrets of a service", "see the secrets of its services")
        }
        [_, "-", "services", ..] => doing("Seeing an organization’s services", "see its services"),
        [_, "-", "usage"] => doing("Seeing what an organization used", "see its usage"),
        [_, "-", "audit"] => doing("Reading an organization’s audit log", "read its audit log"),
        [_, "-", "settings"] => doing("Changing an organization’s settings", "change its settings"),
        [_, "-", "pipelines", "new"] => doing("Creating a pipeline", "create pipelines in it"),
        [_, "-", "pipelines", _] => doing("This face of a pipeline", "do this with it"),
        [organization] if *organization != "-" && asks("new") => {
            doing("Creating a project", "create projects in it")
        }
        [organization, project] if *organization != "-" && *project != "-" => match tab {
            "members" => doing("Seeing who is in a project", "see its members"),
            "services" => doing("Seeing which services reach a project", "see its services"),
            "settings" => doing("Changing a project’s settings", "change its settings"),
            _ => doing("Opening a project", "open it"),
        },
        [organization, _, _] if *organization != "-" => match tab {
            "access" => doing("Seeing who reaches a stream", "see who reaches its streams"),
            "settings" => doing("Changing a stream’s settings", "change its streams"),
            _ => doing("Opening a stream", "open what is in it"),
        },
        _ => doing("This page", "do this"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_what_was_done() {
        for (address, act) in [
            ("/acme/-/settings", "Changing an organization’s settings"),
            ("/acme/-/services/loader?tab=secrets", "Seeing the secrets of a service"),
            ("/acme/-/services/loader", "Seeing an organization’s services"),
            ("/acme/-/members?search=b&new=invite", "Inviting people to an organization"),
            ("/acme?new=project", "Creating a project"),
            ("/acme/lake", "Opening a project"),
            ("/acme/lake?after=x&tab=members", "Seeing who is in a project"),
            ("/acme/lake/events?tab=access", "Seeing who reaches a stream"),
            ("/-/access", "This page"),
            ("/-/cli/login", "This page"),
            ("/", "This page"),
        ] {
            assert_eq!(of(address).act, act, "{address}");
        }
    }
}
