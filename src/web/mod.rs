//! What a browser meets: pages, static files, guards.

pub mod assets;
