//! Reads the body of an append: one JSON object a line, or a JSON array of objects. All or nothing: the first
//! record that isn't acceptable refuses the body, and the fault says which line it is.

use api::{Fault, FaultKind};

use super::json::{JsonFault, Scanner};

/// The most bytes of one append.
pub(crate) const MAX_BODY: usize = 10_000_000;
/// The most bytes of one record, as sent.
pub(crate) const MAX_RECORD: usize = 1_000_000;

/// How records stand in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// One object a line; blank lines are skipped, a missing last newline is fine.
    Lines,
    /// One array of objects.
    Array,
}

/// The records of a body in order: each one's text as sent, on one line and of the same length.
///
/// # Errors
/// 422 with `line`: the line, or of an array the element, from 1.
pub(crate) fn read_records(framing: Framing, body: &[u8]) -> Result<Vec<String>, Fault> {
    let body = without_mark(body);
    match framing {
        Framing::Lines => {
            let lines = (1..).zip(body.split(|byte| *byte == b'\n'));
            lines.filter_map(|(line, bytes)| Reading::new(framing, line, bytes).line().transpose()).collect()
        }
        Framing::Array => Reading::new(framing, 1, body).array(),
    }
}

/// A body without the byte order mark which some editors put first; RFC 8259 lets a reader ignore it.
fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// The refusal of a body whose record at `index`, from 0, doesn't fit the stream's schema, for `why`.
pub(crate) fn misfit(framing: Framing, body: &[u8], index: usize, why: &str) -> Fault {
    let body = without_mark(body);
    let line = match framing {
        Framing::Lines => {
            let lines = (1..).zip(body.split(|byte| *byte == b'\n'));
            let mut filled = lines.filter(|(_, bytes)| !bytes.iter().all(u8::is_ascii_whitespace));
            filled.nth(index).map_or(1, |(line, _)| line)
        }
        Framing::Array => index as u64 + 1,
    };
    let place = match framing {
        Framing::Lines => format!("line {line}"),
        Framing::Array => format!("record {line}"),
    };
    let detail = format!("{place} doesn’t fit the stream’s schema: {why}. Nothing was written.");
    Fault { line: Some(line), ..Fault::new(FaultKind::Invalid, detail) }
}

/// One line, or one array, being read.
struct Reading<'a> {
    framing: Framing,
    /// The line, or the array's element.
    line: u64,
    /// As far as it is UTF-8.
    scanner: Scanner<'a>,
    /// Where it stops being UTF-8, if it does.
    broken_at: Option<usize>,
}

impl<'a> Reading<'a> {
    fn new(framing: Framing, line: u64, bytes: &'a [u8]) -> Self {
        let valid = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        let broken_at = (valid.len() < bytes.len()).then_some(valid.len());
        Self { framing, line, scanner: Scanner::new(valid), broken_at }
    }

    fn line(mut self) -> Result<Option<String>, Fault> {
        if self.scanner.peek().is_none() && self.broken_at.is_none() {
            return Ok(None);
        }
        let record = self.record()?;
        self.end("a second value on the line; each record has a line of its own")?;
        Ok(Some(record))
    }

    fn array(mut self) -> Result<Vec<String>, Fault> {
        let mut records = Vec::new();
        if !self.scanner.take(b'[') {
            return self.refuse(
                "application/json is an array of records; for one record a line, send application/x-ndjson",
            );
        }
        if !self.scanner.take(b']') {
            loop {
                records.push(self.record()?);
                if self.scanner.take(b']') {
                    break;
                }
                if !self.scanner.take(b',') {
                    return self.refuse("a comma or “]” is needed after a record");
                }
                self.line += 1;
            }
        }
        self.end("something follows the array")?;
        Ok(records)
    }

    fn record(&mut self) -> Result<String, Fault> {
        let text = self.scanner.object().map_err(|fault| self.fault(&fault))?;
        if text.len() > MAX_RECORD {
            return self.refuse(format!("a record has at most {MAX_RECORD} bytes; this has {}", text.len()));
        }
        // Between tokens only, since strings hold no line breaks; the length stays as it is counted.
        Ok(text.replace(['\n', '\r'], " "))
    }

    fn end(&mut self, otherwise: &'static str) -> Result<(), Fault> {
        match self.scanner.peek() {
            None if self.broken_at.is_none() => Ok(()),
            _ => self.refuse(otherwise),
        }
    }

    fn refuse<T>(&self, why: impl Into<std::borrow::Cow<'static, str>>) -> Result<T, Fault> {
        Err(self.fault(&JsonFault { at: self.scanner.position(), why: why.into() }))
    }

    fn fault(&self, fault: &JsonFault) -> Fault {
        // Whatever seems to be missing where the text stops being UTF-8, that is what is wrong.
        let (at, why) = match self.broken_at {
            Some(end) if fault.at >= end => (end, "not UTF-8"),
            _ => (fault.at, &*fault.why),
        };
        let place = match self.framing {
            Framing::Lines => format!("line {}, byte {}", self.line, at + 1),
            Framing::Array => format!("record {}, byte {} of the body", self.line, at + 1),
        };
        let detail = format!("{place}: {why}. Nothing was written.");
        Fault { line: Some(self.line), ..Fault::new(FaultKind::Invalid, detail) }
    }
}

#[cfg(test)]
mod tests;
