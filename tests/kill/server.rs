//! The program under test, as a process, and a client of it.

use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long the server may take to come up.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where a server keeps its data and listens.
pub(crate) struct Server {
    directory: PathBuf,
    database: String,
    address: SocketAddr,
}

/// A server that runs, until it is killed.
pub(crate) struct Running {
    child: Child,
    address: SocketAddr,
}

impl Server {
    pub(crate) fn new(directory: &Path, database: &str) -> Self {
        // Free now, and nobody else's until the first start.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        Self { directory: directory.to_owned(), database: database.to_owned(), address }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sluicegate"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SLUICEGATE_")) {
            command.env_remove(name);
        }
        command.current_dir(&self.directory).args(arguments).args(["--database", &self.database]);
        command
    }

    fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    /// Makes an account and gives a full secret of it.
    pub(crate) fn make_account(&self, name: &str) -> String {
        self.run(&["admin", "create-user", name], "correct horse battery\n");
        let issued = self.run(&["admin", "issue-secret", name], "");
        String::from_utf8(issued.stdout).unwrap().trim().to_owned()
    }

    pub(crate) fn verify_audit(&self) {
        self.run(&["admin", "verify-audit"], "");
    }

    /// Starts the server and waits until it answers.
    pub(crate) fn start(&self) -> Running {
        let log =
            std::fs::File::options().create(true).append(true).open(self.directory.join("log")).unwrap();
        let mut command = self.command(&["serve", "--listen", &self.address.to_string()]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let mut running = Running { child, address: self.address };
        let until = Instant::now() + PATIENCE;
        while TcpStream::connect(self.address).is_err() {
            let log = || std::fs::read_to_string(self.directory.join("log")).unwrap();
            assert!(running.child.try_wait().unwrap().is_none(), "the server ended:\n{}", log());
            assert!(Instant::now() < until, "the server doesn't come up:\n{}", log());
            std::thread::sleep(Duration::from_millis(10));
        }
        running
    }
}

impl Running {
    /// SIGKILL: no chance to tidy up.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn client(&self, token: &str) -> Client {
        Client::new(self.address, token)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A test that fails leaves no server behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Calls the API with one secret.
#[derive(Clone)]
pub(crate) struct Client {
    agent: ureq::Agent,
    address: SocketAddr,
    token: String,
}

/// Status and body of an answer that came whole; `None` if the connection broke.
pub(crate) type Answer = Option<(u16, Vec<u8>)>;

impl Client {
    fn new(address: SocketAddr, token: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build();
        Self { agent: config.into(), address, token: token.to_owned() }
    }

    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    fn send<B: ureq::AsSendBody>(&self, method: &str, path: &str, content_type: &str, body: B) -> Answer {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.address))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", content_type)
            .body(body)
            .unwrap();
        let mut response = self.agent.run(request).ok()?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(64 << 20).read_to_vec().ok()?;
        Some((status, body))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "application/json", ())
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, "application/json", ())
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, "application/json", body.to_string().as_bytes())
    }

    pub(crate) fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send("PATCH", path, "application/json", body.to_string().as_bytes())
    }

    pub(crate) fn append(&self, path: &str, lines: &str) -> Answer {
        self.send("POST", path, "application/x-ndjson", lines.as_bytes())
    }
}

/// The body of an answer as JSON.
pub(crate) fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(body)))
}
