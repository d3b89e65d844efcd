//! The program: everything is in the library.

use std::process::ExitCode;

/// Thousands of requests a second make and drop many small things, on all threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    sluicegate::cli::run(std::env::args_os())
}
