//! Somebody who asks: an actor as the receiver of calls.

use std::net::{IpAddr, Ipv4Addr};

use access::{Actor, SecretId, ServiceId, UserCredential, UserId};
use api::accounts::{Account, ConfirmPassword};
use api::{Fault, Operation, Request, Response};
use app::backend::{Backend, Caller, Conditions, Once};
use sluicegate::door::Door;
use sluicegate::operations::Core;
use sluicegate::store::sessions::{self, NewSession};

use super::world::PASSWORD;

/// A caller in a world.
#[derive(Clone)]
pub(crate) struct Client {
    core: Core,
    /// Who calls, as the door sees it.
    pub(crate) who: Caller,
}

impl Client {
    /// Nobody.
    pub(crate) fn anonymous(core: &Core) -> Self {
        let who = Caller {
            actor: Actor::Anonymous,
            name: None,
            session: None,
            secret: None,
            request_id: "test-request".into(),
            address: Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1))),
            agent: "tests".into(),
            conditions: Conditions::default(),
        };
        Self { core: core.clone(), who }
    }

    /// A user in a fresh browser session.
    pub(crate) async fn in_session(core: &Core, account: &Account) -> Self {
        let key: [u8; 32] = rand_key();
        let now = core.clock.now();
        let session = NewSession {
            key: &key,
            id: sluicegate::ids::fresh(now),
            user: Some(account.id),
            data: "{}",
            device: "tests",
            address: "192.0.2.1",
            expires_at: now.plus(24 * 60 * 60 * 1000),
        };
        assert!(core.db.write(async |tx| sessions::insert(tx, now, &session).await).await.unwrap());
        let mut client = Self::as_user(core, account.id, &account.name.to_string(), UserCredential::Session);
        client.who.session = Some(key);
        client
    }

    /// A user with a credential out of thin air.
    pub(crate) fn as_user(core: &Core, id: UserId, name: &str, credential: UserCredential) -> Self {
        let mut client = Self::anonymous(core);
        client.who.actor = Actor::User { id, credential };
        client.who.name = Some(name.to_owned());
        client
    }

    /// A service.
    pub(crate) fn as_service(core: &Core, id: ServiceId, path: &str) -> Self {
        let mut client = Self::anonymous(core);
        client.who.actor = Actor::Service { id };
        client.who.name = Some(path.to_owned());
        client
    }

    /// The same with the secret of this id in hand.
    pub(crate) fn with_secret(mut self, id: SecretId) -> Self {
        self.who.secret = Some(id);
        self
    }

    /// The same from another address.
    pub(crate) fn from(mut self, address: [u8; 4]) -> Self {
        self.who.address = Some(IpAddr::from(address));
        self
    }

    /// The same with `If-Match`.
    pub(crate) fn if_match(mut self, tag: &str) -> Self {
        self.who.conditions.if_match = Some(tag.to_owned());
        self
    }

    /// The same with an `Idempotency-Key` for a request of this hash.
    pub(crate) fn once(mut self, key: &str, request: u8) -> Self {
        self.who.conditions.once = Some(Once { key: key.to_owned(), request_hash: [request; 32] });
        self
    }

    /// The same after the password was confirmed.
    pub(crate) async fn confirmed(self) -> Self {
        self.call(ConfirmPassword { password: PASSWORD.to_owned().into() }).await.unwrap();
        self
    }

    /// The user who calls.
    pub(crate) fn user(&self) -> UserId {
        self.who.actor.user().unwrap()
    }

    /// Calls one operation.
    pub(crate) async fn call<O: Operation>(&self, input: O) -> Result<O::Output, Fault> {
        self.request(input.into()).await.map(|response| O::output(response).unwrap())
    }

    /// Calls one operation and gives the status of the fault that it must end with.
    pub(crate) async fn status<O: Operation>(&self, input: O) -> u16 {
        match self.call(input).await {
            Ok(_) => 200,
            Err(fault) => fault.status(),
        }
    }

    /// Calls any operation.
    pub(crate) async fn request(&self, request: Request) -> Result<Response, Fault> {
        Door::new(self.core.clone()).call(self.who.clone(), request).await
    }
}

fn rand_key() -> [u8; 32] {
    let mut key = [0; 32];
    getrandom::fill(&mut key).unwrap();
    key
}
