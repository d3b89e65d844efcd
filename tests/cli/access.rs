//! Questions about access.

use crate::world::World;

#[test]
fn check_answers_by_its_exit_code_and_explain_says_why() {
    let world = World::start();
    let full = world.with(&world.with_stream("ada"));
    world.person("bob");
    let stream = "stream:ada/lake/events";
    let said = full.run(&["access", "check", "user:ada", "write", stream]).ok();
    assert!(said.out.starts_with("yes: "), "{said:?}");
    let said = full.run(&["access", "check", "caller", "read", stream]).ok();
    assert!(said.out.starts_with("yes: "), "{said:?}");
    let said = full.run(&["access", "check", "user:bob", "read", stream]);
    assert_eq!((said.code, said.err.as_str()), (3, ""), "{said:?}");
    assert!(said.out.starts_with("no: "), "{said:?}");
    let said = full.run(&["access", "check", "user:bob", "read", stream, "--output", "json"]);
    assert!(said.code == 3 && said.out.contains("\"decision\":false"), "{said:?}");

    let why = full.run(&["access", "explain", "user:ada", "read", stream]).ok().out;
    assert!(why.starts_with("yes: ") && why.contains("\n  by "), "{why}");
    let why = full.run(&["access", "explain", "user:bob", "read", stream]).ok().out;
    assert!(why.starts_with("no: "), "{why}");
    world.anybody().run(&["access", "check", "caller", "read", stream]).fails(3, "");
}
