//! What was acknowledged in all rounds, held against what the server has.

use std::collections::HashMap;
use std::fmt;

use serde_json::Value;

use crate::load::{Acknowledged, Batch, Issued, RECORDS};
use crate::server::{Client, json};

/// Everything that was acknowledged, and how much of the stream has been looked at.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    batches: Vec<Batch>,
    projects: Vec<String>,
    unknown_projects: Vec<String>,
    secrets: Vec<Issued>,
    /// What stands in the stream: each batch by name, with its first number and how many records it has.
    found: HashMap<String, (u64, u64)>,
    last_seq: u64,
}

impl Ledger {
    pub(crate) fn add(&mut self, rounds: Vec<Acknowledged>) {
        for acknowledged in rounds {
            self.batches.extend(acknowledged.batches);
            self.projects.extend(acknowledged.projects);
            self.unknown_projects.extend(acknowledged.unknown_project);
            self.secrets.extend(acknowledged.secrets);
        }
    }

    pub(crate) fn records(&self) -> u64 {
        self.batches.iter().map(|batch| batch.count).sum()
    }

    /// Looks at what is new since the last call.
    pub(crate) fn verify(&mut self, client: &Client) {
        self.read_on(client);
        for batch in &self.batches {
            let found = self.found.get(&batch.name);
            assert_eq!(found, Some(&(batch.first, batch.count)), "acknowledged: {batch:?}");
        }
        for project in self.projects.iter().rev().take(20) {
            verify_project(client, project);
        }
        for secret in self.secrets.iter().rev().take(20) {
            verify_secret(client, secret);
        }
    }

    /// Looks at all of it.
    pub(crate) fn verify_whole(&mut self, client: &Client) {
        self.last_seq = 0;
        self.found.clear();
        self.verify(client);
        for project in &self.projects {
            verify_project(client, project);
        }
        for secret in &self.secrets {
            verify_secret(client, secret);
        }
        // Whatever nobody knows of was done wholly, with its audit row, or not at all.
        let mut made = self.projects.len() + 1;
        for project in &self.unknown_projects {
            let (status, _) = client.get(&format!("/api/v1/projects/ada/{project}")).unwrap();
            if status != 404 {
                verify_project(client, project);
                made += 1;
            }
        }
        assert_eq!(audited(client, "CreateProject"), made);
    }

    /// Reads the stream from where the last call ended. Numbers have no gaps, and batches are whole.
    fn read_on(&mut self, client: &Client) {
        let mut open: Option<(String, u64, u64)> = None;
        loop {
            let (status, body) =
                client.get(&format!("{RECORDS}?after={}&limit=10000", self.last_seq)).unwrap();
            assert_eq!(status, 200);
            let lines: Vec<Value> =
                body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(json).collect();
            for line in &lines {
                self.last_seq += 1;
                assert_eq!(line["seq"], self.last_seq, "numbers have a gap");
                let record = &line["record"];
                let (name, of) = (record["batch"].as_str().unwrap(), record["of"].as_u64().unwrap());
                let (batch, next, first) = open.take().unwrap_or((name.to_owned(), 0, self.last_seq));
                assert_eq!((name, record["index"].as_u64().unwrap()), (&*batch, next), "a batch is torn");
                if next + 1 == of {
                    let before = self.found.insert(batch, (first, of));
                    assert_eq!(before, None, "{name} was written twice");
                } else {
                    open = Some((batch, next + 1, first));
                }
            }
            if lines.is_empty() {
                break;
            }
        }
        assert_eq!(open, None, "the last batch is torn");
    }
}

fn verify_project(client: &Client, project: &str) {
    let (status, body) = client.get(&format!("/api/v1/projects/ada/{project}")).unwrap();
    assert_eq!(status, 200, "project {project}");
    let project = json(&body);
    for flag in ["view", "create", "admin"] {
        assert_eq!(project[flag], true, "{project} without its creator's {flag}");
    }
}

fn verify_secret(client: &Client, secret: &Issued) {
    let (status, _) = client.with_token(&secret.token).get("/api/v1/whoami").unwrap();
    match secret.revoked {
        Some(false) => assert_eq!(status, 200, "{} was issued", secret.id),
        Some(true) => assert_eq!(status, 401, "{} was revoked", secret.id),
        None => assert!(matches!(status, 200 | 401)),
    }
}

/// How many entries of the account's audit log tell of this operation as done.
fn audited(client: &Client, operation: &str) -> usize {
    let (mut count, mut after) = (0, String::new());
    loop {
        let (status, body) = client.get(&format!("/api/v1/audit?limit=500{after}")).unwrap();
        assert_eq!(status, 200);
        let page = json(&body);
        let entries = page["items"].as_array().unwrap();
        let done = |entry: &&Value| entry["operation"] == operation && entry["outcome"] == "done";
        count += entries.iter().filter(done).count();
        let Some(next) = page["next"].as_str() else { return count };
        after = format!("&after={next}");
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (records, projects, secrets) = (self.records(), self.projects.len(), self.secrets.len());
        write!(f, "{records} records, {projects} projects and {secrets} secrets acknowledged, all there")
    }
}
