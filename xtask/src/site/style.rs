//! One style sheet out of many: `@import "x.css" layer(name);` lines are replaced by what they name, and comments and
//! needless white space go. The sources are CSS that browsers take as it is; nothing is translated.

use std::path::Path;

use anyhow::{Context, Result, bail};

/// The style sheet at `path` with its imports put in, minified.
pub(crate) fn bundle(path: &Path) -> Result<String> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = minify(&text);
    let mut rest = text.as_str();
    let mut bundled = String::with_capacity(text.len());
    // Imports stand first; only `@layer a,b;` may come between.
    loop {
        if let Some(import) = rest.strip_prefix("@import") {
            let (import, after) = import
                .split_once(';')
                .with_context(|| format!("an @import in {} does not end", path.display()))?;
            bundled.push_str(&inline(import.trim(), path)?);
            rest = after;
        } else if rest.starts_with("@layer")
            && let Some((order, after)) = rest.split_once(';')
            && !order.contains('{')
        {
            bundled.push_str(order);
            bundled.push(';');
            rest = after;
        } else {
            bundled.push_str(rest);
            return Ok(bundled);
        }
    }
}

/// What `"file.css"` or `"file.css" layer(name)` brings in.
fn inline(import: &str, from: &Path) -> Result<String> {
    let parts = import.strip_prefix('"').and_then(|import| import.split_once('"'));
    let Some((file, condition)) = parts else {
        bail!("@import {import} in {}: write it as \"file.css\"", from.display());
    };
    let content = bundle(&from.with_file_name(file))?;
    let condition = condition.trim();
    if condition.is_empty() {
        return Ok(content);
    }
    match condition.strip_prefix("layer(").and_then(|layer| layer.strip_suffix(')')) {
        Some(layer) => Ok(format!("@layer {layer}{{{content}}}")),
        None => bail!("@import {import} in {}: only layer(name) may follow the file", from.display()),
    }
}

/// Drops comments, and white space where it never means anything. Strings stay as they are.
fn minify(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'*') => {
                chars.next();
                let mut last = ' ';
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
                space(&mut out);
            }
            '"' | '\'' => {
                out.push(c);
                while let Some(inner) = chars.next() {
                    out.push(inner);
                    if inner == '\\' {
                        out.extend(chars.next());
                    } else if inner == c {
                        break;
                    }
                }
            }
            c if c.is_ascii_whitespace() => space(&mut out),
            '{' | '}' | ';' | ',' => {
                let end = out.trim_end_matches(if c == '}' { [' ', ';'] } else { [' ', ' '] }).len();
                out.truncate(end);
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', '{', '}', ';', ',']) {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::{bundle, minify};

    #[test]
    fn keeps_what_means_something() {
        let text = "/* head */\na :hover > b,\n c::after {\n  content: \"  /* kept; */  \\\" \";\n  margin: 0 auto ;\n}\n";
        assert_eq!(minify(text), "a :hover > b,c::after{content: \"  /* kept; */  \\\" \";margin: 0 auto}");
    }

    #[test]
    fn puts_imports_into_their_layers() {
        let folder = std::env::temp_dir().join(format!("sluicegate-style-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("a.css"), "a { b: c; }").unwrap();
        std::fs::write(
            folder.join("main.css"),
            "@layer x, y;\n@import \"a.css\" layer(x);\n@layer y { d { e: f } }",
        )
        .unwrap();
        let bundled = bundle(&folder.join("main.css"));
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(bundled.unwrap(), "@layer x,y;@layer x{a{b: c}}@layer y{d{e: f}}");
    }
}
