//! Checks that a text is one acceptable JSON value, and finds where it ends, without building anything from it.
//!
//! Records are kept as they were sent, so a parser that makes numbers of digits won't do: `1e400` and integers of
//! thirty digits are fine here. Beside the grammar of RFC 8259 it refuses what readers disagree about: an object
//! with the same key twice, half a surrogate pair, and nesting deeper than [`MAX_DEPTH`].

mod keys;
mod scalars;

use std::borrow::Cow;

use keys::Keys;

/// The deepest nesting of objects and arrays, the outermost one included.
pub(crate) const MAX_DEPTH: usize = 128;

/// Why a text is not acceptable, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JsonFault {
    /// The byte at which it became clear, from 0.
    pub(crate) at: usize,
    /// What is wrong there.
    pub(crate) why: Cow<'static, str>,
}

type Checked<T> = Result<T, JsonFault>;

/// A place in a text that is being checked.
pub(crate) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The byte that comes next, from 0.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The next byte after white space, left in place.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let rest = self.rest();
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.at += blanks;
        rest.get(blanks).copied()
    }

    /// Takes `byte` if it comes next after white space.
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// Refuses, at this place.
    pub(crate) fn fault<T>(&self, why: impl Into<Cow<'static, str>>) -> Checked<T> {
        Err(JsonFault { at: self.at, why: why.into() })
    }

    /// Checks an object and gives its text.
    pub(crate) fn object(&mut self) -> Checked<&'a str> {
        let found = self.peek();
        let start = self.at;
        match found {
            Some(b'{') => self.value(0)?,
            None => return self.fault("the text ends where a record should be"),
            Some(byte) => {
                let kind = match byte {
                    b'[' => "an array",
                    b'"' => "a string",
                    b'-' | b'0'..=b'9' => "a number",
                    b't' | b'f' => "a boolean",
                    b'n' => "null",
                    _ => "no JSON",
                };
                return self.fault(format!("a record is a JSON object; this is {kind}"));
            }
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn value(&mut self, depth: usize) -> Checked<()> {
        match self.peek() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => {
                self.fault(format!("nested deeper than {MAX_DEPTH} levels"))
            }
            Some(b'{') => self.members(depth + 1),
            Some(b'[') => self.elements(depth + 1),
            Some(b'"') => self.string().map(drop),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            Some(_) => self.fault("no JSON value begins like this"),
            None => self.fault("the text ends where a value should be"),
        }
    }

    fn members(&mut self, depth: usize) -> Checked<()> {
        self.at += 1;
        if self.take(b'}') {
            return Ok(());
        }
        let mut keys = Keys::default();
        loop {
            if self.peek() != Some(b'"') {
                return self.fault("a key in double quotes is needed here");
            }
            let start = self.at;
            let key = self.string()?;
            if let Some(key) = keys.insert(key) {
                let shown: String = key.chars().take(60).collect();
                let why = format!("the key “{}” stands twice in one object", shown.escape_debug());
                return Err(JsonFault { at: start, why: why.into() });
            }
            if !self.take(b':') {
                return self.fault("a colon is needed after the key");
            }
            self.value(depth)?;
            if self.take(b'}') {
                return Ok(());
            }
            if !self.take(b',') {
                return self.fault("a comma or “}” is needed here");
            }
        }
    }

    fn elements(&mut self, depth: usize) -> Checked<()> {
        self.at += 1;
        if self.take(b']') {
            return Ok(());
        }
        loop {
            self.value(depth)?;
            if self.take(b']') {
                return Ok(());
            }
            if !self.take(b',') {
                return self.fault("a comma or “]” is needed here");
            }
        }
    }
}
