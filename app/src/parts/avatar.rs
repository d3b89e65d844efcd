//! Avatars: initials on one of five tints, chosen by a hash of the name and never by meaning.

use leptos::prelude::*;

/// How big an avatar is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// 20 px, within a line.
    Small,
    /// 28 px, in a row.
    #[default]
    Medium,
    /// 40 px, beside a title.
    Large,
}

/// Whose avatar it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarOf {
    /// A person: round.
    #[default]
    Person,
    /// An organization: square.
    Organization,
}

/// The first letters of a name, on its tint.
#[component]
pub fn Avatar(
    /// The name; it stands in words beside the avatar, which is silent.
    #[prop(into)]
    name: String,
    /// How big.
    #[prop(optional)]
    size: AvatarSize,
    /// A person or an organization.
    #[prop(optional)]
    of: AvatarOf,
) -> impl IntoView {
    let size = match size {
        AvatarSize::Small => " small",
        AvatarSize::Medium => "",
        AvatarSize::Large => " large",
    };
    let shape = match of {
        AvatarOf::Person => "",
        AvatarOf::Organization => " square",
    };
    let class = format!("avatar tint-{}{size}{shape}", tint(&name));
    let initials: String = name.chars().filter(char::is_ascii_alphanumeric).take(2).collect();
    view! {
        <span class=class aria-hidden="true">
            {initials}
        </span>
    }
    .into_any()
}

/// FNV-1a over the name, modulo five.
fn tint(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) % 5
}
