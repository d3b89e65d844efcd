//! A line of the log as text: as the framework writes it without colours, in less than half the time. Every request has
//! a line.

use std::cell::Cell;
use std::fmt::{self, Debug, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use access::Time;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Writes such lines.
pub(super) struct Line;

/// What a thread has of its last line.
#[derive(Default)]
struct Last {
    /// Where lines are put together.
    line: String,
    second: u64,
    /// That second in writing: `2026-01-31T12:00:00`.
    date: String,
}

thread_local! {
    static LAST: Cell<Last> = Cell::default();
}

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    N: for<'w> FormatFields<'w> + 'static,
{
    fn format_event(
        &self,
        _context: &FmtContext<'_, S, N>,
        mut out: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        // Taken, not borrowed: what writes a field of this line may write one of its own.
        let Last { mut line, mut second, mut date } = LAST.take();
        if second != since.as_secs() || date.is_empty() {
            second = since.as_secs();
            let whole = Time(i64::try_from(second).unwrap_or_default().saturating_mul(1000));
            date = api::time::to_rfc3339(whole);
            date.truncate("2026-01-31T12:00:00".len());
        }
        line.clear();
        line.push_str(&date);
        line.push('.');
        digits(&mut line, since.subsec_micros().into(), 6);
        line.push_str(match *event.metadata().level() {
            Level::ERROR => "Z ERROR ",
            Level::WARN => "Z  WARN ",
            Level::INFO => "Z  INFO ",
            Level::DEBUG => "Z DEBUG ",
            Level::TRACE => "Z TRACE ",
        });
        line.push_str(event.metadata().target());
        line.push(':');
        event.record(&mut Fields(&mut line));
        line.push('\n');
        let written = out.write_str(&line);
        LAST.set(Last { line, second, date });
        written
    }
}

/// A number in at least so many digits.
fn digits(line: &mut String, mut number: u64, least: usize) {
    let mut text = [b'0'; 20];
    let mut begin = text.len();
    for digit in text.iter_mut().rev() {
        *digit += (number % 10) as u8;
        number /= 10;
        begin -= 1;
        if number == 0 {
            break;
        }
    }
    let begin = begin.min(text.len() - least);
    line.push_str(text.get(begin..).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default());
}

/// Whether a text stands in a line as it is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Writes no control character as it is: whatever stands in a field, it neither begins another line nor moves a cursor.
struct Plain<'l>(&'l mut String);

impl Write for Plain<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let Self(line) = self;
        if is_plain(text) {
            line.push_str(text);
            return Ok(());
        }
        for c in text.chars() {
            if c.is_control() { line.extend(c.escape_default()) } else { line.push(c) }
        }
        Ok(())
    }
}

/// Writes fields behind one another. Nothing that is written into memory fails.
struct Fields<'l>(&'l mut String);

impl Fields<'_> {
    /// The line, for the value of this field.
    fn begin(&mut self, field: &Field) -> &mut String {
        let Self(line) = self;
        line.push(' ');
        if field.name() != "message" {
            line.push_str(field.name());
            line.push('=');
        }
        line
    }
}

impl Visit for Fields<'_> {
    fn record_u64(&mut self, field: &Field, value: u64) {
        digits(self.begin(field), value, 1);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let line = self.begin(field);
        if field.name() == "message" {
            let _ = Plain(line).write_str(value);
        } else if is_plain(value) && !value.contains(['"', '\\']) {
            line.push('"');
            line.push_str(value);
            line.push('"');
        } else {
            let _ = write!(Plain(line), "{value:?}");
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(Plain(self.begin(field)), "{value:?}");
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn tell() {
        let broken = io::Error::other("it broke\nin two");
        tracing::info!(method = "GET", status = 200_u16, actor = %"user:1", debug = ?Some("x"), signed = -1, "told");
        tracing::error!(error = %broken, "“quoted” \u{1b}[31m");
        tracing::warn!(text = "a \"word\" and \u{e9}\n", yes = true, share = 0.5);
        tracing::debug!("nothing else");
    }

    #[test]
    fn a_line_is_as_the_framework_writes_it() {
        let (ours, theirs) = (Lines::default(), Lines::default());
        let level = tracing::Level::TRACE;
        let writer = ours.clone();
        let log = tracing_subscriber::fmt().with_max_level(level).with_writer(move || writer.clone());
        tracing::subscriber::with_default(log.event_format(Line).finish(), tell);
        let writer = theirs.clone();
        let log = tracing_subscriber::fmt().with_max_level(level).with_writer(move || writer.clone());
        tracing::subscriber::with_default(log.with_ansi(false).finish(), tell);
        let text = |lines: &Lines| String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let (ours, theirs) = (text(&ours), text(&theirs));
        let untimed = |text: &str| -> Vec<String> {
            // What follows a break in a line of theirs has no time.
            text.lines().filter_map(|line| Some(line.split_once('Z')?.1.to_owned())).collect()
        };
        let (untimed_ours, untimed_theirs) = (untimed(&ours), untimed(&theirs));
        assert_eq!(untimed_ours[0], untimed_theirs[0]);
        assert_eq!(untimed_ours[2..], untimed_theirs[2..]);
        let time = ours.split_once('Z').unwrap().0;
        let same = |place: usize| time.as_bytes()[place] == theirs.as_bytes()[place];
        assert!(time.len() == 26 && [4, 7, 10, 13, 16, 19].into_iter().all(same), "{time}");
        // What breaks a line or colours it doesn't.
        assert_eq!(ours.lines().count(), 4);
        assert!(ours.contains("error=it broke\\nin two") && !ours.contains('\u{1b}'), "{ours}");
    }
}
