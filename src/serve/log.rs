//! The log, on stderr.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::config::{LogFormat, Settings};

/// Starts it as the settings say. Where something else has started one, such as a test, that one stays.
pub(super) fn start(settings: &Settings) {
    // The session layer calls every unknown cookie suspicious; the access log says what there is to know.
    let filter = format!("{},tower_sessions=error,tower_sessions_core=error", settings.log);
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let start = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = match settings.log_format {
        LogFormat::Json => start.json().flatten_event(true).try_init(),
        LogFormat::Text => start.with_ansi(std::io::stderr().is_terminal()).try_init(),
    };
}
