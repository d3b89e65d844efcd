//! What evaluating for one record may cost. The evaluator calls back by a plain function, which has nothing but its
//! arguments, so what is left stands by the thread.

use std::cell::Cell;
use std::time::{Duration, Instant};

use ::cel::common::types::{CelBytes, CelList, CelMap, CelMapKey, CelString, DYN_TYPE};
use ::cel::common::value::{CowVal, Val};
use ::cel::{DeclarationError, Env, ExecutionError};

/// The function that charges its argument and gives it back. No expression can name it.
pub(super) const CHARGE: &str = "@charge";
/// What all values made for one record may take, in bytes, roughly.
const MEMORY: u64 = 64_000_000;
/// How long a record may take. A single step between two looks at the clock is bounded by the record's size and the
/// expression's.
const TIME: Duration = Duration::from_secs(1);
/// What a value takes beside its text, roughly.
const VALUE: u64 = 48;

thread_local! {
    static LEFT: Cell<Option<(u64, Instant)>> = const { Cell::new(None) };
}

pub(super) fn declare(env: &mut Env) -> Result<(), DeclarationError> {
    env.add_overload(CHARGE, "charge", vec![DYN_TYPE], charge)
}

/// Runs `work` with the budget of one record; `None` if that was not enough, whatever came of it: an expression may
/// swallow the error.
pub(in crate::pipelines) fn within<T>(work: impl FnOnce() -> T) -> Option<T> {
    LEFT.set(Some((MEMORY, Instant::now() + TIME)));
    let ended = work();
    LEFT.take().map(|_| ended)
}

fn charge<'b, 'v>(mut args: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let spent = || ExecutionError::function_error(CHARGE, "the budget is spent");
    let value = args.pop().ok_or_else(spent)?;
    let (left, until) = LEFT.get().ok_or_else(spent)?;
    let mut left_after = left;
    if !take(&mut left_after, &*value) || Instant::now() > until {
        LEFT.set(None);
        return Err(spent());
    }
    LEFT.set(Some((left_after, until)));
    Ok(value)
}

/// Takes what a value costs; false once there is not enough.
fn take(left: &mut u64, value: &dyn Val) -> bool {
    let mut text = 0;
    if let Some(string) = value.downcast_ref::<CelString>() {
        text = string.inner().len();
    } else if let Some(bytes) = value.downcast_ref::<CelBytes>() {
        text = bytes.inner().len();
    }
    if !spend(left, text) {
        return false;
    }
    if let Some(list) = value.downcast_ref::<CelList>() {
        return list.inner().iter().all(|item| take(left, &**item));
    }
    if let Some(map) = value.downcast_ref::<CelMap>() {
        let key = |key: &CelMapKey<'_>| match key {
            CelMapKey::String(key) => key.inner().len(),
            _ => 0,
        };
        return map.inner().iter().all(|(name, item)| spend(left, key(name)) && take(left, &**item));
    }
    true
}

fn spend(left: &mut u64, text: usize) -> bool {
    match left.checked_sub(VALUE + text as u64) {
        Some(after) => {
            *left = after;
            true
        }
        None => false,
    }
}
