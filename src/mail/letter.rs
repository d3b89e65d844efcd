//! A letter: what it says, once, as plain text and as HTML.

use api::fields::Token;
use uuid::Uuid;

/// One letter to one person. Everything in it is one line: a line break or another control character in a name or a note
/// turns into a blank, so that nothing that somebody typed can begin a header or a paragraph of its own.
#[derive(Clone)]
pub struct Letter {
    /// What kind of letter, for the log.
    pub(super) kind: &'static str,
    /// The address.
    pub(super) to: String,
    /// The subject.
    pub(super) subject: String,
    /// What it is about: a newer letter about the same makes one that still waits void.
    pub(super) about: Option<String>,
    /// What it is known by, if it is made anew each time it is tried.
    pub(super) id: Option<Uuid>,
    parts: Vec<Part>,
}

#[derive(Clone)]
enum Part {
    Paragraph(String),
    Points(Vec<String>),
    Link(String, Token),
}

impl Letter {
    /// A letter that says nothing yet. `kind` is a word for the log, such as `invite`.
    #[must_use]
    pub fn new(kind: &'static str, to: &str, subject: &str) -> Self {
        Self { kind, to: one_line(to), subject: one_line(subject), about: None, id: None, parts: Vec::new() }
    }

    /// Makes letters about the same that still wait void, when this one is sent.
    #[must_use]
    pub fn replacing(mut self, about: String) -> Self {
        self.about = Some(about);
        self
    }

    /// Makes every letter of this id the same one to whoever receives it.
    #[must_use]
    pub fn identified(mut self, id: Uuid) -> Self {
        self.id = Some(id);
        self
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn paragraph(mut self, text: &str) -> Self {
        self.parts.push(Part::Paragraph(one_line(text)));
        self
    }

    /// Adds a list of points.
    #[must_use]
    pub fn points(mut self, points: &[String]) -> Self {
        self.parts.push(Part::Points(points.iter().map(|point| one_line(point)).collect()));
        self
    }

    /// Adds a link on a line of its own.
    #[must_use]
    pub fn link(mut self, label: &str, href: Token) -> Self {
        self.parts.push(Part::Link(one_line(label), href));
        self
    }

    /// The letter as plain text.
    pub(super) fn text(&self) -> String {
        let part = |part: &Part| match part {
            Part::Paragraph(text) => text.clone(),
            Part::Points(points) => {
                points.iter().map(|point| format!("- {point}")).collect::<Vec<_>>().join("\n")
            }
            Part::Link(label, href) => format!("{label}:\n{}", one_line(href.reveal())),
        };
        self.parts.iter().map(part).collect::<Vec<_>>().join("\n\n") + "\n"
    }

    /// The same as HTML. It loads nothing, so that opening it tells nobody.
    pub(super) fn html(&self) -> String {
        let part = |part: &Part| match part {
            Part::Paragraph(text) => format!("<p>{}</p>\n", escaped(text)),
            Part::Points(points) => {
                let items: String =
                    points.iter().map(|point| format!("<li>{}</li>\n", escaped(point))).collect();
                format!("<ul>\n{items}</ul>\n")
            }
            Part::Link(label, href) => {
                let href = escaped(&one_line(href.reveal()));
                format!("<p><a href=\"{href}\">{}</a><br>\n{href}</p>\n", escaped(label))
            }
        };
        let body: String = self.parts.iter().map(part).collect();
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<body style=\"font-family: sans-serif; line-height: 1.5; \
             max-width: 40em\">\n{body}</body>\n</html>\n"
        )
    }
}

/// The text with a blank for each control character and line separator.
fn one_line(text: &str) -> String {
    let blank = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().map(|c| if blank(c) { ' ' } else { c }).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_typed_stays_in_its_line() {
        let letter =
            Letter::new("test", "dora@example.com\r\nBcc: x@example.com", "Hello\r\nBcc: x@example.com")
                .paragraph("one\n\n- two\u{2028}<b>&\"three")
                .points(&["a\nb".to_owned()])
                .link("Look\n", "https://gate.example.com/\"><script>".to_owned().into());
        assert_eq!(letter.to, "dora@example.com  Bcc: x@example.com");
        assert_eq!(letter.subject, "Hello  Bcc: x@example.com");
        assert_eq!(
            letter.text(),
            "one  - two <b>&\"three\n\n- a b\n\nLook :\nhttps://gate.example.com/\"><script>\n"
        );
        let html = letter.html();
        assert!(html.contains("<p>one  - two &lt;b&gt;&amp;&quot;three</p>"), "{html}");
        assert!(
            !html.contains("<script>") && html.contains("href=\"https://gate.example.com/&quot;&gt;"),
            "{html}"
        );
    }
}
