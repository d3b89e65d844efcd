//! Trying transforms on a stream's newest records. Nothing is kept.

use std::time::Duration;

use access::{Actor, actions, authorize};
use api::names::StreamPath;
use api::pipelines::{Tried, TriedOutcome, TriedRecord, TryTransforms};
use api::{Fault, FaultKind, FieldError};
use tokio::sync::Semaphore;

use crate::operations::{Context, facts, refusals};
use crate::pipelines::{Outcome, Processed, Transforms};
use crate::store::records::{self, RecordRow};

/// On how many records, if that isn't said; and at most.
const RECORDS: (u32, u32) = (5, 20);
/// How long that may take; what isn't done then is left out.
const TIME: Duration = Duration::from_secs(2);
/// How many may try at a time: others wait, deployed pipelines don't.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Checks transforms and tries them on a stream's newest records, which count as read.
///
/// # Errors
/// A fault that says why not; 422 with every field that is wrong.
pub async fn try_transforms(context: &Context, input: TryTransforms) -> Result<Tried, Fault> {
    let count = input.records.unwrap_or(RECORDS.0);
    if !(1..=RECORDS.1).contains(&count) {
        return Err(Fault::field("records", format!("from 1 to {}", RECORDS.1)));
    }
    if matches!(context.actor(), Actor::Anonymous) {
        return Err(Fault::unauthenticated());
    }
    let TryTransforms { organization, project, stream, transforms, .. } = input;
    let path = StreamPath { organization, project, stream };
    let (mut rows, stream) = context
        .reading("TryTransforms", async |tx| {
            let row = facts::stream(tx, context.actor(), &path).await?;
            let proof = authorize::<actions::ReadRecords>(context.actor(), &row.facts)?;
            Ok((records::newest(tx, &proof, None, count).await?, proof.target()))
        })
        .await?;
    let Ok(_turn) = TURNS.acquire().await else { return Err(Fault::internal()) };
    let compiled = blocking(move || Transforms::compile(&transforms)).await?;
    let compiled = compiled.map_err(refused)?;
    let charged = context.core.usage.charge_records(context, stream, &mut rows, 1, context.now).await;
    if let Err(stop) = charged {
        return Err(refusals::fault(context, "TryTransforms", stop).await);
    }
    let bodies: Vec<Option<String>> = rows.iter().map(|row| Some(row.body.clone())).collect();
    let processed = blocking(move || compiled.apply(bodies, |_| true, TIME)).await?;
    let items = rows.into_iter().zip(processed.ok_or_else(Fault::internal)?).map(tried).collect();
    Ok(Tried { items })
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::internal())
}

/// Errors by field, as this input calls them: there is no config around.
fn refused(errors: Vec<FieldError>) -> Fault {
    let named = |error: FieldError| {
        let field = error.field.strip_prefix("config.").unwrap_or(&error.field).to_owned();
        FieldError { field, ..error }
    };
    let errors: Vec<FieldError> = errors.into_iter().map(named).collect();
    let detail =
        errors.first().map_or_else(String::new, |error| format!("{}: {}", error.field, error.message));
    Fault { errors, ..Fault::new(FaultKind::Invalid, detail) }
}

fn tried((row, processed): (RecordRow, Processed)) -> TriedRecord {
    let outcome = match processed.outcome {
        Outcome::Passed(record) => TriedOutcome::Passed { record },
        Outcome::Filtered(transform) => {
            TriedOutcome::Filtered { transform: u32::try_from(transform).unwrap_or(u32::MAX) }
        }
        Outcome::Failed(reason) => TriedOutcome::Failed { reason },
    };
    TriedRecord { seq: row.seq, record: row.body, outcome }
}
