//! Pipelines as they run: expressions are compiled here, and each deployed pipeline is taken by one node, which reads
//! its source as its service, transforms, and appends to its sink.

mod batch;
mod cel;
mod commit;
mod ends;
mod figures;
mod runner;
#[cfg(test)]
mod tests;
mod transform;
mod trouble;
mod worker;

pub use figures::figures;
pub use runner::Runner;
pub use transform::{Outcome, Processed, Transforms, check};
