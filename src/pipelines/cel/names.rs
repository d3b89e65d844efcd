//! What an expression may name: `record`, the variables of its macros, types and functions. Others are refused before
//! it is saved, so that a slip of the pen doesn't send every record to the dead letters.

use std::cell::RefCell;

use ::cel::common::ast::{CallExpr, EntryExpr, Expr, IdedExpr, LiteralValue};
use ::cel::common::types::{CelBool, CelString, STRING_TYPE};
use ::cel::common::value::CowVal;
use ::cel::{DeclarationError, Env, ExecutionError};
use regex::{Regex, RegexBuilder};

/// What stands for `matches`, with bounds. No expression can name it.
pub(super) const MATCHES: &str = "@matches";
/// The longest text that is searched by a pattern, in bytes: a pattern takes time by its size times the text's.
const LONGEST_SEARCHED: usize = 100_000;
/// The largest compiled pattern, in bytes.
const LARGEST_PATTERN: usize = 256 * 1024;
/// How many compiled patterns a thread keeps.
const KEPT: usize = 32;

const TYPES: [&str; 10] =
    ["bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"];
const FUNCTIONS: [&str; 13] = [
    "bool",
    "bytes",
    "contains",
    "double",
    "dyn",
    "endsWith",
    "int",
    "matches",
    "size",
    "startsWith",
    "string",
    "type",
    "uint",
];

thread_local! {
    static PATTERNS: RefCell<Vec<(String, Regex)>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn declare(env: &mut Env) -> Result<(), DeclarationError> {
    env.add_overload(MATCHES, "matches_bounded", vec![STRING_TYPE, STRING_TYPE], matches)
}

fn matches<'b, 'v>(args: Vec<CowVal<'b, 'v>>) -> Result<CowVal<'b, 'v>, ExecutionError> {
    let failed = |why: &str| ExecutionError::function_error("matches", why);
    let text = |at: usize| args.get(at).and_then(|arg| arg.downcast_ref::<CelString>()).map(CelString::inner);
    let (Some(text), Some(pattern)) = (text(0), text(1)) else { return Err(failed("")) };
    if text.len() > LONGEST_SEARCHED {
        return Err(failed(""));
    }
    let found = PATTERNS.with_borrow_mut(|kept| {
        if let Some((_, regex)) = kept.iter().find(|(known, _)| known == pattern) {
            return Ok(regex.is_match(text));
        }
        let regex = compile(pattern).map_err(|_| failed(""))?;
        let found = regex.is_match(text);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.push((pattern.to_owned(), regex));
        Ok(found)
    })?;
    Ok(CowVal::owned(CelBool::from(found)))
}

fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(LARGEST_PATTERN).dfa_size_limit(4 * LARGEST_PATTERN).build()
}

/// Checks what an expression names and how deep it is, and the patterns that stand in it.
///
/// # Errors
/// What is wrong, in one line.
pub(super) fn check(tree: &IdedExpr, depth: usize) -> Result<(), String> {
    Walk { bound: Vec::new() }.node(tree, depth)
}

struct Walk<'e> {
    /// Variables of the macros around.
    bound: Vec<&'e str>,
}

impl<'e> Walk<'e> {
    fn node(&mut self, node: &'e IdedExpr, depth: usize) -> Result<(), String> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err("this is nested too deep; split it into several transforms".into());
        };
        match &node.expr {
            Expr::Literal(_) => Ok(()),
            Expr::Ident(name) => self.variable(name),
            Expr::Select(select) => self.node(&select.operand, depth),
            Expr::List(list) => list.elements.iter().try_for_each(|element| self.node(element, depth)),
            Expr::Map(map) => map.entries.iter().try_for_each(|entry| match &entry.expr {
                EntryExpr::MapEntry(pair) => {
                    self.node(&pair.key, depth).and_then(|()| self.node(&pair.value, depth))
                }
                EntryExpr::StructField(_) => Err(message_type("")),
            }),
            Expr::Call(call) => self.call(call, depth),
            Expr::Comprehension(turns) => {
                self.node(&turns.iter_range, depth)?;
                self.node(&turns.accu_init, depth)?;
                let before = self.bound.len();
                self.bound.extend([turns.iter_var.as_str(), turns.accu_var.as_str()]);
                self.bound.extend(turns.iter_var2.as_deref());
                let inner = [&turns.loop_cond, &turns.loop_step, &turns.result];
                let inner = inner.into_iter().try_for_each(|node| self.node(node, depth));
                self.bound.truncate(before);
                inner
            }
            Expr::Struct(made) => Err(message_type(&made.type_name)),
            Expr::Unspecified => Err("this is no CEL expression".into()),
        }
    }

    fn variable(&self, name: &str) -> Result<(), String> {
        let known =
            name == "record" || name == ".record" || self.bound.contains(&name) || TYPES.contains(&name);
        if known {
            Ok(())
        } else {
            Err(format!("there is no “{name}” here; the only variable is `record`"))
        }
    }

    fn call(&mut self, call: &'e CallExpr, depth: usize) -> Result<(), String> {
        let name = call.func_name.as_str();
        // What isn't a name is an operator.
        let named = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if named && !FUNCTIONS.contains(&name) {
            return Err(format!("there is no function “{name}”"));
        }
        if let Some(Expr::Literal(LiteralValue::String(pattern))) = call.args.last().map(|arg| &arg.expr)
            && name == "matches"
            && compile(pattern.inner()).is_err()
        {
            return Err(
                "there is a pattern in matches() that isn’t a regular expression, or is too large".into()
            );
        }
        if let Some(target) = &call.target {
            self.node(target, depth)?;
        }
        call.args.iter().try_for_each(|arg| self.node(arg, depth))
    }
}

fn message_type(name: &str) -> String {
    format!("there is no message type “{name}”; an object is written {{\"name\": value}}")
}
