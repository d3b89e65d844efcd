//! STUB
use crate::operations::Context;
use api::{Fault, Page, organizations, pipelines};
pub async fn create_pipeline(_context: &Context, _input: pipelines::CreatePipeline) -> Result<pipelines::Pipeline, Fault> { Err(Fault::internal()) }
pub async fn list_pipelines(_context: &Context, _input: pipelines::ListPipelines) -> Result<Page<pipelines::Pipeline>, Fault> { Err(Fault::internal()) }
pub async fn count_pipelines(_context: &Context, _input: pipelines::CountPipelines) -> Result<pipelines::PipelineCounts, Fault> { Err(Fault::internal()) }
pub async fn show_pipeline(_context: &Context, _input: pipelines::ShowPipeline) -> Result<pipelines::Pipeline, Fault> { Err(Fault::internal()) }
pub async fn update_pipeline(_context: &Context, _input: pipelines::UpdatePipeline) -> Result<pipelines::Pipeline, Fault> { Err(Fault::internal()) }
pub async fn delete_pipeline(_context: &Context, _input: pipelines::DeletePipeline) -> Result<organizations::Deleted, Fault> { Err(Fault::internal()) }
pub async fn claim_pipeline(_context: &Context, _input: pipelines::ClaimPipeline) -> Result<pipelines::Pipeline, Fault> { Err(Fault::internal()) }
pub async fn list_pipeline_versions(_context: &Context, _input: pipelines::ListPipelineVersions) -> Result<Page<pipelines::PipelineVersion>, Fault> { Err(Fault::internal()) }
pub async fn restore_pipeline(_context: &Context, _input: pipelines::RestorePipeline) -> Result<pipelines::Pipeline, Fault> { Err(Fault::internal()) }
pub async fn list_pipeline_access(_context: &Context, _input: pipelines::ListPipelineAccess) -> Result<Page<pipelines::PipelineAccess>, Fault> { Err(Fault::internal()) }
pub async fn list_pipeline_people(_context: &Context, _input: pipelines::ListPipelinePeople) -> Result<pipelines::PipelinePeople, Fault> { Err(Fault::internal()) }
pub async fn share_pipeline(_context: &Context, _input: pipelines::SharePipeline) -> Result<pipelines::PipelineAccess, Fault> { Err(Fault::internal()) }
pub async fn unshare_pipeline(_context: &Context, _input: pipelines::UnsharePipeline) -> Result<organizations::Deleted, Fault> { Err(Fault::internal()) }
pub async fn update_pipeline_access(_context: &Context, _input: pipelines::UpdatePipelineAccess) -> Result<Page<pipelines::PipelineAccess>, Fault> { Err(Fault::internal()) }
pub async fn transfer_pipeline(_context: &Context, _input: pipelines::TransferPipeline) -> Result<pipelines::Pipeline, Fault> { Err(Fault::internal()) }
pub async fn leave_pipeline(_context: &Context, _input: pipelines::LeavePipeline) -> Result<organizations::Deleted, Fault> { Err(Fault::internal()) }
