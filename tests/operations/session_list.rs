//! The list of one's own sessions, and ending them.

use access::UserCredential;
use api::sessions::{EndOtherSessions, EndSession, ListSessions, Session};

use crate::on_both;
use crate::support::client::Client;

async fn listed(client: &Client) -> Vec<Session> {
    client.call(ListSessions::default()).await.unwrap().items
}

on_both! {
    async fn sessions_are_listed_and_ended(world: World) {
        let mut sessions = Vec::new();
        for _ in 0..4 {
            world.pass(1000);
            sessions.push(world.ada().await);
        }
        let (this, bob) = (&sessions[1], world.bob().await);
        let list = listed(this).await;
        assert!(list.is_sorted_by(|one, next| one.id > next.id), "newest first");
        let current: Vec<_> = list.iter().filter(|session| session.current).collect();
        assert_eq!((current.len(), current[0].address.as_str(), current[0].device.as_str()), (1, "192.0.2.1", "tests"));
        assert_eq!(current[0].created_at, world.core.clock.now().plus(-2000));
        let first = this.call(ListSessions { limit: Some(2), after: None }).await.unwrap();
        let rest = this.call(ListSessions { limit: Some(500), after: first.next }).await.unwrap();
        assert_eq!([first.items, rest.items].concat(), list);

        // Nobody ends another's, nor one twice.
        let newest = EndSession { id: list[0].id };
        assert_eq!(bob.status(newest.clone()).await, 404);
        assert_eq!(this.call(newest.clone()).await.unwrap().ended, 1);
        assert_eq!(this.status(newest).await, 404);
        assert_eq!(listed(this).await.len(), list.len() - 1);
        assert_eq!(this.call(EndOtherSessions {}).await.unwrap().ended, list.len() as u64 - 2);
        let left = listed(this).await;
        assert!(left.len() == 1 && left[0].current);
        assert_eq!(listed(&bob).await.len(), 1, "others' go on");

        // A full secret is in no session, so it ends them all.
        let full = world.ada_by(UserCredential::Full);
        assert_eq!(full.call(EndOtherSessions {}).await.unwrap().ended, 1);
        assert_eq!(listed(&full).await, []);
        assert_eq!(world.ada_by(UserCredential::PrivateRead).status(ListSessions::default()).await, 403);
    }

    async fn what_is_over_isnt_listed(world: World) {
        let ada = world.ada().await;
        let before = listed(&ada).await;
        world.pass(25 * 60 * 60 * 1000);
        let later = world.ada().await;
        let after = listed(&later).await;
        assert_eq!(after.len(), 1);
        assert!(!before.is_empty() && !before.iter().any(|session| session.id == after[0].id));
    }
}
