//! The ways that the page around the field offers: its own acts, and where its sidebar and its menu lead. What its viewer may
//! not do is no link there.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::Goal;
use crate::parts::{Match, MatchLike};

const LINKS: &str = ".title-actions a[href], .empty .actions a[href], #sidebar a[href], #account a[href]";

/// What is said of an act of the page.
const ON_PAGE: &str = "on this page";

/// The words of a link, without what it counts and draws.
fn words_of(link: &web_sys::Element) -> String {
    let nodes = link.child_nodes();
    let texts = (0..nodes.length()).filter_map(|index| nodes.item(index));
    let texts = texts.filter(|node| node.node_type() == web_sys::Node::TEXT_NODE);
    texts.filter_map(|node| node.text_content()).collect::<String>().trim().to_owned()
}

/// Those whose words hold what was typed: acts of the page first, then where its organization leads.
pub(super) fn ways(typed: &str) -> Vec<Goal> {
    let Ok(links) = document().query_selector_all(LINKS) else { return Vec::new() };
    let organization = document().query_selector(".switcher-name").ok().flatten();
    let organization = organization.and_then(|name| name.text_content()).unwrap_or_default();
    let (typed, mut goals) = (typed.to_lowercase(), Vec::<Goal>::new());
    for link in (0..links.length()).filter_map(|index| links.item(index)) {
        let Ok(link) = link.dyn_into::<web_sys::Element>() else { continue };
        let (name, href) = (words_of(&link), link.get_attribute("href").unwrap_or_default());
        let is_new = goals.iter().all(|goal| goal.href != href) && !link.has_attribute("aria-current");
        if name.is_empty() || !is_new || !name.to_lowercase().contains(&typed) {
            continue;
        }
        let within = |selector| link.closest(selector).is_ok_and(|found| found.is_some());
        let second = if within(".title-actions, .empty") {
            ON_PAGE
        } else if within(".organization-sections") {
            &organization
        } else if within("#organizations") {
            "organization"
        } else {
            "page"
        };
        let shown = Match { like: MatchLike::Way, name, second: second.to_owned() };
        goals.push(Goal { shown, href });
    }
    let near = [ON_PAGE, organization.as_str()];
    goals.sort_by_key(|goal| {
        near.iter().position(|second| goal.shown.second == *second).unwrap_or(near.len())
    });
    goals
}
