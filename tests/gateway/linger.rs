//! A refusal reaches a client that is still sending.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::http::{EVENTS, Http, full};
use crate::on_both;

on_both! {
    async fn a_long_body_that_is_refused_is_answered(world: World) {
        let http = Http::new(world);
        let (cleo, ada) = (full(world, "cleo").await, full(world, "ada").await);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = http.front.clone().into_make_service();
        tokio::spawn(async { axum::serve(listener, service).await });
        let body = "{}\n".repeat(3_000_000);
        for (token, content_type, status) in
            [("nonsense", "application/x-ndjson", "401"), (&cleo, "application/x-ndjson", "404"), (&ada, "text/plain", "415")]
        {
            let mut connection = TcpStream::connect(address).await.unwrap();
            let head = format!(
                "POST {EVENTS} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
                 content-type: {content_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            connection.write_all(head.as_bytes()).await.unwrap();
            // As a client does that reads only when all is sent.
            connection.write_all(body.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            connection.read_to_end(&mut answer).await.unwrap();
            let answer = String::from_utf8(answer).unwrap();
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        }
    }
}
