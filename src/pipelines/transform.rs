//! What a pipeline does to each record.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use ::cel::common::types::CelBool;
use api::FieldError;
use api::pipelines::{MAX_FIELDS, MAX_TRANSFORMS, Transform};

use super::cel::{self, Expression, TOO_MUCH, budget, json};

/// The longest name of an output field, in characters.
const LONGEST_NAME: usize = 200;

/// What one go may make, in bytes: a config may turn short records into long ones.
const MOST_MADE: usize = 8_000_000;

/// Compiled transforms.
#[derive(Debug)]
pub struct Transforms(Vec<Step>);

#[derive(Debug)]
struct Step {
    filter: Option<Expression>,
    fields: Option<Vec<(String, Expression)>>,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This is to be appended.
    Passed(String),
    /// The filter of this transform keeps it back.
    Filtered(usize),
    /// Why it can't be transformed; nothing of the record stands there.
    Failed(String),
}

/// A record that was transformed.
#[derive(Clone, Debug)]
pub struct Processed {
    /// What became of it.
    pub outcome: Outcome,
    /// How long that took.
    pub took: Duration,
}

/// Checks transforms: how many there are, and every expression.
///
/// # Errors
/// What is wrong, by field, as `config.transforms[0].filter`.
pub fn check(transforms: &[Transform]) -> Result<(), Vec<FieldError>> {
    Transforms::compile(transforms).map(drop)
}

impl Transforms {
    /// Compiles transforms.
    ///
    /// # Errors
    /// As [`check`].
    pub fn compile(transforms: &[Transform]) -> Result<Self, Vec<FieldError>> {
        let at_all = |message: String| vec![FieldError { field: "config.transforms".into(), message }];
        if transforms.len() > MAX_TRANSFORMS {
            return Err(at_all(format!("these are more than {MAX_TRANSFORMS}; split the pipeline")));
        }
        let compiled = cel::roomy(|| compile(transforms));
        compiled.unwrap_or_else(|| Err(at_all("these can’t be understood".into()))).map(Self)
    }

    /// Transforms records one after the other, on a thread of its own, which the caller waits for. Each has a bounded
    /// time; once `time` is over or [`MOST_MADE`] is made, what comes later is left out, but never the first. `fits` says whether the sink's
    /// schema takes a record; in place of one that the source keeps no longer stands none.
    ///
    /// # Errors
    /// If there is no such thread.
    pub fn apply(
        &self,
        records: Vec<Option<String>>,
        fits: impl Fn(&str) -> bool + Send,
        time: Duration,
    ) -> Option<Vec<Processed>> {
        cel::roomy(move || {
            let begun = Instant::now();
            let mut processed = Vec::with_capacity(records.len());
            let mut made = 0;
            for record in records {
                let from = begun.elapsed();
                if (from > time || made > MOST_MADE) && !processed.is_empty() {
                    break;
                }
                let outcome = match record.map(|record| self.one(record)) {
                    Some(Outcome::Passed(made)) if !fits(&made) => {
                        Outcome::Failed("the sink’s schema doesn’t take what became of it".into())
                    }
                    Some(outcome) => outcome,
                    None => Outcome::Failed("the source keeps this record no longer".into()),
                };
                if let Outcome::Passed(text) = &outcome {
                    made += text.len();
                }
                processed.push(Processed { outcome, took: begun.elapsed().saturating_sub(from) });
            }
            processed
        })
    }

    fn one(&self, record: String) -> Outcome {
        let mut at = 0;
        let steps = AssertUnwindSafe(|| budget::within(|| self.steps(record, &mut at)));
        match catch_unwind(steps) {
            Ok(Some(outcome)) => outcome,
            Ok(None) => Outcome::Failed(format!("transforms[{at}]: {TOO_MUCH}")),
            Err(_) => Outcome::Failed(format!("transforms[{at}]: it can’t be evaluated")),
        }
    }

    fn steps(&self, mut record: String, at: &mut usize) -> Outcome {
        for (index, step) in self.0.iter().enumerate() {
            *at = index;
            match step.run(&record) {
                Ok(Ran::Kept) => {}
                Ok(Ran::Filtered) => return Outcome::Filtered(index),
                Ok(Ran::Mapped(mapped)) => record = mapped,
                Err((part, why)) => return Outcome::Failed(format!("transforms[{index}]{part}: {why}")),
            }
        }
        Outcome::Passed(record)
    }
}

fn compile(transforms: &[Transform]) -> Result<Vec<Step>, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut steps = Vec::with_capacity(transforms.len());
    for (index, transform) in transforms.iter().enumerate() {
        let at = format!("config.transforms[{index}]");
        let filter = transform.filter.as_deref().and_then(|source| {
            let error = |message| errors.push(FieldError { field: format!("{at}.filter"), message });
            Expression::parse(source).map_err(error).ok()
        });
        let fields = transform.fields.as_ref().map(|fields| {
            if fields.0.len() > MAX_FIELDS {
                let message = format!("these are more than {MAX_FIELDS}");
                errors.push(FieldError { field: format!("{at}.fields"), message });
                return Vec::new();
            }
            let field = |(name, source): &(String, String)| {
                if name.is_empty() || name.chars().count() > LONGEST_NAME {
                    let message = format!("a name has from 1 to {LONGEST_NAME} characters");
                    errors.push(FieldError { field: format!("{at}.fields"), message });
                    return None;
                }
                let error =
                    |message| errors.push(FieldError { field: format!("{at}.fields.{name}"), message });
                Some((name.clone(), Expression::parse(source).map_err(error).ok()?))
            };
            fields.0.iter().filter_map(field).collect()
        });
        steps.push(Step { filter, fields });
    }
    if errors.is_empty() { Ok(steps) } else { Err(errors) }
}

enum Ran {
    /// It passes as it is.
    Kept,
    Filtered,
    Mapped(String),
}

/// Which part of a step failed, and why.
type Failure = (String, String);

/// A new record that is none, where no field is to blame alone.
struct Unfit(Failure);

impl From<&'static str> for Unfit {
    fn from(why: &'static str) -> Self {
        Self((".fields".into(), why.into()))
    }
}

impl Step {
    fn run(&self, record: &str) -> Result<Ran, Failure> {
        if self.filter.is_none() && self.fields.is_none() {
            return Ok(Ran::Kept);
        }
        let value = json::read(record)
            .map_err(|_| (String::new(), "a number of the record is too large to calculate with".into()))?;
        let context = cel::context(value);
        if let Some(filter) = &self.filter {
            let failed = |why: String| (".filter".to_owned(), why);
            let passes =
                filter.evaluate(&context).map_err(|error| failed(cel::reason(&error, &filter.source)))?;
            let Some(passes) = passes.downcast_ref::<CelBool>() else {
                return Err(failed(format!("it is a {}, not true or false", passes.get_type().name())));
            };
            if !*passes.inner() {
                return Ok(Ran::Filtered);
            }
        }
        let Some(fields) = &self.fields else { return Ok(Ran::Kept) };
        let mapped = json::write(fields.iter().map(|(name, _)| name.as_str()), |index, write| {
            let Some((name, expression)) = fields.get(index) else { return Ok(()) };
            let failed = |why: String| Unfit((format!(".fields.{name}"), why));
            let value = expression
                .evaluate(&context)
                .map_err(|error| failed(cel::reason(&error, &expression.source)))?;
            write(&*value).map_err(|why| failed(why.into()))
        });
        mapped.map(Ran::Mapped).map_err(|Unfit(failure)| failure)
    }
}
