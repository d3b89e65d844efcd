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
    /// Who can read and write it, and how.
    views ViewStreamAccess: Access;
    /// Append records.
    changes WriteRecords: Write;
    /// Name, description, schema, retention.
    changes UpdateStream: Change;
    /// Delete it with its records and grants.
    changes DeleteStream: Change;
}
