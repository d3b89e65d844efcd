//! The reasons that flags give, in the same words on organizations and projects.

use crate::ask::Ask;
use crate::{Flags, NearMiss, Path, ResourceRef};

/// One flag, to look it up by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flag {
    View,
    Create,
    Admin,
}

impl Flag {
    const ALL: [Self; 3] = [Self::View, Self::Create, Self::Admin];

    pub(super) const fn of(self, flags: Flags) -> bool {
        match self {
            Self::View => flags.view,
            Self::Create => flags.create,
            Self::Admin => flags.admin,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Create => "create",
            Self::Admin => "admin",
        }
    }
}

/// Notes the ways by which `flag` is held, or what is held instead.
pub(super) fn give(ask: &mut Ask<'_>, stored: Flags, flag: Flag, resource: impl Fn() -> ResourceRef) {
    let Some(credential) = ask.actor().credential().filter(|_| ask.explains()) else { return };
    let usable = flag.of(ask.flags(stored));
    for by in Flag::ALL {
        let held = by.of(stored);
        ask.way(usable && held && by == flag, || Path::Grant {
            resource: resource(),
            flag: by.name().into(),
        });
        ask.way(usable && held && flag == Flag::View && by != flag, || Path::Implied {
            resource: resource(),
            by_flag: by.name().into(),
            flag: flag.name().into(),
        });
        ask.miss(!usable && held && by.of(ask.flags(stored)), || {
            let but = match (by, flag) {
                (Flag::Admin, Flag::Create) => {
                    "admin does not include create; an admin may grant it to themselves".to_owned()
                }
                _ => format!("{} does not include {}", by.name(), flag.name()),
            };
            NearMiss::new(format!("You hold {} on {}", by.name(), resource()), but)
        });
    }
    // A public read secret doesn't even tell what its owner holds.
    ask.miss(!usable && flag.of(stored.effective()) && ask.sees_own(), || {
        NearMiss::new(
            format!("You hold {} on {}", flag.name(), resource()),
            format!("your {} leaves it out", credential.words()),
        )
    });
}
