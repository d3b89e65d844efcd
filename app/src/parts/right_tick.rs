//! What somebody may do with a pipeline, as ticks that tell because of what: a role of their own, a team, both.

use access::{PipelineRights, Role};
use leptos::prelude::*;

use super::{Badge, Glyph, Icon, Tone};

/// Because of what somebody may do something with a pipeline.
#[derive(Clone, Debug)]
pub struct Because {
    /// Who.
    pub person: String,
    /// The pipeline's name.
    pub on: String,
    /// Their own role.
    pub role: Option<Role>,
    /// "granted by ada, 2 May 2026".
    pub granted: String,
    /// Viewing teams that they are in.
    pub teams: Vec<String>,
}

/// The permissions, in their order.
pub const RIGHTS: [&str; 3] = ["read", "edit", "manage"];

fn within(rights: PipelineRights, right: &str) -> bool {
    match right {
        "read" => rights.read,
        "edit" => rights.edit,
        _ => rights.manage,
    }
}

impl Because {
    fn by_role(&self) -> PipelineRights {
        self.role.map_or(PipelineRights::NONE, Role::rights)
    }

    fn by_team(&self) -> PipelineRights {
        if self.teams.is_empty() { PipelineRights::NONE } else { PipelineRights::TEAM_VIEWER }
    }

    /// The union.
    #[must_use]
    pub fn rights(&self) -> PipelineRights {
        self.by_role().union(self.by_team())
    }

    /// In a few words: "editor · team data".
    #[must_use]
    pub fn words(&self) -> String {
        let role = self.role.map(|role| role.name().to_owned());
        let teams = self.teams.iter().map(|team| format!("team {team}"));
        role.into_iter().chain(teams).collect::<Vec<_>>().join(" · ")
    }

    /// What taking the role away would do, by the rules themselves.
    #[must_use]
    pub fn without(&self) -> String {
        let Some(role) = self.role else {
            return format!(
                "{} sees it through {} alone: read goes with the team.",
                self.person,
                self.teams.iter().map(|team| format!("team {team}")).collect::<Vec<_>>().join(" and ")
            );
        };
        let (held, left) = (self.rights(), self.by_team());
        let words = |stays: bool| -> Vec<&str> {
            RIGHTS.into_iter().filter(|right| within(held, right) && within(left, right) == stays).collect()
        };
        let (goes, stays) = (words(false), words(true));
        let say = |words: &[&str], one: &str, many: &str| match words {
            [] => String::new(),
            [word] => format!("{word} {one}"),
            [first @ .., last] => format!("{} and {last} {many}", first.join(", ")),
        };
        let said = [say(&goes, "goes", "go"), say(&stays, "stays", "stay")];
        let said: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
        let said = if goes.is_empty() { "nothing changes".to_owned() } else { said.join(", ") };
        format!("Take the {} role away: {said}.", role.name())
    }
}

/// One tick; it opens the person's popover, whose id is `popover`.
#[component]
pub fn RightTick(
    /// Which permission.
    right: &'static str,
    /// Because of what.
    because: Because,
    /// The popover.
    #[prop(into)]
    popover: String,
) -> impl IntoView {
    let (class, glyph, word) = if within(because.by_role(), right) {
        ("held direct", Glyph::Check, "by a role of their own")
    } else if within(because.by_team(), right) {
        ("held implied", Glyph::Check, "only through a team")
    } else {
        ("held", Glyph::Minus, "no")
    };
    let name = format!("{}, {right} on {}: {word}", because.person, because.on);
    view! {
        <button type="button" class="right-tick" popovertarget=popover aria-label=name>
            <span class=class>
                <Icon glyph />
            </span>
        </button>
    }
    .into_any()
}

/// The popover: the paths of each permission, and what taking the role away would do.
#[component]
pub fn RightPaths(
    /// Because of what.
    because: Because,
    /// Its id, unique in the page.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    let held = because.rights();
    let badges = RIGHTS.into_iter().filter(|right| within(held, right));
    let badges = badges.map(|right| view! { <Badge tone=Tone::Success text=right /> }).collect_view();
    let sections = RIGHTS.into_iter().filter(|right| within(held, right));
    let sections = sections.map(|right| paths(&because, right)).collect_view();
    let (title, foot) = (format!("{} on {}", because.person, because.on), because.without());
    view! {
        <div class="menu path-popover right-paths" id=id popover="auto">
            <div class="path-head">
                <strong>{title}</strong>
                <span class="path-badges">{badges}</span>
            </div>
            {sections}
            <div class="path-foot">
                <p>{foot}</p>
            </div>
        </div>
    }
    .into_any()
}

/// Every way to one permission.
fn paths(because: &Because, right: &'static str) -> AnyView {
    let mut chains = Vec::new();
    if let Some(role) = because.role.filter(|role| within(role.rights(), right)) {
        let start = format!("{} is {}", because.person, role.name());
        chains.push(chain(start, because.granted.clone(), format!("{} gives ", role.name()), right));
    }
    if within(because.by_team(), right) {
        for team in &because.teams {
            let start = format!("{} in team {team}", because.person);
            chains.push(chain(start, String::new(), "team viewer gives ".to_owned(), right));
        }
    }
    let count = match chains.len() {
        1 => "one path".to_owned(),
        2 => "two paths".to_owned(),
        many => format!("{many} paths"),
    };
    view! {
        <p class="path-of">{right} ", " {count}</p>
        {chains}
    }
    .into_any()
}

fn chain(start: String, second: String, gives: String, right: &'static str) -> AnyView {
    view! {
        <ol class="path-steps">
            <li>
                <span>{start}</span>
                {(!second.is_empty()).then(|| view! { <span class="second">{second}</span> })}
            </li>
            <li>
                <span>{gives} <strong>{right}</strong></span>
            </li>
        </ol>
    }
    .into_any()
}

/// What the ticks mean, for a table's foot.
#[component]
pub fn RightLegend() -> impl IntoView {
    view! {
        <p class="legend" aria-hidden="true">
            <span class="held direct">
                <Icon glyph=Glyph::Check />
            </span>
            "by a role of their own "
            <span class="held implied">
                <Icon glyph=Glyph::Check />
            </span>
            "only through a team"
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn because(role: Option<Role>, teams: &[&str]) -> Because {
        let teams = teams.iter().map(|team| (*team).to_owned()).collect();
        Because { person: "bob".into(), on: "clean".into(), role, granted: String::new(), teams }
    }

    #[test]
    fn what_a_role_less_would_leave() {
        let cases = [
            (Some(Role::Editor), vec!["data"], "Take the editor role away: edit goes, read stays."),
            (Some(Role::Editor), vec![], "Take the editor role away: read and edit go."),
            (Some(Role::Owner), vec!["data"], "Take the owner role away: edit and manage go, read stays."),
            (Some(Role::Reader), vec!["data"], "Take the reader role away: nothing changes."),
            (None, vec!["data"], "bob sees it through team data alone: read goes with the team."),
        ];
        for (role, teams, said) in cases {
            assert_eq!(because(role, &teams).without(), said);
        }
    }

    #[test]
    fn both_are_said() {
        assert_eq!(because(Some(Role::Editor), &["data"]).words(), "editor · team data");
        assert_eq!(because(None, &["data", "ops"]).words(), "team data · team ops");
    }
}
