//! Expressions in the Common Expression Language over one variable, `record`.
//!
//! They come from whoever may edit pipelines and run on the server. The crate that evaluates them knows no bounds, so
//! they are rewritten once they are parsed (see [`harden`]): what makes lists, maps or longer texts and every turn of a
//! macro is charged to a [`budget`] of memory and time. Parsing and evaluating need a thread with room ([`roomy`]).

pub(super) mod budget;
mod harden;
pub(super) mod json;
mod names;
mod reason;

use std::sync::{Arc, LazyLock};

use ::cel::common::ast::IdedExpr;
use ::cel::common::value::{CowVal, Val};
use ::cel::{Context, Env, ExecutionError, Value};

pub(super) use reason::{TOO_MUCH, reason};

/// The deepest tree of an expression, macros written out.
const MAX_DEPTH: usize = 250;
/// How much stack parsing and evaluating gets. It is not touched unless it is needed.
const STACK: usize = 256 * 1024 * 1024;
/// The longest message about an expression, in characters.
const LONGEST_MESSAGE: usize = 200;

/// Standard functions and macros, without optional values, and what the rewriting calls.
static ENVIRONMENT: LazyLock<Arc<Env>> = LazyLock::new(|| {
    let mut env = Env::stdlib().with_optional_support(false);
    for declared in [budget::declare(&mut env), names::declare(&mut env)] {
        if let Err(error) = declared {
            tracing::error!(%error, "a function of expressions can’t be declared");
        }
    }
    Arc::new(env)
});

/// An expression that can be evaluated.
#[derive(Debug)]
pub(super) struct Expression {
    tree: IdedExpr,
    /// As it was written.
    pub(super) source: Box<str>,
}

impl Expression {
    /// Understands an expression. To be called on a [`roomy`] thread.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub(super) fn parse(source: &str) -> Result<Self, String> {
        if source.trim().is_empty() {
            return Err("this is empty; leave it out, or write a CEL expression over `record`".into());
        }
        if source.len() > api::pipelines::MAX_EXPRESSION {
            return Err(format!(
                "this is longer than {} bytes; split it into several transforms",
                api::pipelines::MAX_EXPRESSION
            ));
        }
        let tree = ENVIRONMENT.parser().parse(source).map_err(|errors| {
            let first = errors.errors.first();
            let place = first.map_or((0, 0), |error| error.pos);
            let message = first.map_or("it can’t be read", |error| error.msg.as_str());
            let message: String = message.split_whitespace().collect::<Vec<_>>().join(" ");
            let message: String = message.chars().take(LONGEST_MESSAGE).collect();
            format!("this is no CEL expression: {message} (line {}, column {})", place.0, place.1)
        })?;
        names::check(&tree, MAX_DEPTH)?;
        Ok(Self { tree: harden::harden(tree), source: source.into() })
    }

    /// What it comes to.
    pub(super) fn evaluate<'e, 'v>(
        &'e self,
        context: &'e Context<'_, 'v>,
    ) -> Result<CowVal<'e, 'v>, ExecutionError> {
        Value::resolve_val(&self.tree, context)
    }
}

/// What an expression sees: the record.
pub(super) fn context<'p, 'v>(record: Box<dyn Val + 'v>) -> Context<'p, 'v> {
    let mut context = Context::with_env(Arc::clone(&ENVIRONMENT));
    context.add_variable_as_val("record", record);
    context
}

/// Runs `work` on a thread whose stack deep expressions don't fill; `None` if it panics, or if there are no threads.
pub(super) fn roomy<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("transform".into()).stack_size(STACK);
        thread.spawn_scoped(scope, work).ok()?.join().ok()
    })
}
