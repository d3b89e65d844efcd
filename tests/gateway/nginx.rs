//! A real nginx with the repository's configuration, before a real backend: who is let in, and what the backend hears.

use std::net::{SocketAddr, TcpListener as StdListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::http::{EVENTS, Http, TICKS, full, of_service};
use crate::on_both;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/nginx");
/// What Debian's configuration has around ours; everything that is written goes into `DIR`. One process, so that it works
/// for root and for others.
const AROUND: &str = "daemon off;\nmaster_process off;\npid DIR/pid;\nerror_log DIR/error.log;\nevents {}\nhttp {\n\
    access_log off;\nclient_body_temp_path DIR/a;\nproxy_temp_path DIR/b;\nfastcgi_temp_path DIR/c;\n\
    uwsgi_temp_path DIR/d;\nscgi_temp_path DIR/e;\ninclude DIR/conf.d/*.conf;\n}\n";

/// The program: in `PATH`, or where Debian keeps it for root alone. In CI there must be one.
fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    let found = folders.map(|folder: PathBuf| folder.join("nginx")).find(|program| program.is_file());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "nginx is missing");
        eprintln!("\n*** nginx IS MISSING: ITS CONFIGURATION ISN'T TESTED ***\n");
    }
    found
}

struct Nginx {
    address: SocketAddr,
    process: Child,
    directory: tempfile::TempDir,
}

impl Nginx {
    async fn start(program: &Path, sluicegate: SocketAddr, backend: SocketAddr) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let free = StdListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        let at = |path: &str| directory.path().join(path);
        std::fs::create_dir(at("conf.d")).unwrap();
        std::fs::create_dir(at("sluicegate")).unwrap();
        let mut ours = std::fs::read_to_string(format!("{FOLDER}/sluicegate.conf")).unwrap();
        for (theirs, here) in [
            ("127.0.0.1:3000", sluicegate.to_string()),
            ("127.0.0.1:9000", backend.to_string()),
            ("127.0.0.1:8080", address.to_string()),
            ("acme/lake/reports", "ada/lake/events".to_owned()),
        ] {
            assert_eq!(ours.matches(theirs).count(), 1, "{theirs}");
            ours = ours.replace(theirs, &here);
        }
        std::fs::write(at("conf.d/sluicegate.conf"), ours).unwrap();
        std::fs::copy(format!("{FOLDER}/ask.conf"), at("sluicegate/ask.conf")).unwrap();
        let folder = directory.path().to_str().unwrap();
        std::fs::write(at("nginx.conf"), AROUND.replace("DIR", folder)).unwrap();
        drop(free);
        let mut command = Command::new(program);
        command.args(["-e", "stderr", "-p", folder, "-c"]).arg(at("nginx.conf"));
        let process =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let nginx = Self { address, process, directory };
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(address).await.is_err() {
            assert!(Instant::now() < until, "nginx doesn't come up: {}", nginx.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        nginx
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.directory.path().join("error.log")).unwrap_or_default()
    }

    /// The status and the whole answer to a request with these headers, each on a line of its own.
    async fn ask(&self, method: &str, path: &str, token: Option<&str>, headers: &str) -> (u16, String) {
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

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn serve(router: Router) -> (SocketAddr, JoinHandle<std::io::Result<()>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    (address, tokio::spawn(axum::serve(listener, service).into_future()))
}

/// Says what it was sent.
fn backend() -> Router {
    Router::new().fallback(async |request: Request| {
        let headers = request.headers().iter();
        let headers = headers.map(|(name, value)| format!("[{name}: {}]\n", value.to_str().unwrap_or("?")));
        format!("backend {} {}\n{}", request.method(), request.uri(), headers.collect::<String>())
    })
}

on_both! {
    async fn who_is_let_in(world: World) {
        let Some(program) = program() else { return };
        let http = Http::new(world);
        let (ada, bob, etl) = (full(world, "ada").await, full(world, "bob").await, of_service(world).await);
        let (sluicegate, serving) = serve(http.router.clone()).await;
        let (backend, behind) = serve(backend()).await;
        let nginx = Nginx::start(&program, sluicegate, backend).await;

        let (status, answer) = nginx.ask("GET", &format!("{EVENTS}?after=3"), Some(&etl), "").await;
        assert_eq!(status, 200, "{answer}\n{}", nginx.log());
        for told in [
            "backend get /api/v1/streams/ada/lake/events/records?after=3",
            "[x-sluicegate-subject: service:ada/etl]",
            "[x-sluicegate-credential: service]",
            "[x-sluicegate-resource: stream:ada/lake/events]",
            "[x-sluicegate-action: read]",
        ] {
            assert!(answer.contains(told), "{told} is missing in {answer}");
        }
        assert!(!answer.contains(&etl.to_lowercase()) && !answer.contains("x-sluicegate-reason: "), "{answer}");
        // Each by its own rights: what is refused carries its reason.
        for (method, path, token, expected) in [
            ("POST", EVENTS, Some(&ada), 200),
            ("GET", EVENTS, Some(&bob), 200),
            ("HEAD", EVENTS, Some(&bob), 200),
            ("POST", EVENTS, Some(&bob), 403),
            ("POST", EVENTS, Some(&etl), 403),
            ("PUT", EVENTS, Some(&ada), 403),
            ("GET", TICKS, Some(&etl), 403),
            ("GET", "/api/v1/streams/ada/lake/nothing/records", Some(&etl), 403),
            ("GET", EVENTS, None, 401),
            ("GET", TICKS, None, 200),
            ("POST", TICKS, None, 401),
            ("GET", "/reports/a%20page.html?x=1", Some(&etl), 200),
            ("PUT", "/reports/page.html", Some(&etl), 200),
            ("GET", "/reports/page.html", None, 401),
            ("GET", "/reports/../reports/page.html", Some(&etl), 403),
            ("GET", "/reports/%2e%2e/reports/", Some(&etl), 403),
            ("GET", "/api/v1/streams/ada/open/../lake/events/records", Some(&ada), 403),
            ("GET", "/api//v1/streams/ada/lake/events/records", Some(&ada), 403),
            ("GET", "/api/v1/streams/ada/lake%2fevents/records", Some(&ada), 403),
            ("GET", "/elsewhere", Some(&ada), 404),
            ("GET", "/.sluicegate/by-path", Some(&ada), 404),
        ] {
            let (status, answer) = nginx.ask(method, path, token.map(String::as_str), "").await;
            assert_eq!(status, expected, "{method} {path}: {answer}");
            assert_eq!(answer.contains("\nx-sluicegate-reason: "), status == 403 || status == 401, "{method} {path}: {answer}");
            assert_eq!(answer.contains("www-authenticate: bearer"), status == 401, "{answer}");
            assert!(status == 200 || !answer.contains("backend "), "{answer}");
        }
        serving.abort();
        behind.abort();
    }

    async fn what_a_client_claims_counts_for_nothing(world: World) {
        let Some(program) = program() else { return };
        let http = Http::new(world);
        let (bob, cleo) = (full(world, "bob").await, full(world, "cleo").await);
        let (sluicegate, serving) = serve(http.router.clone()).await;
        let (backend, behind) = serve(backend()).await;
        let nginx = Nginx::start(&program, sluicegate, backend).await;
        let claims = format!(
            "X-Sluicegate-Subject: user:ada\r\nX-Sluicegate-Action: write\r\nX-Sluicegate-Secret-Id: 1\r\n\
             X_Sluicegate_Subject: user:ada\r\nX-Original-URI: {TICKS}\r\nX-Original-Method: GET\r\n\
             X-Forwarded-Uri: {TICKS}\r\nX-Forwarded-Method: GET\r\n"
        );
        let (status, answer) = nginx.ask("GET", EVENTS, Some(&bob), &claims).await;
        assert_eq!(status, 200);
        assert!(answer.contains("[x-sluicegate-subject: user:bob]") && !answer.contains("user:ada"), "{answer}");
        assert!(answer.contains("[x-sluicegate-action: read]") && !answer.contains("[x-sluicegate-secret-id: 1]"));
        // Without anybody, nobody is told.
        let (status, answer) = nginx.ask("GET", TICKS, None, &claims).await;
        assert_eq!(status, 200);
        assert!(answer.contains("[x-sluicegate-subject: anonymous]"), "{answer}");
        assert!(!answer.contains("user:ada") && !answer.contains("[x-sluicegate-secret-id"), "{answer}");
        for (method, path, token) in [("GET", EVENTS, &cleo), ("POST", EVENTS, &bob), ("OPTIONS", EVENTS, &bob)] {
            let browser = format!("{claims}Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n");
            assert_eq!(nginx.ask(method, path, Some(token), &browser).await.0, 403, "{method} {path}");
        }
        serving.abort();
        behind.abort();
    }

    async fn a_dead_secret_or_no_answer_lets_nobody_in(world: World) {
        let Some(program) = program() else { return };
        let http = Http::new(world);
        let ada = full(world, "ada").await;
        let issued = http.issue(&ada, "private_read").await;
        let (id, token) = (issued["id"].as_str().unwrap(), issued["token"].as_str().unwrap());
        let (sluicegate, serving) = serve(http.router.clone()).await;
        let (backend, behind) = serve(backend()).await;
        let nginx = Nginx::start(&program, sluicegate, backend).await;
        assert_eq!(nginx.ask("GET", EVENTS, Some(token), "").await.0, 200);
        http.call("DELETE", &format!("/api/v1/secrets/{id}")).bearer(&ada).await.expect(200);
        for wrong in [token, "nonsense", &ada[1..], ""] {
            // Public or not: a bad secret is never taken for none.
            for path in [EVENTS, TICKS] {
                let (status, answer) = nginx.ask("GET", path, Some(wrong), "").await;
                assert_eq!(status, 401, "{path}: {answer}");
                assert!(!answer.contains("backend "), "{answer}");
            }
        }
        assert_eq!(nginx.ask("GET", EVENTS, Some(&ada), "").await.0, 200);
        // The database is away: after five seconds Sluicegate answers 503, nginx 500.
        world.core.db.close().await;
        tokio::time::sleep(Duration::from_millis(5_100)).await;
        let (status, answer) = nginx.ask("GET", EVENTS, Some(&ada), "").await;
        assert!(status >= 500 && !answer.contains("backend "), "{status} {answer}");
        // Sluicegate is away.
        serving.abort();
        let _ = serving.await;
        let (status, answer) = nginx.ask("GET", TICKS, None, "").await;
        assert!(status >= 500 && !answer.contains("backend "), "{status} {answer}");
        behind.abort();
    }
}
