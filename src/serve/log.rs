//! The log, on stderr. Lines are put behind one another in memory, and a thread carries them all there every few
//! milliseconds: no request waits for whoever reads them, unless so much waits already that memory would fill.

mod line;

use std::io::{self, IsTerminal, Write};
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::config::{LogFormat, Settings};
use line::Line;

/// The most bytes that wait.
const MOST: usize = 4 * 1024 * 1024;
/// How long lines are gathered before they are carried.
const GATHERING: Duration = Duration::from_millis(5);
/// How long the last lines may take at the end.
const LAST_LINES: Duration = Duration::from_secs(1);

/// The log while the server runs; what waits is written when it is dropped.
pub(super) struct Log(Lines);

/// Starts it as the settings say. Where something else has started one, such as a test, that one stays.
///
/// # Errors
/// If the system gives no thread.
pub(super) fn start(settings: &Settings) -> io::Result<Log> {
    let lines = Lines::default();
    let (writer, carried) = (lines.clone(), lines.clone());
    thread::Builder::new().name("log".into()).spawn(move || carried.carry())?;
    // The session layer calls every unknown cookie suspicious; the access log says what there is to know.
    let filter = format!("{},tower_sessions=error,tower_sessions_core=error", settings.log);
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let start = fmt().with_env_filter(filter).with_writer(move || writer.clone());
    let _ = match settings.log_format {
        LogFormat::Json => start.json().flatten_event(true).try_init(),
        LogFormat::Text if io::stderr().is_terminal() => start.try_init(),
        LogFormat::Text => start.event_format(Line).try_init(),
    };
    Ok(Log(lines))
}

/// Where lines are put.
#[derive(Clone, Default)]
struct Lines(Arc<Parts>);

#[derive(Default)]
struct Parts {
    waiting: Mutex<Waiting>,
    /// There is something to carry.
    come: Condvar,
    /// What waited is carried.
    gone: Condvar,
}

#[derive(Default)]
struct Waiting {
    text: Vec<u8>,
    /// Whether the thread sleeps until something comes.
    idle: bool,
    /// Whether the thread writes what it took.
    busy: bool,
    /// Whether nobody carries any more.
    broken: bool,
}

impl Lines {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what comes until it can't be written.
    fn carry(&self) {
        let mut taken = Vec::new();
        loop {
            let mut waiting = self.waiting();
            while waiting.text.is_empty() {
                waiting.idle = true;
                waiting = self.0.come.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            }
            drop(waiting);
            thread::sleep(GATHERING);
            let mut waiting = self.waiting();
            mem::swap(&mut waiting.text, &mut taken);
            waiting.busy = true;
            drop(waiting);
            // Not locked: a panic is told there, too.
            let written = io::stderr().write_all(&taken);
            taken.clear();
            let mut waiting = self.waiting();
            waiting.busy = false;
            waiting.broken = written.is_err();
            self.0.gone.notify_all();
            if waiting.broken {
                return;
            }
        }
    }
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut waiting = self.waiting();
        while waiting.text.len() >= MOST && !waiting.broken {
            waiting = self.0.gone.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        if waiting.broken {
            drop(waiting);
            return io::stderr().write(line);
        }
        waiting.text.extend_from_slice(line);
        if mem::take(&mut waiting.idle) {
            self.0.come.notify_one();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let Self(lines) = self;
        let under_way = |waiting: &mut Waiting| (waiting.busy || !waiting.text.is_empty()) && !waiting.broken;
        let _in_time = lines.0.gone.wait_timeout_while(lines.waiting(), LAST_LINES, under_way);
    }
}
