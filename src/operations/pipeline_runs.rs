//! STUB
use crate::operations::Context;
use api::{Fault, Page, organizations, pipelines};
pub async fn deploy_pipeline(_context: &Context, _input: pipelines::DeployPipeline) -> Result<pipelines::Pipeline, Fault> { Err(Fault::internal()) }
pub async fn teardown_pipeline(_context: &Context, _input: pipelines::TeardownPipeline) -> Result<pipelines::Pipeline, Fault> { Err(Fault::internal()) }
pub async fn show_pipeline_metrics(_context: &Context, _input: pipelines::ShowPipelineMetrics) -> Result<pipelines::PipelineMetrics, Fault> { Err(Fault::internal()) }
pub async fn list_dead_letters(_context: &Context, _input: pipelines::ListDeadLetters) -> Result<Page<pipelines::DeadLetter>, Fault> { Err(Fault::internal()) }
pub async fn show_dead_letter(_context: &Context, _input: pipelines::ShowDeadLetter) -> Result<pipelines::DeadLetterRecord, Fault> { Err(Fault::internal()) }
pub async fn replay_dead_letters(_context: &Context, _input: pipelines::ReplayDeadLetters) -> Result<pipelines::Replaying, Fault> { Err(Fault::internal()) }
pub async fn try_transforms(_context: &Context, _input: pipelines::TryTransforms) -> Result<pipelines::Tried, Fault> { Err(Fault::internal()) }
