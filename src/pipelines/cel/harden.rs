//! Rewrites an expression so that what it makes and how often it turns is charged: elements of lists and maps (which
//! are copies), sums, and every turn of a macro.

use ::cel::common::ast::{
    CallExpr, ComprehensionExpr, EntryExpr, Expr, IdedEntryExpr, IdedExpr, ListExpr, operators,
};

use super::budget::CHARGE;
use super::names::MATCHES;

pub(super) fn harden(node: IdedExpr) -> IdedExpr {
    let IdedExpr { id, expr } = node;
    let expr = match expr {
        Expr::Call(call) => return self::call(id, call),
        Expr::Comprehension(turns) => Expr::Comprehension(Box::new(comprehension(*turns))),
        Expr::List(list) => Expr::List(self::list(list, false)),
        Expr::Map(mut map) => {
            map.entries = map.entries.into_iter().map(entry).collect();
            Expr::Map(map)
        }
        Expr::Select(mut select) => {
            *select.operand = harden(std::mem::take(&mut *select.operand));
            Expr::Select(select)
        }
        other @ (Expr::Ident(_) | Expr::Literal(_) | Expr::Struct(_) | Expr::Unspecified) => other,
    };
    IdedExpr { id, expr }
}

fn call(id: u64, mut call: CallExpr) -> IdedExpr {
    call.args = call.args.into_iter().map(harden).collect();
    call.target = call.target.map(|target| Box::new(harden(*target)));
    if call.func_name == "matches" {
        call.func_name = MATCHES.into();
        if let Some(target) = call.target.take() {
            call.args.insert(0, *target);
        }
    }
    let adds = call.func_name == operators::ADD;
    let node = IdedExpr { id, expr: Expr::Call(call) };
    if adds { charged(node) } else { node }
}

fn list(mut list: ListExpr, always: bool) -> ListExpr {
    list.elements = list.elements.into_iter().map(|element| element_of(element, always)).collect();
    list
}

/// What is a constant costs no more than the expression is long, unless it is made again and again.
fn element_of(element: IdedExpr, always: bool) -> IdedExpr {
    if !always && matches!(element.expr, Expr::Literal(_)) { element } else { charged(harden(element)) }
}

fn entry(mut entry: IdedEntryExpr) -> IdedEntryExpr {
    if let EntryExpr::MapEntry(pair) = &mut entry.expr {
        pair.key = element_of(std::mem::take(&mut pair.key), false);
        pair.value = element_of(std::mem::take(&mut pair.value), false);
    }
    entry
}

/// `map` and `filter` must keep their shape, which the evaluator knows and appends to in place; all others are charged
/// where they ask whether to go on.
fn comprehension(turns: ComprehensionExpr) -> ComprehensionExpr {
    let appends = appends(&turns);
    let step = if appends { appending(turns.loop_step) } else { harden(turns.loop_step) };
    let cond = if appends { turns.loop_cond } else { charged(harden(turns.loop_cond)) };
    ComprehensionExpr {
        iter_range: harden(turns.iter_range),
        accu_init: harden(turns.accu_init),
        loop_cond: cond,
        loop_step: step,
        result: harden(turns.result),
        ..turns
    }
}

fn appends(turns: &ComprehensionExpr) -> bool {
    let is_accu = |node: &IdedExpr| matches!(&node.expr, Expr::Ident(name) if *name == turns.accu_var);
    let adds = |node: &IdedExpr| match &node.expr {
        Expr::Call(CallExpr { func_name, target: None, args }) if func_name == operators::ADD => {
            matches!(args.as_slice(), [to, IdedExpr { expr: Expr::List(_), .. }] if is_accu(to))
        }
        _ => false,
    };
    let step = match &turns.loop_step.expr {
        Expr::Call(CallExpr { func_name, target: None, args }) if func_name == operators::CONDITIONAL => {
            matches!(args.as_slice(), [_, step, otherwise] if adds(step) && is_accu(otherwise))
        }
        _ => adds(&turns.loop_step),
    };
    step && is_accu(&turns.result) && matches!(turns.loop_cond.expr, Expr::Literal(_))
}

/// A step that [`appends`]: its condition and what it appends are charged.
fn appending(step: IdedExpr) -> IdedExpr {
    let IdedExpr { id, expr } = step;
    let expr = match expr {
        Expr::Call(mut call) if call.func_name == operators::CONDITIONAL => {
            let mut args = call.args.into_iter();
            call.args = [args.next().map(harden).map(charged), args.next().map(appending), args.next()]
                .into_iter()
                .flatten()
                .collect();
            Expr::Call(call)
        }
        Expr::Call(mut call) => {
            call.args = call.args.into_iter().map(appending).collect();
            Expr::Call(call)
        }
        Expr::List(list) => Expr::List(self::list(list, true)),
        other => other,
    };
    IdedExpr { id, expr }
}

fn charged(node: IdedExpr) -> IdedExpr {
    let call = CallExpr { func_name: CHARGE.into(), target: None, args: vec![node] };
    IdedExpr { id: 0, expr: Expr::Call(call) }
}
