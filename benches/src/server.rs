//! The servers that are measured: the product as it is deployed, and a bare axum handler beside it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::routing::{any, post};

use crate::program::program;

/// A server in a process of its own, which ends with this value.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// What it printed up to its address.
    pub(crate) printed: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

impl Server {
    fn start(command: &mut Command, address_in: fn(&str) -> Option<SocketAddr>) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn().context("the server can’t be started")?;
        let mut lines = BufReader::new(child.stdout.take().context("no stdout")?).lines();
        let mut printed = String::new();
        let address = loop {
            let line = lines.next().context("the server ended before it said its address")??;
            printed.push_str(&line);
            printed.push('\n');
            if let Some(address) = address_in(&line) {
                break address;
            }
        };
        // Whatever it prints later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, address, printed })
    }

    /// The product on a database, as released, with its log as it is by default, into a file.
    pub(crate) fn sluicegate(database: &str, folder: &Path, more: &[&str]) -> Result<Self> {
        Self::sluicegate_with(database, folder, more, &[])
    }

    /// The same with settings.
    pub(crate) fn sluicegate_with(
        database: &str,
        folder: &Path,
        more: &[&str],
        settings: &[(&str, &str)],
    ) -> Result<Self> {
        let log = std::fs::File::create(folder.join("log"))?;
        let mut command = Command::new(program()?);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
            .args(more)
            .env("SLUICEGATE_DATA_DIR", folder)
            .envs(settings.iter().copied())
            .stderr(log)
            .current_dir(folder);
        Self::start(&mut command, |line| line.rsplit("http://").next()?.trim_end_matches('/').parse().ok())
    }

    /// A bare handler that reads and returns bodies of these sizes.
    pub(crate) fn bare(reply: &str) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["bare", reply]);
        Self::start(&mut command, |line| line.parse().ok())
    }

    /// The megabytes of memory that it holds.
    pub(crate) fn memory(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes / 1024.0)
    }
}

/// Serves the bare handler.
pub(crate) async fn serve_bare(reply: String) -> Result<()> {
    let denied = reply.clone();
    let evaluation = async move |body: Bytes| {
        // It looks at the body, as whoever answers it must.
        let _size = std::hint::black_box(body.len());
        ([("content-type", "application/json")], reply.clone())
    };
    let forward = async move |headers: HeaderMap| {
        let _size = std::hint::black_box(headers.len());
        ([("x-sluicegate-subject", "user:u1")], denied.get(..0).unwrap_or_default().to_owned())
    };
    let router = Router::new()
        .route("/access/v1/evaluation", post(evaluation))
        .route("/api/v1/forward-auth", any(forward));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}
