//! Pipelines as they run: expressions are compiled here, and each deployed pipeline is taken by one node, which reads
//! its source as its service, transforms, and appends to its sink.

mod cel;
#[cfg(test)]
mod tests;
mod transform;

pub use transform::{Outcome, Transforms, check};
