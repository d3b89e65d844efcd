//! The steps of a config as rows: a filter, and the fields of the new record.

use leptos::prelude::*;

use super::Editor;
use crate::forms::pipelines::ACT;
use crate::forms::pipelines::draft::Step;
use crate::parts::{Below, Glyph, Icon};

/// All of them, and the button for one more.
pub(super) fn steps(editor: &Editor, here: &str) -> AnyView {
    let rows = editor.draft.steps.iter().enumerate();
    let rows = rows.map(|(index, one)| step(editor, here, index, one)).collect_view();
    let empty = editor.draft.steps.is_empty().then(|| {
        view! { <p class="hint">"Without a step every record is copied as it is."</p> }
    });
    view! {
        <section class="steps" id="steps" aria-labelledby="steps-title">
            <div class="label-row">
                <h3 id="steps-title">"Steps"</h3>
                <span class="caption">
                    "Expressions are " <a href="https://cel.dev" rel="noreferrer">
                        "CEL"
                    </a> " over " <code>"record"</code>
                </span>
            </div>
            {empty}
            {rows}
            <div class="actions">
                {act(
                    here,
                    "add-step".into(),
                    view! {
                        <Icon glyph=Glyph::Plus />
                        "Add step"
                    }
                        .into_any(),
                    "button small",
                    None,
                )} {try_it(here)}
            </div>
        </section>
    }
    .into_any()
}

/// The button that tries what stands in the form.
pub(super) fn try_it(here: &str) -> AnyView {
    act(here, "try".into(), "Try it on the newest records".into_any(), "button small", None)
}

/// A button that draws the form again, where it stands.
fn act(here: &str, value: String, label: AnyView, class: &'static str, name: Option<String>) -> AnyView {
    let place = if value == "try" { "tried" } else { "steps" };
    view! {
        <button
            type="submit"
            class=class
            name=ACT
            value=value
            formaction=format!("{here}#{place}")
            formnovalidate
            aria-label=name
        >
            {label}
        </button>
    }
    .into_any()
}

fn step(editor: &Editor, here: &str, index: usize, step: &Step) -> AnyView {
    let number = index + 1;
    let place = editor.draft.place(index);
    let id = format!("filter-{place}");
    let below = Below::new(
        &id,
        "True for the records that pass; empty lets all pass.".to_owned(),
        editor.wrong(&format!("transforms[{place}].filter")),
    );
    let fields = step.fields.iter().enumerate().map(|(row, (name, expression))| {
        let error = editor.wrong(&format!("transforms[{place}].fields.{name}"));
        output(here, (index, row), name, expression, error)
    });
    let fields = fields.collect_view();
    let whole = editor
        .wrong(&format!("transforms[{place}].fields"))
        .or_else(|| editor.wrong(&format!("transforms[{place}]")))
        .map(|error| Below::new("step", String::new(), Some(error)).view);
    view! {
        <fieldset class="step" id=format!("step-{place}")>
            <legend>{format!("Step {number}")}</legend>
            <input type="hidden" name="step" value=number.to_string() />
            <div class="field">
                <label for=id.clone()>"Filter"</label>
                <input
                    class="input code"
                    type="text"
                    id=id
                    name="filter"
                    value=step.filter.clone()
                    placeholder="record.total_cents > 0"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=below.invalid
                    aria-describedby=below.id
                />
                {below.view}
            </div>
            <div class="outputs" role="group" aria-label=format!("Fields of step {number}")>
                {step
                    .fields
                    .is_empty()
                    .then(|| {
                        view! { <p class="hint">"Without fields the record passes as it is."</p> }
                    })}
                {fields}
                {whole}
            </div>
            <div class="actions">
                {act(
                    here,
                    format!("add-field {index}"),
                    view! {
                        <Icon glyph=Glyph::Plus />
                        "Add field"
                    }
                        .into_any(),
                    "button small",
                    Some(format!("Add field to step {number}")),
                )}
                {act(
                    here,
                    format!("remove-step {index}"),
                    "Remove step".into_any(),
                    "button small ghost",
                    Some(format!("Remove step {number}")),
                )}
            </div>
        </fieldset>
    }
    .into_any()
}

/// One field of the new record.
fn output(
    here: &str,
    (step, row): (usize, usize),
    name: &str,
    expression: &str,
    error: Option<String>,
) -> AnyView {
    let which = format!("step {}, field {}", step + 1, row + 1);
    let id = format!("field-{step}-{row}");
    let below = Below::new(&id, String::new(), error);
    view! {
        <div class="output">
            <input
                class="input code"
                type="text"
                name="field"
                value=name.to_owned()
                placeholder="total"
                aria-label=format!("Name, {which}")
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
            />
            <input
                class="input code"
                type="text"
                name="expression"
                value=expression.to_owned()
                placeholder="record.total_cents / 100"
                aria-label=format!("Expression, {which}")
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-invalid=below.invalid
                aria-describedby=below.id
            />
            {act(
                here,
                format!("remove-field {step} {row}"),
                view! { <Icon glyph=Glyph::Close /> }.into_any(),
                "icon-button small",
                Some(format!("Remove {which}")),
            )}
            {below.view}
        </div>
    }
    .into_any()
}
