//! The page around an island: what an island may do to it.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::JsValue;

/// Moves focus to the first element that `selector` finds, after what was just set has been drawn.
pub(super) fn focus_first(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        let found = document().query_selector(selector).ok().flatten();
        if let Some(element) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
            // An element that can't take focus leaves it where it is.
            let _unfocusable = element.focus();
        }
    });
}

/// Scrolls the list that holds the element of this id until it is seen whole, and nothing around the list.
pub(super) fn show_in_list(id: String) {
    leptos::prelude::request_animation_frame(move || {
        let element = document().get_element_by_id(&id);
        let Some(item) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) else {
            return;
        };
        let Some(list) = item.parent_element() else { return };
        let (top, height, room) = (item.offset_top(), item.offset_height(), list.client_height());
        if top < list.scroll_top() {
            list.set_scroll_top(top);
        } else if top + height > list.scroll_top() + room {
            list.set_scroll_top(top + height - room);
        }
    });
}

/// Fetches the page again, with this query, and puts its part with this id in the place of the one that is shown: a list, after
/// something was added to it. If that fails, the list is as old as it was.
pub(super) async fn reload_part(id: &'static str, query: &str) {
    let _stale = replaced(id, query).await;
}

async fn replaced(id: &str, query: &str) -> Result<(), JsValue> {
    let window = leptos::prelude::window();
    let path = window.location().pathname()? + query;
    let response = wasm_bindgen_futures::JsFuture::from(window.fetch_with_str(&path)).await?;
    let text =
        wasm_bindgen_futures::JsFuture::from(response.dyn_into::<web_sys::Response>()?.text()?).await?;
    let text = text.as_string().unwrap_or_default();
    let page = web_sys::DomParser::new()?.parse_from_string(&text, web_sys::SupportedType::TextHtml)?;
    if let (Some(fresh), Some(shown)) = (page.get_element_by_id(id), document().get_element_by_id(id)) {
        shown.replace_with_with_node_1(&fresh)?;
    }
    Ok(())
}
