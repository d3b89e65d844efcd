//! Time, as an argument: the server gives the system's clock, tests give their own.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use access::Time;

/// Tells the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Time + Send + Sync>);

impl Clock {
    /// A clock that calls `now`.
    pub fn new(now: impl Fn() -> Time + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Time(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
        })
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Time {
        (self.0)()
    }
}
