//! What can be done to a stream.

use super::actions;
use crate::{StreamFacts, StreamId, StreamPermission};

actions! {
    /// Actions on a stream.
    STREAM: StreamFacts => StreamId, |facts| facts.id, StreamPermission;

    /// Its description and schema.
    views ViewStream: See;
    /// Its records.
    views ReadRecords: Read;
    /// Append records.
    changes WriteRecords: Write;
}
