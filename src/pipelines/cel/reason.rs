//! Why an expression failed, in words that name nothing of the record: reasons are for all who may read the pipeline,
//! records for those who may view the source's project. The evaluator's own messages quote values.

use ::cel::ExecutionError;

use super::budget::CHARGE;
use super::names::MATCHES;

/// Why the expression `source` failed.
#[allow(deprecated)] // The evaluator may still give them.
pub(in crate::pipelines) fn reason(error: &ExecutionError, source: &str) -> String {
    match error {
        // A key may be a value of the record, unless it stands in the expression.
        ExecutionError::NoSuchKey(key) if source.contains(key.as_str()) => {
            format!("the record has no “{key}” there")
        }
        ExecutionError::NoSuchKey(_) => "it looks up a key that isn’t there".into(),
        ExecutionError::NoSuchOverload(overload) => {
            let types = overload.argument_types().join(", ");
            format!("{} doesn’t take ({types})", operator(overload.function()))
        }
        ExecutionError::UndeclaredReference(_) => "it calls a function on what doesn’t have it".into(),
        ExecutionError::DivisionByZero(_) | ExecutionError::RemainderByZero(_) => "it divides by zero".into(),
        ExecutionError::Overflow(..) => "a number gets too large".into(),
        ExecutionError::IndexOutOfBounds(_) => "a list has no element at that place".into(),
        ExecutionError::DuplicateKey(_) => "a key stands twice in one object".into(),
        ExecutionError::UnsupportedKeyType(_) => "a value of that type can’t be a key".into(),
        ExecutionError::ValuesNotComparable(..) => "it compares values of types that have no order".into(),
        ExecutionError::UnsupportedBinaryOperator(name, ..) => {
            format!("“{name}” doesn’t take values of these types")
        }
        ExecutionError::UnexpectedType { .. } => "a value has another type than is needed there".into(),
        ExecutionError::UnsupportedIndex(..)
        | ExecutionError::UnsupportedMapIndex(_)
        | ExecutionError::UnsupportedListIndex(_) => "a value of that type can’t be looked into".into(),
        ExecutionError::FunctionError { function, .. } if function == CHARGE => TOO_MUCH.into(),
        ExecutionError::FunctionError { function, .. } if function == "matches" => {
            "matches() got a text that is too long, or a pattern that it doesn’t take".into()
        }
        ExecutionError::FunctionError { function, .. } => {
            format!("{}() can’t use the value that it got", operator(function))
        }
        _ => "a value has another type than is needed there".into(),
    }
}

/// What a record is told that took more than its budget.
pub(in crate::pipelines) const TOO_MUCH: &str = "it takes too much time or memory";

/// `_+_` as people write it.
fn operator(name: &str) -> &str {
    match name {
        MATCHES => "matches",
        "@in" => "in",
        "_[_]" => "[]",
        _ => name.trim_matches('_'),
    }
}
