//! Lists follow `next` unless `--limit` is given; answers come as tables or as the API gives them.

use crate::world::World;

#[test]
fn lists_are_whole_unless_limited() {
    let world = World::start();
    let full = world.with(&world.person("ada"));
    for name in ["pond", "lake", "sea", "brook"] {
        full.run(&["project", "create", &format!("ada/{name}"), "--description", "some water"]).ok();
    }
    let paths = |list: &serde_json::Value| -> Vec<String> {
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["path"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = full.json(&["project", "list"]);
    assert_eq!(paths(&all), ["ada/brook", "ada/lake", "ada/pond", "ada/sea"]);
    assert!(all["next"].is_null());
    assert_eq!(full.json(&["project", "list", "ada"]), all);

    let first = full.json(&["project", "list", "--limit", "3"]);
    assert_eq!(paths(&first), ["ada/brook", "ada/lake", "ada/pond"]);
    let cursor = first["next"].as_str().unwrap();
    let rest = full.json(&["project", "list", "--limit", "3", "--after", cursor]);
    assert_eq!((paths(&rest), rest["next"].is_null()), (vec!["ada/sea".to_owned()], true));
    let said = full.run(&["project", "list", "--limit", "3"]).ok();
    assert!(said.err.contains(&format!("--after {cursor}")), "{said:?}");

    let table = full.run(&["project", "list"]).ok();
    let lines: Vec<&str> = table.out.lines().collect();
    assert_eq!((lines.len(), table.err.as_str()), (5, ""));
    assert!(lines[0].starts_with("PATH ") && lines[1].starts_with("ada/brook  private"), "{table:?}");
    assert!(lines.iter().all(|line| line.trim_end() == *line && !line.contains('\u{1b}')), "{table:?}");
}

#[test]
fn empty_lists_say_so_on_stderr_alone() {
    let world = World::start();
    let full = world.with(&world.person("ada"));
    let said = full.run(&["project", "list"]).ok();
    assert_eq!((said.out.as_str(), said.err.as_str()), ("", "nothing to show\n"));
    assert_eq!(full.run(&["project", "list", "--quiet"]).ok().err, "");
    assert_eq!(full.run(&["project", "list", "--output", "json"]).ok().out, "{\"items\":[],\"next\":null}\n");
}

#[test]
fn json_is_the_answer_as_it_is() {
    let world = World::start();
    let token = world.with_stream("ada");
    let full = world.with(&token);
    let url = format!("{}/api/v1/streams/ada/lake/events", world.url);
    let answer = ureq::get(url).header("Authorization", format!("Bearer {token}")).call().unwrap();
    let answer = answer.into_body().read_to_string().unwrap();
    let said = full.run(&["stream", "show", "ada/lake/events", "--output", "json"]).ok();
    assert_eq!(said.out.trim_end(), answer.trim_end());
    assert!(full.run(&["organization", "list"]).ok().out.contains("ada"));
    assert!(full.run(&["organization", "show", "ada"]).ok().out.contains("personal"));
    assert!(full.run(&["stream", "list", "ada/lake"]).ok().out.contains("ada/lake/events"));
}

#[test]
fn a_token_stands_alone() {
    let world = World::start();
    let full = world.with(&world.person("ada"));
    let said = full.run(&["secret", "issue", "--kind", "public_read", "--lifetime-days", "30"]).ok();
    assert!(said.out.starts_with("sgr_") && said.out.lines().count() == 1, "{said:?}");
    assert!(said.err.contains("only time") && !said.err.contains(said.out.trim()), "{said:?}");
    let said = world.operator().run(&["admin", "issue-secret", "ada", "--quiet"]).ok();
    assert!(said.out.starts_with("sgf_") && said.err.is_empty(), "{said:?}");
}

#[test]
fn things_are_found_by_parts_of_their_names() {
    let world = World::start();
    let full = world.with(&world.with_stream("ada"));
    let said = full.run(&["find", "lake"]).ok();
    assert_eq!(said.out, "KIND     PATH\nproject  ada/lake\n");
    assert_eq!(full.run(&["find", "lake/ev"]).ok().out, "KIND    PATH\nstream  ada/lake/events\n");
    let found = full.json(&["find", "lake ev", "--kind", "stream"]);
    let items = found["items"].as_array().unwrap();
    let item = &items[0];
    assert_eq!((items.len(), &item["name"], &item["path"]), (1, &"events".into(), &"ada/lake/events".into()));
    assert_eq!(item["id"], full.json(&["stream", "show", "ada/lake/events"])["id"]);
    assert_eq!(full.run(&["find", "lake", "--kind", "team"]).ok().err, "nothing to show\n");
    full.run(&["project", "create", "ada/lakes"]).ok();
    let said = full.run(&["find", "lake", "--limit", "1"]).ok();
    assert!(said.out.contains("ada/lake\n") && said.err.contains("there is more"), "{said:?}");
    full.run(&["find", "l"]).fails(1, "at least 2 characters");
    full.run(&["find", "lake", "--kind", "person"]).fails(2, "organization, project");
    full.run(&["find", "lake", "--limit", "501"]).fails(2, "");
}
