//! Real proxies with the repository's configurations, before a real backend.

use std::net::{SocketAddr, TcpListener as StdListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use sluicegate::web::Front;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy");
/// What Debian's configuration has around ours; everything that is written goes into `DIR`. One process, so that it works
/// for root and for others.
const AROUND: &str = "daemon off;\nmaster_process off;\npid DIR/pid;\nerror_log DIR/error.log;\nevents {}\nhttp {\n\
    access_log off;\nclient_body_temp_path DIR/a;\nproxy_temp_path DIR/b;\nfastcgi_temp_path DIR/c;\n\
    uwsgi_temp_path DIR/d;\nscgi_temp_path DIR/e;\ninclude DIR/conf.d/*.conf;\n}\n";

/// A program: in `PATH`, or where Debian keeps it for root alone. In CI there must be one.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    let found = folders.map(|folder: PathBuf| folder.join(name)).find(|program| program.is_file());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{name} is missing");
        eprintln!("\n*** {name} IS MISSING: ITS CONFIGURATION ISN'T TESTED ***\n");
    }
    found
}

/// A proxy that runs.
pub(crate) struct Proxy {
    address: SocketAddr,
    process: Child,
    directory: tempfile::TempDir,
}

/// The configuration in `file` with the test's own addresses in the marked places.
fn configured(file: &str, listening: (&str, String), sluicegate: SocketAddr, backend: SocketAddr) -> String {
    let mut ours = std::fs::read_to_string(format!("{FOLDER}/{file}")).unwrap();
    for (theirs, here) in [
        ("127.0.0.1:3000", sluicegate.to_string()),
        ("127.0.0.1:9000", backend.to_string()),
        listening,
        ("acme/lake/reports", "ada/lake/events".to_owned()),
    ] {
        assert_eq!(ours.matches(theirs).count(), 1, "{theirs}");
        ours = ours.replace(theirs, &here);
    }
    ours
}

impl Proxy {
    /// nginx, if it is here.
    pub(crate) async fn nginx(sluicegate: SocketAddr, backend: SocketAddr) -> Option<Self> {
        let program = program("nginx")?;
        let directory = tempfile::tempdir().unwrap();
        let at = |path: &str| directory.path().join(path);
        std::fs::create_dir(at("conf.d")).unwrap();
        std::fs::create_dir(at("sluicegate")).unwrap();
        let address = free();
        let listening = ("127.0.0.1:8080", address.to_string());
        let ours = configured("nginx/sluicegate.conf", listening, sluicegate, backend);
        std::fs::write(at("conf.d/sluicegate.conf"), ours).unwrap();
        std::fs::copy(format!("{FOLDER}/nginx/ask.conf"), at("sluicegate/ask.conf")).unwrap();
        let folder = directory.path().to_str().unwrap();
        std::fs::write(at("nginx.conf"), AROUND.replace("DIR", folder)).unwrap();
        let mut command = Command::new(program);
        command.args(["-e", "stderr", "-p", folder, "-c"]).arg(at("nginx.conf"));
        Some(Self::start(command, address, directory).await)
    }

    /// Caddy, if it is here.
    pub(crate) async fn caddy(sluicegate: SocketAddr, backend: SocketAddr) -> Option<Self> {
        let program = program("caddy")?;
        let directory = tempfile::tempdir().unwrap();
        let address = free();
        let listening = ("http://:8080", format!("http://:{}", address.port()));
        let ours = configured("caddy/Caddyfile", listening, sluicegate, backend);
        let file = directory.path().join("Caddyfile");
        // Several run at once, and nobody administers them.
        std::fs::write(&file, format!("{{\n\tadmin off\n}}\n{ours}")).unwrap();
        let mut command = Command::new(program);
        command.args(["run", "--adapter", "caddyfile", "--config"]).arg(file).env("HOME", directory.path());
        Some(Self::start(command, address, directory).await)
    }

    async fn start(mut command: Command, address: SocketAddr, directory: tempfile::TempDir) -> Self {
        let log = std::fs::File::create(directory.path().join("said.log")).unwrap();
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let proxy = Self { address, process, directory };
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(address).await.is_err() {
            assert!(Instant::now() < until, "the proxy doesn't come up: {}", proxy.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        proxy
    }

    /// What it logged.
    pub(crate) fn log(&self) -> String {
        let read = |name: &str| std::fs::read_to_string(self.directory.path().join(name)).unwrap_or_default();
        read("error.log") + &read("said.log")
    }

    /// The status and the whole answer to a request with these headers, each on a line of its own.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        headers: &str,
    ) -> (u16, String) {
        let authorization =
            token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: data.example\r\nConnection: close\r\nContent-Length: 0\r\n\
             {authorization}{headers}\r\n"
        );
        let mut connection = TcpStream::connect(self.address).await.unwrap();
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.unwrap_or_else(|| panic!("no answer: {answer:?}; {}", self.log())), answer.to_lowercase())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A server's address, and the server.
type Serving = (SocketAddr, JoinHandle<std::io::Result<()>>);

/// Serves the product on a free port.
pub(crate) async fn serve(front: Front) -> Serving {
    let (listener, address) = listen().await;
    (address, tokio::spawn(axum::serve(listener, front.into_make_service()).into_future()))
}

/// Serves, on a free port, what says what it was sent.
pub(crate) async fn serve_backend() -> Serving {
    let (listener, address) = listen().await;
    (address, tokio::spawn(axum::serve(listener, backend()).into_future()))
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn backend() -> Router {
    Router::new().fallback(async |request: Request| {
        let headers = request.headers().iter();
        let headers = headers.map(|(name, value)| format!("[{name}: {}]\n", value.to_str().unwrap_or("?")));
        format!("backend {} {}\n{}", request.method(), request.uri(), headers.collect::<String>())
    })
}

/// A port that nobody listens on, for the moment.
fn free() -> SocketAddr {
    StdListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
