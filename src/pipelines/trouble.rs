//! Why a pipeline doesn't go on, in words for those who may read it.

use api::FaultKind;
use api::pipelines::PipelineState;

use crate::operations::Stop;
use crate::store::{MayRace, StoreError};

/// Why a pipeline doesn't go on.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It is another node's, or nobody's, or another version runs, or it has come further than this node knows.
    Lost,
    /// Something that may go away by itself.
    Degraded(String),
    /// Somebody has to change something.
    Crashed(String),
    /// The sink's schema is another than the one that the records were checked by.
    OtherSchema,
    /// A quota has no room for all of it.
    NoRoom(String),
    Store(StoreError),
}

impl Trouble {
    /// The state and the reason that are noted, if any is.
    pub(super) fn told(&self) -> Option<(PipelineState, String)> {
        match self {
            Self::Lost | Self::OtherSchema => None,
            Self::Degraded(why) | Self::NoRoom(why) => Some((PipelineState::Degraded, why.clone())),
            Self::Crashed(why) => Some((PipelineState::Crashed, why.clone())),
            Self::Store(StoreError::Unavailable(_) | StoreError::Raced(_)) => {
                Some((PipelineState::Degraded, "The database did not answer. It is tried again.".into()))
            }
            Self::Store(_) => {
                let why = "Something went wrong on the server; its log says what. It is tried again.";
                Some((PipelineState::Degraded, why.into()))
            }
        }
    }
}

impl MayRace for Trouble {
    fn raced(&self) -> bool {
        matches!(self, Self::Store(error) if error.raced())
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Stop> for Trouble {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Store(error) => Self::Store(error),
            Stop::Fault(fault) if fault.kind == FaultKind::OverQuota => Self::NoRoom(fault.detail),
            Stop::Fault(fault) => Self::Degraded(fault.detail),
            Stop::Denied(denial) => Self::Crashed(denial.to_string()),
        }
    }
}
