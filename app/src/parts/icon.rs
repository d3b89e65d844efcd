//! Icons: one set of strokes in a 16 px box, and the mark. They say nothing to a screen reader; the words beside them do.

use api::find::ThingKind;
use leptos::prelude::*;

macro_rules! glyphs {
    ($($name:ident $strokes:literal $about:literal)*) => {
        /// Which icon.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Glyph { $(#[doc = $about] $name,)* }

        impl Glyph {
            /// Every icon, in the order of the set.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The strokes, as the inside of an `<svg>`.
            const fn strokes(self) -> &'static str {
                match self { $(Self::$name => $strokes,)* }
            }
        }
    };
}

glyphs! {
    Home r#"<path d="M2.5 7 8 2.5 13.5 7v6.5h-11zM6.5 13.5v-4h3v4"/>"# "Home."
    Mail r#"<rect x="1.75" y="3.25" width="12.5" height="9.5" rx="1"/><path d="m2.25 4.25 5.75 4.5 5.75-4.5"/>"# "Invites."
    Key r#"<circle cx="4.75" cy="11.25" r="2.75"/><path d="m6.75 9.25 6.75-6.75M11 5l1.75 1.75"/>"# "Secrets."
    Folder r#"<path d="M1.75 12.5v-8.75a.5.5 0 0 1 .5-.5h3.5l1.75 2h6.25a.5.5 0 0 1 .5.5v6.75a.5.5 0 0 1-.5.5H2.25a.5.5 0 0 1-.5-.5z"/>"# "Projects."
    Stream r#"<path d="M1.5 4.25c1.1-1 2.2-1 3.25 0s2.15 1 3.25 0 2.2-1 3.25 0 2.15 1 3.25 0M1.5 8c1.1-1 2.2-1 3.25 0s2.15 1 3.25 0 2.2-1 3.25 0 2.15 1 3.25 0M1.5 11.75c1.1-1 2.2-1 3.25 0s2.15 1 3.25 0 2.2-1 3.25 0 2.15 1 3.25 0"/>"# "A stream."
    Pipeline r#"<circle cx="4" cy="3.75" r="1.75"/><circle cx="12" cy="12.25" r="1.75"/><path d="M4 5.5v4.25a2.5 2.5 0 0 0 2.5 2.5h3.75M7.5 3.75h2a2.5 2.5 0 0 1 2.5 2.5v2"/>"# "Pipelines."
    Box r#"<path d="m8 1.75 5.5 3.1v6.3L8 14.25l-5.5-3.1v-6.3zM2.75 5 8 8l5.25-3M8 8v6"/>"# "Services."
    User r#"<circle cx="8" cy="5.25" r="2.75"/><path d="M2.75 13.75c0-2.6 2.3-4.25 5.25-4.25s5.25 1.65 5.25 4.25"/>"# "A person."
    Users r#"<circle cx="6.25" cy="5.25" r="2.5"/><path d="M1.75 13.25c0-2.3 1.9-3.75 4.5-3.75s4.5 1.45 4.5 3.75M10.5 2.9a2.5 2.5 0 0 1 0 4.7M12.25 9.8c1.25.6 2 1.8 2 3.45"/>"# "Members."
    Team r#"<circle cx="8" cy="3.75" r="1.75"/><circle cx="3.75" cy="11.75" r="1.75"/><circle cx="12.25" cy="11.75" r="1.75"/><path d="M7 5.25 4.75 10.2M9 5.25l2.25 4.95M5.5 11.75h5"/>"# "Teams."
    Access r#"<path d="M3.5 2v12M12.5 2v12M1.75 4h12.5M6 6.5h4v3.25H6zM5.5 12.5c.85-.7 1.65-.7 2.5 0s1.65.7 2.5 0"/>"# "Access."
    Chart r#"<path d="M1.75 13.5h12.5M4 11V7.5M8 11V2.5M12 11V5"/>"# "Usage."
    File r#"<path d="M3.25 13.75v-11.5a.5.5 0 0 1 .5-.5h5.5l3.5 3.5v8.5a.5.5 0 0 1-.5.5h-8.5a.5.5 0 0 1-.5-.5zM5.75 8h4.5M5.75 11h4.5"/>"# "The audit log."
    Gear r#"<circle cx="8" cy="8" r="2.25"/><path d="M8 1.75v1.75M8 12.5v1.75M1.75 8H3.5M12.5 8h1.75M3.6 3.6l1.2 1.2M11.2 11.2l1.2 1.2M12.4 3.6l-1.2 1.2M4.8 11.2l-1.2 1.2"/>"# "Settings."
    Terminal r#"<path d="m3 4.5 3.25 3.25L3 11M8.25 11.5h4.75"/>"# "The command line."
    Info r#"<circle cx="8" cy="8" r="6.25"/><path d="M8 7.5v3.25M8 5.1v.01"/>"# "Something to know."
    Help r#"<circle cx="8" cy="8" r="6.25"/><path d="M6.35 6.3a1.7 1.7 0 1 1 2.5 1.5c-.55.3-.85.65-.85 1.2M8 11.2v.01"/>"# "Help."
    Search r#"<circle cx="7" cy="7" r="4.5"/><path d="m10.4 10.4 3.35 3.35"/>"# "Search."
    Copy r#"<rect x="5.5" y="5.5" width="8" height="8" rx="1.25"/><path d="M3.5 10.5h-.25a.75.75 0 0 1-.75-.75v-6.5a.75.75 0 0 1 .75-.75h6.5a.75.75 0 0 1 .75.75v.25"/>"# "Copy."
    Check r#"<path d="m3 8.5 3.25 3.25L13 4.75"/>"# "Done, allowed."
    Eye r#"<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="2"/>"# "Show."
    Plus r#"<path d="M8 3v10M3 8h10"/>"# "New; a gain."
    Minus r#"<path d="M4 8h8"/>"# "A loss."
    Equal r#"<path d="M4.5 6.25h7M4.5 9.75h7"/>"# "Stays as it is."
    More r#"<path stroke-width="2" d="M3.25 8h.01M8 8h.01M12.75 8h.01"/>"# "A row's menu."
    Menu r#"<path d="M2.5 4.25h11M2.5 8h11M2.5 11.75h11"/>"# "The sidebar."
    Close r#"<path d="m4 4 8 8M12 4l-8 8"/>"# "Close."
    Left r#"<path d="M10 3.5 5.5 8l4.5 4.5"/>"# "Back."
    Right r#"<path d="M6 3.5 10.5 8 6 12.5"/>"# "On."
    Down r#"<path d="M3.5 6 8 10.5 12.5 6"/>"# "Opens below."
    Switch r#"<path d="m5 6 3-3 3 3M5 10l3 3 3-3"/>"# "Choose another."
    Lock r#"<rect x="3" y="7" width="10" height="6.75" rx="1"/><path d="M5.25 7V4.75a2.75 2.75 0 0 1 5.5 0V7"/>"# "Private; refused."
    Globe r#"<circle cx="8" cy="8" r="6.25"/><path d="M1.75 8h12.5M8 1.75c1.8 1.75 2.7 3.85 2.7 6.25S9.8 12.5 8 14.25C6.2 12.5 5.3 10.4 5.3 8S6.2 3.5 8 1.75z"/>"# "Public."
    Warning r#"<path d="M8 2.25 14.25 13.5H1.75zM8 6.75v3M8 11.6v.01"/>"# "Look out; an error."
    Clock r#"<circle cx="8" cy="8" r="6.25"/><path d="M8 4.5V8l2.25 1.5"/>"# "Ends."
    Ban r#"<circle cx="8" cy="8" r="6.25"/><path d="m3.75 3.75 8.5 8.5"/>"# "Never; revoke."
    Roll r#"<path d="M13 8a5 5 0 1 1-1.45-3.5L13 6M13.25 2.5V6H9.75"/>"# "Roll a secret."
    Link r#"<path d="m6.25 9.75 3.5-3.5M7 4.75l1.25-1.25a3 3 0 0 1 4.25 4.25L11.25 9M9 11.25 7.75 12.5A3 3 0 0 1 3.5 8.25L4.75 7"/>"# "A link."
    Database r#"<ellipse cx="8" cy="3.75" rx="5.25" ry="2"/><path d="M2.75 3.75v8.5c0 1.1 2.35 2 5.25 2s5.25-.9 5.25-2v-8.5M2.75 8c0 1.1 2.35 2 5.25 2s5.25-.9 5.25-2"/>"# "Stored records."
    Arrow r#"<path d="M2.75 8h10.5M9.25 4l4 4-4 4"/>"# "Moves."
    Play r#"<path d="M4.5 3 12.5 8l-8 5z"/>"# "Deploy."
    Stop r#"<rect x="3.5" y="3.5" width="9" height="9" rx="1"/>"# "Tear down."
    Share r#"<circle cx="4" cy="8" r="1.75"/><circle cx="12" cy="3.75" r="1.75"/><circle cx="12" cy="12.25" r="1.75"/><path d="m5.6 7.2 4.8-2.6M5.6 8.8l4.8 2.6"/>"# "Share."
    SignOut r#"<path d="M9.25 2.5h-6v11h6M6.75 8h7M11.25 5.5l2.5 2.5-2.5 2.5"/>"# "Sign out."
}

impl Glyph {
    /// The icon of a kind of thing.
    #[must_use]
    pub const fn of(kind: ThingKind) -> Self {
        match kind {
            ThingKind::Organization => Self::Users,
            ThingKind::Project => Self::Folder,
            ThingKind::Stream => Self::Stream,
            ThingKind::Pipeline => Self::Pipeline,
            ThingKind::Service => Self::Box,
            ThingKind::Team => Self::Team,
        }
    }
}

/// An icon.
#[component]
pub fn Icon(
    /// Which one.
    glyph: Glyph,
) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" inner_html=glyph.strokes()></svg> }
        .into_any()
}

/// How big the mark is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MarkSize {
    /// 20 px, in the bar.
    #[default]
    Bar,
    /// 40 px, at sign-in.
    Large,
}

/// The mark: two posts, a beam, a gate plate and the water under it.
#[component]
pub fn Mark(
    /// How big.
    #[prop(optional)]
    size: MarkSize,
) -> impl IntoView {
    const STROKES: &str = r#"<path d="M4 2v16.5M16 2v16.5M1.75 4.25h16.5M10 1.5v2.75"/><rect class="plate" x="6.25" y="6.5" width="7.5" height="5.75" rx=".75"/><path class="wave" stroke-width="1.75" d="M5.75 15.5c1.4-1.1 2.8-1.1 4.25 0s2.85 1.1 4.25 0"/>"#;
    let class = match size {
        MarkSize::Bar => "mark",
        MarkSize::Large => "mark large",
    };
    view! { <svg class=class viewBox="0 0 20 20" aria-hidden="true" inner_html=STROKES></svg> }.into_any()
}

/// What a tile stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TileTone {
    /// The kind of thing that a page is about.
    #[default]
    Kind,
    /// Where a list would be.
    Empty,
    /// A refusal.
    Warning,
    /// A thing in a list.
    Quiet,
}

/// An icon in a square: 28 px beside a title, 40 px where it opens an empty list or a refusal.
#[component]
pub fn Tile(
    /// The icon in it.
    glyph: Glyph,
    /// What it stands for.
    #[prop(optional)]
    tone: TileTone,
) -> impl IntoView {
    let class = match tone {
        TileTone::Kind => "tile",
        TileTone::Empty => "tile large empty-tile",
        TileTone::Warning => "tile large warning",
        TileTone::Quiet => "tile quiet",
    };
    view! {
        <span class=class>
            <Icon glyph />
        </span>
    }
    .into_any()
}
