//! The server on a real port: what only a connection shows.

use std::net::{SocketAddr, TcpListener as StdListener};
use std::path::Path;

use sluicegate::config::{Environment, Flags, Settings};
use sluicegate::serve;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::world::{HOST, World};

/// Sends bytes, and gives what comes back until the connection ends.
async fn exchange(address: SocketAddr, request: &str) -> String {
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn over_a_connection() {
    let world = World::peopled().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = world.front().into_make_service();
    let serving = tokio::spawn(axum::serve(listener, service).into_future());
    let ask = async |line: &str, headers: &str| {
        exchange(address, &format!("{line} HTTP/1.1\r\nHost: {HOST}\r\n{headers}Connection: close\r\n\r\n"))
            .await
    };
    assert!(ask("GET /healthz", "").await.ends_with("\r\n\r\nok\n"));
    let head = ask("HEAD /-/sign-in", "").await;
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    let trace = ask("TRACE /", "Cookie: sluicegate=value\r\n").await;
    assert!(trace.starts_with("HTTP/1.1 405") && !trace.contains("sluicegate=value"), "{trace}");
    // Refused by the length that is announced, before a byte of it is there.
    let post = "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99000000\r\n";
    assert!(ask("POST /-/sign-in", post).await.starts_with("HTTP/1.1 413"));
    // The absolute form of a target changes nothing.
    let absolute = ask(&format!("GET http://{HOST}/healthz"), "").await;
    assert!(absolute.starts_with("HTTP/1.1 200"), "{absolute}");
    serving.abort();
}

#[tokio::test]
async fn a_port_in_use_is_said_so() {
    let taken = StdListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let directory = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", directory.path().join("new/test.db").display());
    let flags = Flags { listen: Some(address.clone()), database: Some(database) };
    let settings = Settings::load(&flags, &Environment::default(), Path::new("/")).unwrap();
    let error =
        tokio::task::spawn_blocking(move || serve::run(&settings)).await.unwrap().unwrap_err().to_string();
    assert!(error.contains(&address) && error.contains("--listen") && !error.contains('\n'), "{error}");
    // And the database was left alone.
    assert!(!directory.path().join("new").exists());
}
