//! Draws sample pages to `target/gallery/*.html`, to look at the style without a server: `cargo run -p app --example
//! gallery`, then open them in a browser. Names and numbers are made up.

mod pages;
mod people;
mod secrets;
mod services;
mod things;

use app::backend::{Site, Viewer};
use app::shell::{Crumb, Frame, OrganizationNav, OrganizationSection, Theme, document};
use leptos::prelude::*;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = std::env::args().nth(1).map_or_else(|| root.join("target/gallery"), Into::into);
    std::fs::create_dir_all(&folder)?;
    let css = root.join("style/main.css").display().to_string();
    for theme in [Theme::Light, Theme::Dark] {
        for (name, draw) in pages::ALL {
            let html = Owner::new().with(|| {
                let assets = [css.clone(), String::new(), String::new()];
                provide_context(Site { theme: theme.word().to_owned(), assets, ..Site::default() });
                if *name != "missing"
                    && let (Ok(id), Ok(name)) =
                        ("00000000-0000-7000-8000-000000000000".parse(), "ada".parse())
                {
                    provide_context(Viewer { id, name, confirmed: false });
                }
                let mut frame = frame();
                let content = draw(&mut frame);
                document(frame, content).to_html()
            });
            std::fs::write(folder.join(format!("{name}-{}.html", theme.word())), html)?;
        }
    }
    Ok(())
}

/// The frame that the samples start from.
fn frame() -> Frame {
    Frame {
        title: "Sample".to_owned(),
        organization: Some(OrganizationNav {
            name: "acme".to_owned(),
            sections: vec![OrganizationSection::Projects, OrganizationSection::AuditLog],
            switcher: ["ada", "acme", "northwind"].map(str::to_owned).to_vec(),
        }),
        crumbs: vec![Crumb::here("Sample")],
        ..Frame::default()
    }
}
