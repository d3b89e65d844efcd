//! Programs that write and change things until the server is gone, and remember what it acknowledged.

use std::thread::JoinHandle;

use serde_json::json;

use crate::random;
use crate::server::{Client, json};

/// Where everybody writes.
pub(crate) const RECORDS: &str = "/api/v1/streams/ada/lake/events/records";
/// How many write at the same time.
const WRITERS: u32 = 3;

/// A batch of records that was acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    /// Unique among all batches.
    pub(crate) name: String,
    pub(crate) first: u64,
    pub(crate) count: u64,
}

/// A secret whose issuing was acknowledged.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    pub(crate) id: String,
    pub(crate) token: String,
    /// Whether its revocation was acknowledged; none if it was asked for and nobody knows.
    pub(crate) revoked: Option<bool>,
}

/// What was acknowledged before the server was gone.
#[derive(Debug, Default)]
pub(crate) struct Acknowledged {
    pub(crate) batches: Vec<Batch>,
    pub(crate) projects: Vec<String>,
    /// The project that was asked for when the connection broke.
    pub(crate) unknown_project: Option<String>,
    pub(crate) secrets: Vec<Issued>,
}

/// The programs of one round.
pub(crate) struct Load(Vec<JoinHandle<Acknowledged>>);

impl Load {
    /// Waits until all have noticed that the server is gone.
    pub(crate) fn stop(self) -> Vec<Acknowledged> {
        self.0.into_iter().map(|thread| thread.join().unwrap()).collect()
    }
}

/// Makes what they work on.
pub(crate) fn prepare(client: &Client) {
    for (path, name) in
        [("/api/v1/organizations/ada/projects", "lake"), ("/api/v1/projects/ada/lake/streams", "events")]
    {
        let (status, body) = client.post(path, &json!({ "name": name })).unwrap();
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(&body));
    }
}

pub(crate) fn start(client: &Client, round: u32) -> Load {
    let mut threads = Vec::new();
    for writer in 0..WRITERS {
        let client = client.clone();
        threads.push(std::thread::spawn(move || write(&client, &format!("r{round}w{writer}"))));
    }
    let client = client.clone();
    threads.push(std::thread::spawn(move || change(&client, round)));
    Load(threads)
}

fn write(client: &Client, writer: &str) -> Acknowledged {
    let mut done = Acknowledged::default();
    for number in 0.. {
        let (name, count) = (format!("{writer}b{number}"), random(1, 30));
        let lines: String = (0..count)
            .map(|index| format!("{{\"batch\":\"{name}\",\"index\":{index},\"of\":{count}}}\n"))
            .collect();
        let Some((status, body)) = client.append(RECORDS, &lines) else { break };
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        let answer = json(&body);
        assert_eq!(answer["count"], count);
        done.batches.push(Batch { name, first: answer["first_seq"].as_u64().unwrap(), count });
    }
    done
}

fn change(client: &Client, round: u32) -> Acknowledged {
    let mut done = Acknowledged::default();
    for number in 0.. {
        let project = format!("p{round}-{number}");
        let answer = client.post("/api/v1/organizations/ada/projects", &json!({ "name": project }));
        let Some((status, body)) = answer else {
            done.unknown_project = Some(project);
            break;
        };
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(&body));
        done.projects.push(project);

        let issue = json!({ "kind": "private_read", "description": "a job" });
        let Some((status, body)) = client.post("/api/v1/secrets", &issue) else { break };
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(&body));
        let answer = json(&body);
        let text = |field: &str| answer[field].as_str().unwrap().to_owned();
        done.secrets.push(Issued { id: text("id"), token: text("token"), revoked: Some(false) });

        if number % 2 == 0 {
            let secret = done.secrets.last_mut().unwrap();
            secret.revoked = None;
            let Some((status, _)) = client.delete(&format!("/api/v1/secrets/{}", secret.id)) else { break };
            assert_eq!(status, 200);
            secret.revoked = Some(true);
        }
    }
    done
}
