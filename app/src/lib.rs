//! The console: pages rendered on the server, islands that live in the browser, and the forms and server
//! functions behind them. It knows the rules (`access`) and the table of operations (`api`), and nothing of
//! SQL, HTTP or hashing: those stand behind [`backend::Backend`].

pub mod backend;
pub mod calls;
pub mod forms;
pub mod islands;
pub mod pages;
pub mod parts;
pub mod shell;

/// Brings the islands of the page to life; the page's module script calls it.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
