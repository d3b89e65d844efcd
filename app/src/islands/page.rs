//! The page around an island: what an island may do to it.

use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::prelude::JsValue;

use crate::forms::Fields;
use crate::parts::Preview;

/// Moves focus to the first element that `selector` finds, after what was just set has been drawn.
pub(super) fn focus_first(selector: &'static str) {
    request_animation_frame(move || {
        let found = document().query_selector(selector).ok().flatten();
        if let Some(element) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
            // An element that can't take focus leaves it where it is.
            let _unfocusable = element.focus();
        }
    });
}

/// Whether the element of this id has the focus.
pub(super) fn is_focused(id: &str) -> bool {
    document().active_element().is_some_and(|element| element.id() == id)
}

/// Scrolls the list that holds the element of this id until it is seen whole, and nothing around the list.
pub(super) fn show_in_list(id: String) {
    request_animation_frame(move || {
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

/// The fields of a form in their order, as the browser would post them.
pub(super) fn fields_of(form: &web_sys::HtmlFormElement) -> Fields {
    let elements = form.elements();
    let all = (0..elements.length()).filter_map(|index| field_of(&elements.item(index)?));
    all.collect()
}

fn field_of(element: &web_sys::Element) -> Option<(String, String)> {
    let (name, value) = if let Some(input) = element.dyn_ref::<web_sys::HtmlInputElement>() {
        let ticked = !matches!(input.type_().as_str(), "radio" | "checkbox") || input.checked();
        (!input.disabled() && ticked).then(|| (input.name(), input.value()))?
    } else {
        let select = element.dyn_ref::<web_sys::HtmlSelectElement>()?;
        (!select.disabled()).then(|| (select.name(), select.value()))?
    };
    (!name.is_empty()).then_some((name, value))
}

/// The form that an island's place stands in.
pub(super) fn form_around(place: NodeRef<Div>) -> Option<web_sys::HtmlFormElement> {
    let form = place.get_untracked()?.closest("form").ok().flatten()?;
    form.dyn_into().ok()
}

/// Lets `read` see the form around a place: once when the island has come to life, and at every input. Gives whether it has.
pub(super) fn follow_form(
    place: NodeRef<Div>,
    read: impl Fn(&web_sys::HtmlFormElement) + Copy + 'static,
) -> ReadSignal<bool> {
    let (live, set_live) = signal(false);
    let follow = move || {
        if let Some(form) = form_around(place) {
            read(&form);
        }
    };
    Effect::new(move |_| {
        set_live.set(true);
        follow();
        let listening = window_event_listener(leptos::ev::input, move |_| follow());
        on_cleanup(move || listening.remove());
    });
    live
}

/// The panel of what the form around a place would change, and the field that says on save what was seen: once the island
/// has come to life, or where the form is shown again with what it would do.
pub(super) fn preview_panel(
    place: NodeRef<Div>,
    (live, confirming): (ReadSignal<bool>, bool),
    mark: impl Fn() -> Option<String> + Send + 'static,
    body: impl Fn() -> AnyView + Send + 'static,
) -> impl IntoView {
    let seen = move || {
        let mark = mark()?;
        (live.get() || confirming).then(|| view! { <input type="hidden" name="seen" value=mark /> })
    };
    view! {
        <div node_ref=place class="live-preview">
            {seen}
            <Preview title="What this changes" live=live>
                <div aria-live="polite">{body}</div>
            </Preview>
        </div>
    }
}

/// Draws in a form's tick cards what its other ticks imply.
pub(super) fn show_implied(form: &web_sys::HtmlFormElement) {
    let badge = form.query_selector("[data-implied-by]").ok().flatten();
    let Some(badge) = badge.and_then(|badge| badge.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
    let ticked = |name: &&str| {
        let found = form.query_selector(&format!("[type=checkbox][name={name}]:checked"));
        found.is_ok_and(|found| found.is_some())
    };
    let card = badge.closest(".card").ok().flatten();
    let tick = card.and_then(|card| card.query_selector("input").ok().flatten());
    let Some(tick) = tick.and_then(|tick| tick.dyn_into::<web_sys::HtmlInputElement>().ok()) else { return };
    let others = badge.get_attribute("data-implied-by").unwrap_or_default();
    let by = others.split(' ').find(ticked).filter(|_| !tick.checked());
    badge.set_hidden(by.is_none());
    if let Some(by) = by {
        badge.set_text_content(Some(&format!("implied by {by}")));
    }
    // What can't be drawn stays as it was; the badge says it all the same.
    let _undrawn = tick.class_list().toggle_with_force("implied", by.is_some());
}

/// Says that a form was changed by an island, as typing would.
pub(super) fn tell_form(element: &web_sys::Element) {
    let how = web_sys::EventInit::new();
    how.set_bubbles(true);
    if let Ok(event) = web_sys::Event::new_with_event_init_dict("input", &how) {
        // Whoever doesn't hear it draws what stood there before.
        let _unheard = element.dispatch_event(&event);
    }
}

/// Whether nobody would notice that a part of the page is drawn anew: the page is looked at, and focus is elsewhere.
pub(super) fn may_redraw(id: &str) -> bool {
    let part = document().get_element_by_id(id);
    let focused = document().active_element();
    !document().hidden() && part.is_some_and(|part| !part.contains(focused.as_deref()))
}
