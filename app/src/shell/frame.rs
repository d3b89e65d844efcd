//! What the frame around a page shows.

use crate::parts::Glyph;

/// Light or dark, if the viewer has fixed one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word that the form sends and the cookie holds.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme that a word names; the system's for any other.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.word() == word).unwrap_or_default()
    }

    /// The document's attribute; absent where the system decides.
    pub(super) fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then(|| self.word())
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }
}

/// The organization that the sidebar shows.
#[derive(Clone, Debug)]
pub struct OrganizationNav {
    /// Its name.
    pub name: String,
    /// The sections that the viewer may see; the others are absent.
    pub sections: Vec<OrganizationSection>,
    /// The organizations of the switcher, this one included.
    pub switcher: Vec<String>,
}

/// A section of an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganizationSection {
    /// Its projects: the organization's own page.
    Projects,
    /// Its pipelines.
    Pipelines,
    /// Its services.
    Services,
    /// Its people.
    Members,
    /// Its teams.
    Teams,
    /// What it uses.
    Usage,
    /// Its audit log.
    AuditLog,
    /// Its settings.
    Settings,
}

impl OrganizationSection {
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Projects => "Projects",
            Self::Pipelines => "Pipelines",
            Self::Services => "Services",
            Self::Members => "Members",
            Self::Teams => "Teams",
            Self::Usage => "Usage",
            Self::AuditLog => "Audit log",
            Self::Settings => "Settings",
        }
    }

    pub(super) const fn glyph(self) -> Glyph {
        match self {
            Self::Projects => Glyph::Folder,
            Self::Pipelines => Glyph::Pipeline,
            Self::Services => Glyph::Box,
            Self::Members => Glyph::Users,
            Self::Teams => Glyph::Team,
            Self::Usage => Glyph::Chart,
            Self::AuditLog => Glyph::File,
            Self::Settings => Glyph::Gear,
        }
    }

    pub(super) fn href(self, organization: &str) -> String {
        match self {
            Self::Projects => format!("/{organization}"),
            Self::Pipelines => format!("/{organization}/-/pipelines"),
            Self::Services => format!("/{organization}/-/services"),
            Self::Members => format!("/{organization}/-/members"),
            Self::Usage => format!("/{organization}/-/usage"),
            Self::Settings => format!("/{organization}/-/settings"),
            Self::Teams => format!("/{organization}/-/teams"),
            Self::AuditLog => format!("/{organization}/-/audit"),
        }
    }
}

/// Which item of the sidebar the page belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// None.
    #[default]
    Elsewhere,
    /// Home.
    Home,
    /// Invites for the viewer.
    Invites,
    /// The viewer's secrets.
    Secrets,
    /// The pipelines that the viewer can read.
    Pipelines,
    /// Questions about access.
    Access,
    /// A section of the organization shown.
    Organization(OrganizationSection),
}

/// How wide the content is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// 1152: lists and forms with a preview.
    #[default]
    Wide,
    /// 896, centred: what is read.
    Reading,
    /// 640, centred: refusals, short forms.
    Narrow,
    /// No frame at all: sign-in.
    Bare,
}

/// A part of the breadcrumb.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// Its word.
    pub label: String,
    /// Where it leads; the last part leads nowhere.
    pub href: Option<String>,
    /// What else could stand in its place: words and addresses. Empty: no switcher.
    pub others: Vec<(String, String)>,
}

impl Crumb {
    /// The last part: the page itself.
    pub fn here(label: impl Into<String>) -> Self {
        Self { label: label.into(), href: None, others: Vec::new() }
    }

    /// A part that leads somewhere.
    pub fn to(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: Some(href.into()), others: Vec::new() }
    }

    /// The part with a switcher.
    #[must_use]
    pub fn or(mut self, others: Vec<(String, String)>) -> Self {
        self.others = others;
        self
    }
}

/// What a page says about the frame around it.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The document's title, without the product's name.
    pub title: String,
    /// The organization in the sidebar.
    pub organization: Option<OrganizationNav>,
    /// The sidebar's current item.
    pub section: Section,
    /// How many invites wait for the viewer.
    pub invites: usize,
    /// The breadcrumb, its last part the page itself.
    pub crumbs: Vec<Crumb>,
    /// How wide the content is.
    pub layout: Layout,
}
