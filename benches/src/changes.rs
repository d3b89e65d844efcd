//! What changes before or while the gateway is asked: a storm of revocations, and a few changes every second. Each change
//! is seen to count as soon as it is answered.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Error, Result, bail};

use crate::load::Client;
use crate::plan::{stream_path, user_name};
use crate::revocations::{asking, call, issue, revoke};
use crate::world::World;

/// Secrets that a storm issues and revokes.
pub(crate) const STORM: usize = 1_000;
/// Callers at once that do so.
const AT_ONCE: usize = 8;
/// Changes a second while others ask.
const A_SECOND: f64 = 10.0;
/// Who grants and revokes, and who is granted: neither's other rights change.
const OWNER: usize = 0;
const OTHER: usize = 2;

/// Changes to a project that is there for nothing else.
pub(crate) struct Changes {
    address: SocketAddr,
    owner: String,
    other: String,
    /// The secrets that revoke in a storm, with a stream that each may read.
    storm: Vec<(String, String)>,
    made: usize,
    took: Duration,
}

impl Changes {
    /// Makes the project.
    pub(crate) async fn new(address: SocketAddr, world: &World) -> Result<Self> {
        let owner = world.secrets[OWNER].clone();
        let mut client = Client::to(address).await?;
        let name = user_name(OWNER);
        for (method, path, body) in [
            // The world holds no grant of an owner’s on their own organization.
            (
                "PATCH",
                format!("/api/v1/organizations/{name}/members/{name}"),
                "{\"view\":true,\"create\":true,\"admin\":true}",
            ),
            ("POST", format!("/api/v1/organizations/{name}/projects"), "{\"name\":\"changing\"}"),
            ("POST", format!("/api/v1/projects/{name}/changing/streams"), "{\"name\":\"events\"}"),
        ] {
            call(&mut client, method, &path, &owner, body).await?;
        }
        let storm = world.secrets.iter().zip(&world.plan.grants).take(AT_ONCE);
        Ok(Self {
            address,
            owner,
            other: world.secrets[OTHER].clone(),
            storm: storm.map(|(secret, held)| (secret.clone(), stream_path(held[0]))).collect(),
            made: 0,
            took: Duration::ZERO,
        })
    }

    /// Issues many secrets, and revokes them all.
    pub(crate) async fn storm(&self) -> Result<()> {
        let running: Vec<_> = self
            .storm
            .iter()
            .map(|(secret, stream)| {
                tokio::spawn(issue_and_revoke(self.address, secret.clone(), stream.clone()))
            })
            .collect();
        for running in running {
            running.await??;
        }
        Ok(())
    }

    /// Does what is given while changes go on. One that goes wrong ends it.
    pub(crate) async fn during<T>(&mut self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let begun = Instant::now();
        let done = tokio::select! {
            done = work => done,
            wrong = self.go_on() => Err(wrong),
        };
        self.took += begun.elapsed();
        done
    }

    /// Changes a second that there were while others asked.
    pub(crate) fn rate(&self) -> f64 {
        self.made as f64 / self.took.as_secs_f64()
    }

    /// Changes at its pace, until it is dropped or a change goes wrong.
    async fn go_on(&mut self) -> Error {
        let mut ticks = tokio::time::interval(Duration::from_secs_f64(1.0 / A_SECOND));
        loop {
            ticks.tick().await;
            if let Err(wrong) = self.change().await {
                return wrong;
            }
        }
    }

    /// One change: a grant, a revocation, a grant that is taken again, a revocation, and so on.
    async fn change(&mut self) -> Result<()> {
        // Connected anew: the one before may have been dropped in the middle of an answer.
        let mut client = Client::to(self.address).await?;
        if self.made % 2 == 0 {
            self.grant(&mut client, self.made % 4 == 0).await?;
        } else {
            let (id, token) = issue(&mut client, &self.owner).await?;
            let stream = format!("{}/changing/events", user_name(OWNER));
            expect(&mut client, &token, &stream, 200).await?;
            revoke(&mut client, &self.owner, &id).await?;
            expect(&mut client, &token, &stream, 401).await?;
        }
        self.made += 1;
        Ok(())
    }

    /// Grants the project to the other one, or takes it from them.
    pub(crate) async fn grant(&self, client: &mut Client, view: bool) -> Result<()> {
        let path = format!("/api/v1/projects/{}/changing/members/{}", user_name(OWNER), user_name(OTHER));
        call(client, "PATCH", &path, &self.owner, &format!("{{\"view\":{view}}}")).await?;
        let stream = format!("{}/changing/events", user_name(OWNER));
        expect(client, &self.other, &stream, if view { 200 } else { 403 }).await
    }
}

/// One caller's part of a storm.
async fn issue_and_revoke(address: SocketAddr, secret: String, stream: String) -> Result<()> {
    let mut client = Client::to(address).await?;
    let mut issued = Vec::new();
    for _ in 0..STORM / AT_ONCE {
        let (id, token) = issue(&mut client, &secret).await?;
        expect(&mut client, &token, &stream, 200).await?;
        issued.push((id, token));
    }
    for (id, token) in &issued {
        revoke(&mut client, &secret, id).await?;
        expect(&mut client, token, &stream, 401).await?;
    }
    Ok(())
}

/// Asks once whether a secret may read a stream.
async fn expect(client: &mut Client, secret: &str, stream: &str, status: u16) -> Result<()> {
    let answer = client.send(&asking(stream, secret)).await?.status;
    if answer != status {
        bail!("after a change a proxy hears {answer} instead of {status}");
    }
    Ok(())
}
