//! Never ownerless: what a change must not leave behind, checked after the write in its transaction.

use access::invariants::{Keeper, leaves_ownerless};
use api::{Fault, FaultKind};

/// Checks that a thing keeps somebody enabled who decides about it, unless nobody was taken away.
///
/// # Errors
/// A conflict that names the thing.
pub(super) fn keep(thing: &str, before: &[Keeper], after: &[Keeper]) -> Result<(), Fault> {
    if leaves_ownerless(before, after) {
        let detail = format!(
            "{thing} would be left without an admin who can sign in. Make somebody else admin first, or delete it."
        );
        return Err(Fault::new(FaultKind::Conflict, detail));
    }
    Ok(())
}

/// The same for a pipeline and its owners.
///
/// # Errors
/// A conflict that names the pipeline.
pub(super) fn keep_owner(pipeline: &str, before: &[Keeper], after: &[Keeper]) -> Result<(), Fault> {
    if leaves_ownerless(before, after) {
        let detail = format!(
            "{pipeline} would be left without an owner who can sign in. Make somebody else owner first, or delete it."
        );
        return Err(Fault::new(FaultKind::Conflict, detail));
    }
    Ok(())
}
