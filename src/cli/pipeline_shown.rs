//! Pipelines, their versions and roles in tables.

use access::{PipelineRights, Role};
use api::names::{Name, TeamPath};
use api::pipelines::{
    ConfigChange, NeededPermission, OrphanedPipeline, Pipeline, PipelineAccess, PipelineNeed, PipelinePerson,
    PipelineRole, PipelineVersion, Tag,
};

use super::print::{Details, Row, time, time_or_dash, yes_no};

const fn role(role: PipelineRole) -> &'static str {
    match role {
        PipelineRole::Owner => "owner",
        PipelineRole::Editor => "editor",
        PipelineRole::Reader => "reader",
        PipelineRole::TeamViewer => "team viewer",
    }
}

fn rights(rights: PipelineRights) -> String {
    let named = [(rights.read, "read"), (rights.edit, "edit"), (rights.manage, "manage")];
    let held: Vec<&str> = named.into_iter().filter(|(held, _)| *held).map(|(_, name)| name).collect();
    held.join(" ")
}

fn or_dash(name: Option<&Name>) -> String {
    name.map_or_else(|| "-".to_owned(), Name::to_string)
}

fn joined<T: ToString>(things: &[T]) -> String {
    things.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// By which ways: `owner, team acme/data`.
fn ways(role: Option<Role>, teams: &[TeamPath]) -> String {
    let teams = teams.iter().map(|team| format!("team {team}"));
    role.map(|role| role.name().to_owned()).into_iter().chain(teams).collect::<Vec<_>>().join(", ")
}

fn version(pipeline: &Pipeline) -> String {
    match pipeline.deployed_version {
        None => "-".to_owned(),
        Some(version) if pipeline.edited => format!("{version}, edited since"),
        Some(version) => version.to_string(),
    }
}

fn need(need: &PipelineNeed) -> String {
    let word = if need.permission == NeededPermission::Read { "read" } else { "write" };
    match &need.reason {
        None => format!("{word} {}: yes", need.stream),
        Some(reason) => format!("{word} {}: no. {reason}", need.stream),
    }
}

fn change(change: &ConfigChange) -> String {
    let side = |side: Option<&String>| side.map_or_else(|| "nothing".to_owned(), Clone::clone);
    format!("{}: {} -> {}", change.field, side(change.before.as_ref()), side(change.after.as_ref()))
}

impl Row for Pipeline {
    const HEAD: &'static [&'static str] =
        &["PATH", "STATE", "YOU", "DEPLOYED", "LAST DEPLOY", "TAGS", "DESCRIPTION"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.path.to_string(),
            self.state.word().to_owned(),
            ways(self.role, &self.teams),
            version(self),
            time_or_dash(self.deployed_at),
            joined::<Tag>(&self.tags),
            self.description.to_string(),
        ]
    }
}

impl Details for Pipeline {
    fn details(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("path", self.path.to_string()),
            ("description", self.description.to_string()),
            ("tags", joined::<Tag>(&self.tags)),
            ("state", self.state.word().to_owned()),
            ("reason", self.reason.clone().unwrap_or_default()),
            ("source", self.config.source.to_string()),
            ("sink", self.config.sink.to_string()),
            ("service", self.config.service.to_string()),
            ("transforms", self.config.transforms.len().to_string()),
        ];
        fields.extend(self.needs.iter().map(|one| ("needs", need(one))));
        fields.extend([
            ("version", self.version.to_string()),
            ("deployed version", version(self)),
            ("deployed", time_or_dash(self.deployed_at)),
            ("deployed by", or_dash(self.deployed_by.as_ref())),
            ("newest record", time_or_dash(self.newest_record_at)),
            ("records to take in", self.lag.to_string()),
            ("dead letters", self.dead_letters.to_string()),
            ("owners", joined(&self.owners)),
            ("you may", rights(self.rights)),
            ("by way of", ways(self.role, &self.teams)),
            ("created by", or_dash(self.created_by.as_ref())),
            ("created", time(self.created_at)),
            ("id", self.id.to_string()),
        ]);
        fields
    }
}

impl Row for OrphanedPipeline {
    const HEAD: &'static [&'static str] = &["PATH", "MADE"];

    fn cells(&self) -> Vec<String> {
        vec![self.path.to_string(), time(self.created_at)]
    }
}

impl Row for PipelineVersion {
    const HEAD: &'static [&'static str] = &["VERSION", "SAVED", "BY", "NOTE", "CHANGES"];

    fn cells(&self) -> Vec<String> {
        let restored = self.restored_from.map(|version| format!("version {version} again"));
        let deployed = self.deployed.then(|| "deployed".to_owned());
        let changes: Vec<String> = self.changes.iter().map(change).collect();
        vec![
            self.version.to_string(),
            time(self.at),
            or_dash(self.author.as_ref()),
            restored.into_iter().chain(deployed).collect::<Vec<_>>().join(", "),
            changes.join("; "),
        ]
    }
}

fn who(row: &PipelineAccess) -> String {
    match (&row.user, &row.team_path) {
        (Some(user), _) => user.to_string(),
        (None, Some(team)) => format!("team {team}"),
        (None, None) => "-".to_owned(),
    }
}

impl Row for PipelineAccess {
    const HEAD: &'static [&'static str] = &["WHO", "ROLE", "PEOPLE", "SINCE", "GRANTED BY", "NOTE"];

    fn cells(&self) -> Vec<String> {
        vec![
            who(self),
            role(self.role).to_owned(),
            self.members.map_or_else(|| "-".to_owned(), |members| members.to_string()),
            time(self.granted_at),
            or_dash(self.granted_by.as_ref()),
            if self.enabled { "" } else { "disabled" }.to_owned(),
        ]
    }
}

impl Details for PipelineAccess {
    fn details(&self) -> Vec<(&'static str, String)> {
        vec![
            ("who", who(self)),
            ("role", role(self.role).to_owned()),
            ("since", time(self.granted_at)),
            ("granted by", or_dash(self.granted_by.as_ref())),
            ("enabled", yes_no(self.enabled)),
        ]
    }
}

impl Row for PipelinePerson {
    const HEAD: &'static [&'static str] = &["USER", "MAY", "BY WAY OF", "SINCE", "GRANTED BY"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.user.to_string(),
            rights(self.rights),
            ways(self.role, &self.teams),
            time_or_dash(self.granted_at),
            or_dash(self.granted_by.as_ref()),
        ]
    }
}
