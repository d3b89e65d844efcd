//! The files of the site: collected, written, compressed, and cleared of what an earlier build left.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Smaller files gain nothing worth a header.
const WORTH_COMPRESSING: usize = 512;

/// A site in the making.
pub(crate) struct Site {
    folder: PathBuf,
    /// Plain name → path in the site.
    manifest: BTreeMap<String, String>,
    contents: BTreeMap<String, Vec<u8>>,
    /// Bytes in brotli, of those files that are compressed.
    brotli: BTreeMap<String, usize>,
}

impl Site {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, manifest: BTreeMap::new(), contents: BTreeMap::new(), brotli: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, name: &str, path: String, content: Vec<u8>) {
        self.contents.insert(path.clone(), content);
        self.manifest.insert(name.to_owned(), path);
    }

    /// Everything in `folder`, under its own names.
    pub(crate) fn add_folder(&mut self, folder: &Path) -> Result<()> {
        for file in files_below(folder)? {
            let content = std::fs::read(folder.join(&file)).with_context(|| format!("cannot read {file}"))?;
            self.add(&file.clone(), file, content);
        }
        Ok(())
    }

    /// Writes all of it, the manifest last, and removes everything else.
    pub(crate) fn write(&mut self) -> Result<()> {
        let mut kept = BTreeSet::from(["manifest.json".to_owned()]);
        for (path, content) in &self.contents {
            write_changed(&self.folder.join(path), content)?;
            kept.insert(path.clone());
            if content.len() < WORTH_COMPRESSING || is_compressed(path) {
                continue;
            }
            for (suffix, compress) in [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)] {
                let sibling = format!("{path}.{suffix}");
                let place = self.folder.join(&sibling);
                // A hashed name is the content's own; other files are few and small.
                if !path.starts_with("pkg/") || !place.exists() {
                    write_changed(&place, &compress(content)?)?;
                }
                if suffix == "br" {
                    let size = std::fs::metadata(&place)?.len();
                    self.brotli.insert(path.clone(), usize::try_from(size)?);
                }
                kept.insert(sibling);
            }
        }
        for file in files_below(&self.folder)? {
            if !kept.contains(&file) {
                std::fs::remove_file(self.folder.join(file))?;
            }
        }
        write_changed(&self.folder.join("manifest.json"), &serde_json::to_vec_pretty(&self.manifest)?)
    }

    /// What a first visit loads.
    pub(crate) fn print_sizes(&self) {
        println!("{:<18}{:>12}{:>12}", "file", "bytes", "in brotli");
        for (name, path) in self.manifest.iter().filter(|(_, path)| path.starts_with("pkg/")) {
            let raw = self.contents.get(path).map_or(0, Vec::len);
            println!("{name:<18}{raw:>12}{:>12}", self.brotli.get(path).copied().unwrap_or(raw));
        }
    }
}

/// An unchanged file keeps its time stamp, so that nothing is built again for it.
fn write_changed(path: &Path, content: &[u8]) -> Result<()> {
    if std::fs::read(path).is_ok_and(|present| present == content) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // Beside its place first: a server that reads from disk never sees half a file.
    let unfinished = path.with_added_extension("unfinished");
    std::fs::write(&unfinished, content)?;
    std::fs::rename(&unfinished, path).with_context(|| format!("cannot write {}", path.display()))
}

/// Paths relative to `folder`, with `/`; empty when there is no such folder.
fn files_below(folder: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(place) = folders.pop() {
        if !place.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&place)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn is_compressed(path: &str) -> bool {
    [".png", ".jpg", ".webp", ".avif", ".woff2"].iter().any(|end| path.ends_with(end))
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*content, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_build_leaves_nothing_of_an_earlier_one() {
        let folder = std::env::temp_dir().join(format!("sluicegate-site-{}", std::process::id()));
        let build = |name: &str| {
            let mut site = Site::new(folder.clone());
            site.add("a.css", format!("pkg/{name}"), "a{b:c}".repeat(200).into_bytes());
            site.add("small.svg", "small.svg".to_owned(), b"<svg/>".to_vec());
            site.write().unwrap();
        };
        build("a.1.css");
        build("a.2.css");
        let files = files_below(&folder).unwrap();
        let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(files, ["manifest.json", "pkg/a.2.css", "pkg/a.2.css.br", "pkg/a.2.css.gz", "small.svg"]);
        assert!(manifest.contains("\"a.css\": \"pkg/a.2.css\""), "{manifest}");
    }
}
