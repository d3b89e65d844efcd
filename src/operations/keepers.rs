//! Never ownerless: what a change must not leave behind, checked after the write in its transaction.

use access::invariants::{self, Keeper};
use api::{Fault, FaultKind};

use super::Context;

/// Whether a change leaves a thing without anybody who decides about it, where that counts.
pub(super) fn leaves_ownerless(context: &Context, before: &[Keeper], after: &[Keeper]) -> bool {
    context.core.protected && invariants::leaves_ownerless(before, after)
}

/// Checks that a thing keeps somebody enabled who decides about it, unless nobody was taken away.
///
/// # Errors
/// A conflict that names the thing.
pub(super) fn keep(context: &Context, thing: &str, before: &[Keeper], after: &[Keeper]) -> Result<(), Fault> {
    if leaves_ownerless(context, before, after) {
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
pub(super) fn keep_owner(
    context: &Context,
    pipeline: &str,
    before: &[Keeper],
    after: &[Keeper],
) -> Result<(), Fault> {
    if leaves_ownerless(context, before, after) {
        let detail = format!(
            "{pipeline} would be left without an owner who can sign in. Make somebody else owner first, or delete it."
        );
        return Err(Fault::new(FaultKind::Conflict, detail));
    }
    Ok(())
}
