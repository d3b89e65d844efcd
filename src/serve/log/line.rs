//! A line of the log as text: as the framework writes it without colours, in less than half the time. Every request has
//! a line.

use std::cell::RefCell;
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
        date(since.as_secs(), |date| out.write_str(date))?;
        digits(&mut out, '.', since.subsec_micros())?;
        let level = match *event.metadata().level() {
            Level::ERROR => "Z ERROR ",
            Level::WARN => "Z  WARN ",
            Level::INFO => "Z  INFO ",
            Level::DEBUG => "Z DEBUG ",
            Level::TRACE => "Z TRACE ",
        };
        out.write_str(level)?;
        out.write_str(event.metadata().target())?;
        out.write_char(':')?;
        let mut fields = Fields { out: Plain(&mut out), written: Ok(()) };
        event.record(&mut fields);
        fields.written?;
        out.write_char('\n')
    }
}

/// `2026-01-31T12:00:00`, worked out once a second.
fn date<T>(seconds: u64, write: impl FnOnce(&str) -> T) -> T {
    thread_local!(static LAST: RefCell<(u64, String)> = RefCell::default());
    LAST.with_borrow_mut(|(last, text)| {
        if *last != seconds || text.is_empty() {
            let whole = Time(i64::try_from(seconds).unwrap_or_default().saturating_mul(1000));
            *text = api::time::to_rfc3339(whole);
            text.truncate("2026-01-31T12:00:00".len());
            *last = seconds;
        }
        write(text)
    })
}

/// A mark and six digits.
fn digits(out: &mut impl Write, mark: char, mut number: u32) -> fmt::Result {
    let mut text = [b'0'; 6];
    for digit in text.iter_mut().rev() {
        *digit += (number % 10) as u8;
        number /= 10;
    }
    out.write_char(mark)?;
    out.write_str(std::str::from_utf8(&text).unwrap_or_default())
}

/// Writes no control character as it is: whatever stands in a field, it neither begins another line nor moves a cursor.
struct Plain<'o>(&'o mut dyn Write);

impl Write for Plain<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if !text.chars().any(char::is_control) {
            return self.0.write_str(text);
        }
        text.chars().try_for_each(|c| {
            if c.is_control() { write!(self.0, "{}", c.escape_default()) } else { self.0.write_char(c) }
        })
    }
}

struct Fields<'o> {
    out: Plain<'o>,
    written: fmt::Result,
}

impl Fields<'_> {
    fn write(&mut self, field: &Field, value: impl FnOnce(&mut Plain<'_>) -> fmt::Result) {
        let Self { out, written } = self;
        let field = || {
            out.0.write_char(' ')?;
            if field.name() != "message" {
                out.0.write_str(field.name())?;
                out.0.write_char('=')?;
            }
            value(out)
        };
        if written.is_ok() {
            *written = field();
        }
    }
}

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.write(field, |out| {
            if field.name() == "message" {
                return out.write_str(value);
            }
            if value.bytes().any(|byte| !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\')) {
                return write!(out, "{value:?}");
            }
            ["\"", value, "\""].into_iter().try_for_each(|part| out.0.write_str(part))
        });
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.write(field, |out| write!(out, "{value:?}"));
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
