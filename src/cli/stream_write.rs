//! `sluicegate stream write`: stdin in parts that the server takes, each all or nothing.

use std::io::{BufRead, Read, stdin};

use api::names::StreamPath;
use api::streams::Appended;

use super::client::Client;
use super::connect::Context;
use super::exit::{Exit, Failure};
use super::print::Format;
use super::stream::{RECORDS, fields};

/// The longest body that the server takes, in bytes.
const MAX_PART: usize = 10_000_000;

/// Whole lines, as many as fit.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    bytes: Vec<u8>,
    lines: u64,
}

/// Cuts input into parts of whole lines.
struct Parts<R> {
    input: R,
    /// A line that didn't fit into the part before.
    kept: Vec<u8>,
    max: usize,
}

impl<R: BufRead> Parts<R> {
    /// The next part; empty at the end.
    fn next(&mut self) -> std::io::Result<Part> {
        let mut part = Part { bytes: std::mem::take(&mut self.kept), lines: 0 };
        part.lines = u64::from(!part.bytes.is_empty());
        // Of a line that is longer than a whole part one byte more is read: enough to tell.
        while part.bytes.len() < self.max {
            let before = part.bytes.len();
            let read = (&mut self.input).take(self.max as u64 + 1).read_until(b'\n', &mut part.bytes)?;
            if read == 0 {
                break;
            }
            if part.bytes.len() > self.max && before > 0 {
                self.kept = part.bytes.split_off(before);
                break;
            }
            part.lines += 1;
        }
        Ok(part)
    }
}

pub(crate) fn run(context: &Context, client: &Client, path: &StreamPath) -> Result<(), Failure> {
    let path = fields(path);
    let mut parts = Parts { input: stdin().lock(), kept: Vec::new(), max: MAX_PART };
    let mut lines = 0;
    let mut written: Option<(Appended, String)> = None;
    loop {
        let part = parts.next().map_err(|error| {
            so_far(Failure::new(Exit::Failed, format!("stdin: {error}")), written.as_ref())
        })?;
        // Without any input the stream is still asked: it may be absent, or not for this secret to write.
        if part.bytes.is_empty() && written.is_some() {
            break;
        }
        if part.bytes.len() > MAX_PART {
            let failure = Failure::usage("the line is longer than anything that can be sent");
            return Err(so_far(
                at_line(Failure { line_at_fault: Some(1), ..failure }, lines, 1),
                written.as_ref(),
            ));
        }
        let sent = client.append(RECORDS, &path, &part.bytes).and_then(|text| {
            let appended: Appended = client.read(&text)?;
            Ok((appended, text))
        });
        let (appended, text) =
            sent.map_err(|failure| so_far(at_line(failure, lines, part.lines), written.as_ref()))?;
        lines += part.lines;
        written = Some(match written {
            None => (appended, text),
            Some((before, _)) => {
                let all = Appended {
                    first_seq: before.first_seq,
                    last_seq: appended.last_seq,
                    count: before.count + appended.count,
                };
                (all, serde_json::to_string(&all).unwrap_or_default())
            }
        });
    }
    let Some((appended, text)) = written else { return Ok(()) };
    match context.printer.format {
        Format::Json => context.printer.line(&text),
        Format::Table if appended.count == 0 => context.printer.line("no records written"),
        Format::Table => context.printer.line(&format!(
            "{} records written, from {} to {}",
            appended.count, appended.first_seq, appended.last_seq
        )),
    }
}

/// Says which line of stdin is at fault, or which lines the answer was to be about.
fn at_line(failure: Failure, before: u64, lines: u64) -> Failure {
    match failure.line_at_fault {
        // The server counts from the beginning of what it was sent.
        Some(line) => failure.hint(format!("Line {} of the input is at fault.", before + line)),
        None if failure.exit == Exit::Unreachable && lines > 0 => failure.hint(format!(
            "Lines {} to {} may or may not have been written.",
            before + 1,
            before + lines
        )),
        None => failure,
    }
}

/// Says what was written before.
fn so_far(failure: Failure, written: Option<&(Appended, String)>) -> Failure {
    // The server says so of what it was sent, which may be a part.
    let failure = failure.without("Nothing was written.");
    match written {
        None if failure.exit == Exit::Unreachable => failure,
        None => failure.hint("Nothing was written."),
        Some((all, _)) => {
            failure.hint(format!("{} records before that were written, up to {}.", all.count, all.last_seq))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, max: usize) -> Vec<(String, u64)> {
        let mut parts = Parts { input: text.as_bytes(), kept: Vec::new(), max };
        std::iter::from_fn(|| Some(parts.next().unwrap()).filter(|part| !part.bytes.is_empty()))
            .map(|part| (String::from_utf8(part.bytes).unwrap(), part.lines))
            .collect()
    }

    #[test]
    fn parts_hold_whole_lines_and_nothing_is_lost() {
        let part = |text: &str, lines| (text.to_owned(), lines);
        assert_eq!(parts("", 9), []);
        assert_eq!(parts("a\nbb\n\nccc", 99), [part("a\nbb\n\nccc", 4)]);
        assert_eq!(parts("a\nbb\nccc\nd", 5), [part("a\nbb\n", 2), part("ccc\nd", 2)]);
        assert_eq!(parts("aaaa\nbbbb\n", 5), [part("aaaa\n", 1), part("bbbb\n", 1)]);
        for max in 3..20 {
            let text = "{}\n\n{}\n{}\n\n{}";
            let cut = parts(text, max);
            assert_eq!(cut.iter().map(|(text, _)| text.as_str()).collect::<String>(), text);
            assert_eq!(cut.iter().map(|(_, lines)| lines).sum::<u64>(), 6);
            assert!(cut.iter().all(|(text, _)| text.len() <= max));
        }
    }

    #[test]
    fn a_line_that_fits_nowhere_is_told_by_its_length() {
        assert_eq!(parts("aaaaaaaaa\nb", 3).first().unwrap().0.len(), 4);
    }
}
