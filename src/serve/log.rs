//! The log, on stderr. Lines are carried there by a thread of their own, many at a time: no request waits for whoever reads
//! them, unless so many wait already that memory would fill, and a busy server doesn't wake the thread for each.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::config::{LogFormat, Settings};

/// The most lines that wait.
const MOST: usize = 16 * 1024;
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
    let (sender, lines) = sync_channel(MOST);
    thread::Builder::new().name("log".into()).spawn(move || carry(&lines))?;
    let lines = Lines(sender);
    let writer = lines.clone();
    // The session layer calls every unknown cookie suspicious; the access log says what there is to know.
    let filter = format!("{},tower_sessions=error,tower_sessions_core=error", settings.log);
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let start = fmt().with_env_filter(filter).with_writer(move || writer.clone());
    let _ = match settings.log_format {
        LogFormat::Json => start.json().flatten_event(true).try_init(),
        LogFormat::Text => start.with_ansi(io::stderr().is_terminal()).try_init(),
    };
    Ok(Log(lines))
}

/// Where lines are put.
#[derive(Clone)]
struct Lines(SyncSender<Parcel>);

enum Parcel {
    Line(Vec<u8>),
    /// All lines before it are written: says so.
    Written(SyncSender<()>),
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match self.0.send(Parcel::Line(line.to_vec())) {
            Ok(()) => Ok(line.len()),
            // The thread is gone only if it couldn't write.
            Err(_) => io::stderr().write(line),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let (sender, written) = sync_channel(1);
        let Self(Lines(lines)) = self;
        if lines.send(Parcel::Written(sender)).is_ok() {
            let _in_time = written.recv_timeout(LAST_LINES);
        }
    }
}

/// Writes what comes, many lines at once if many wait.
fn carry(parcels: &Receiver<Parcel>) {
    // Not locked: a panic is told there, too.
    let mut out = BufWriter::with_capacity(64 * 1024, io::stderr());
    while let Ok(first) = parcels.recv() {
        if matches!(first, Parcel::Line(_)) {
            thread::sleep(GATHERING);
        }
        for parcel in std::iter::once(first).chain(parcels.try_iter()) {
            match parcel {
                Parcel::Line(line) if out.write_all(&line).is_ok() => {}
                Parcel::Line(_) => return,
                Parcel::Written(sender) => {
                    let _flushed = out.flush();
                    let _told = sender.send(());
                }
            }
        }
        if out.flush().is_err() {
            return;
        }
    }
}
