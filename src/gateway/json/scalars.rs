//! Strings, numbers and words of a JSON text.

use std::borrow::Cow;

use super::{Checked, Scanner};

impl<'a> Scanner<'a> {
    /// Checks a string and gives what it says.
    pub(super) fn string(&mut self) -> Checked<Cow<'a, str>> {
        let start = self.at;
        self.at += 1;
        let mut escaped = false;
        loop {
            let plain = self.rest().iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)).count();
            self.at += plain;
            match self.rest() {
                [b'"', ..] => break,
                [b'\\', ..] => {
                    escaped = true;
                    self.escape()?;
                }
                [_, ..] => return self.fault("a control character in a string must be escaped"),
                [] => return self.fault("the text ends inside a string"),
            }
        }
        self.at += 1;
        if escaped {
            let quoted = self.text.get(start..self.at).unwrap_or_default();
            let said = serde_json::from_str(quoted);
            return said.map(Cow::Owned).or_else(|_| self.fault("a string that can’t be read"));
        }
        Ok(Cow::Borrowed(self.text.get(start + 1..self.at - 1).unwrap_or_default()))
    }

    fn escape(&mut self) -> Checked<()> {
        match self.rest() {
            [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => self.at += 2,
            [b'\\', b'u', ..] => {
                let first = self.unit()?;
                let second = if (0xd800..0xdc00).contains(&first) { self.unit().unwrap_or(0) } else { 0 };
                let whole = !(0xd800..0xe000).contains(&first)
                    || ((0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(&second));
                if !whole {
                    return self.fault("half a surrogate pair");
                }
            }
            _ => return self.fault("no such escape in JSON"),
        }
        Ok(())
    }

    /// One `\uXXXX`.
    fn unit(&mut self) -> Checked<u32> {
        let digits = self
            .rest()
            .strip_prefix(b"\\u")
            .and_then(|rest| rest.get(..4))
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let Some(unit) = digits else { return self.fault("“\\u” needs four hexadecimal digits") };
        self.at += 6;
        Ok(unit)
    }

    pub(super) fn number(&mut self) -> Checked<()> {
        self.at += usize::from(self.rest().first() == Some(&b'-'));
        match self.rest() {
            [b'0', b'0'..=b'9', ..] => return self.fault("a number has no leading zeros"),
            _ => self.digits()?,
        }
        if self.rest().first() == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.rest().first(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.rest().first(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Checked<()> {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        if count == 0 { self.fault("a digit is needed here") } else { Ok(()) }
    }

    pub(super) fn word(&mut self, word: &str) -> Checked<()> {
        if !self.rest().starts_with(word.as_bytes()) {
            return self.fault("no JSON value begins like this");
        }
        self.at += word.len();
        Ok(())
    }
}
