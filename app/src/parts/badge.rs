//! Badges: kinds, sources and states in a word. The hue only repeats what the word says.

use super::{Glyph, Icon};
use access::SecretKind;
use leptos::prelude::*;

/// What a badge says about its word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// A kind or a source.
    #[default]
    Neutral,
    /// A kind without weight: public, private, implied.
    Outline,
    /// You, new, the most powerful.
    Accent,
    /// Active, allowed.
    Success,
    /// Ending soon, rolled.
    Warning,
    /// Revoked, crashed.
    Danger,
}

impl Tone {
    /// The class of this tone.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Outline => "outline",
            Self::Accent => "accent",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }
}

/// A badge.
#[component]
pub fn Badge(
    /// What it says about its word.
    #[prop(optional)]
    tone: Tone,
    /// An icon before the word.
    #[prop(optional_no_strip, into)]
    glyph: Option<Glyph>,
    /// The word.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <span class=format!(
            "badge {}",
            tone.class(),
        )>{glyph.map(|glyph| view! { <Icon glyph /> })} {text}</span>
    }
    .into_any()
}

/// A count beside a word.
#[component]
pub fn Count(
    /// How many.
    of: u64,
) -> impl IntoView {
    view! { <span class="count">{of}</span> }.into_any()
}

/// The kind of a secret.
#[component]
pub fn SecretKindBadge(
    /// Which kind.
    kind: SecretKind,
) -> impl IntoView {
    let (tone, glyph, text) = match kind {
        SecretKind::Full => (Tone::Accent, None, "Full (CLI)"),
        SecretKind::PrivateRead => (Tone::Neutral, None, "Private read"),
        SecretKind::PublicRead => (Tone::Outline, Some(Glyph::Globe), "Public read"),
        SecretKind::Service => (Tone::Neutral, Some(Glyph::Box), "Service"),
    };
    view! { <Badge tone glyph text /> }.into_any()
}

/// Whether a project, and so its streams, is public.
#[component]
pub fn VisibilityBadge(
    /// Public or private.
    public: bool,
    /// What is: "project"; empty where it stands beside the thing itself.
    #[prop(optional, into)]
    of: String,
) -> impl IntoView {
    let (glyph, word) = if public { (Glyph::Globe, "public") } else { (Glyph::Lock, "private") };
    view! { <Badge tone=Tone::Outline glyph text=format!("{word} {of}").trim_end().to_owned() /> }.into_any()
}
