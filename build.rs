//! Lets a build notice new migrations, and a release build a new site; debug builds read the site from disk.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=migrations");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=target/site/manifest.json");
    }
}
