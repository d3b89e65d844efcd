//! What tests share: a small world of made-up people on either database, and a real PostgreSQL that the tests start
//! themselves. A test names who asks: `world.ada().call(ShowProject { … }).await`.

// Each test program uses a part of it.
#![allow(dead_code, unused_imports)]

pub(crate) mod client;
pub(crate) mod database;
pub(crate) mod inbox;
pub(crate) mod postgres;
pub(crate) mod races;
pub(crate) mod world;

pub(crate) use world::{Empty, World};

/// Makes each test run on both databases: `on_both! { async fn name(world: World) { … } }` becomes the tests
/// `name::sqlite` and `name::postgres`. With `Empty` in place of `World`, nobody is there yet.
#[macro_export]
macro_rules! on_both {
    ($($(#[doc = $doc:literal])* async fn $name:ident($world:ident: $kind:ident) $body:block)+) => {$(
        $(#[doc = $doc])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn run($world: &$crate::support::$kind) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run(&$crate::support::$kind::on_sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(world) = $crate::support::$kind::on_postgres().await {
                    run(&world).await;
                }
            }
        }
    )+};
}
