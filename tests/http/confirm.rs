//! "It's you": asked in place of a page, without scripts; then the form is carried out as it was typed.

use super::world::{Answer, PASSWORD, World};

/// The hidden fields of the page's first form after the head, as a browser would post them.
fn hidden(answer: &Answer) -> Vec<(String, String)> {
    let text = answer.text();
    let main = text.split("<main").nth(1).unwrap();
    let form = main.split("<form").nth(1).unwrap().split("</form>").next().unwrap();
    let inputs = form.split("<input").filter(|input| input.contains("type=\"hidden\""));
    let value = |input: &str, name: &str| {
        let rest = input.split_once(&format!("{name}=\"")).unwrap().1;
        rest.split_once('"').unwrap().0.replace("&amp;", "&")
    };
    inputs.map(|input| (value(input, "name"), value(input, "value"))).collect()
}

fn pairs<'f>(fields: &'f [(String, String)], password: &'f str) -> Vec<(&'f str, &'f str)> {
    let typed = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    typed.chain([("confirm_password", password)]).collect()
}

#[tokio::test]
async fn what_reaches_far_is_confirmed_first_and_then_goes_on() {
    let world = World::peopled().await;
    let ada = world.sign_in("ada").await;
    for name in ["acme", "dust"] {
        let form = [("do", "create-organization"), ("name", name)];
        world.post("/-/organizations/new").cookie(&ada).form(&form).await.expect(303);
    }
    let page = "/acme/-/settings?delete=organization";
    let delete = [("do", "delete-organization"), ("organization", "acme"), ("typed", "acme")];
    let asked = world.post(page).cookie(&ada).form(&delete).await.expect(403);
    assert_eq!(asked.header("cache-control"), "no-store");
    let fields = hidden(&asked);
    for (name, value) in delete {
        assert!(fields.contains(&(name.to_owned(), value.to_owned())), "{fields:?}");
    }
    // A wrong password is told on the same page, which still knows what was asked.
    let wrong = world.post(page).cookie(&ada).form(&pairs(&fields, "not the password")).await.expect(422);
    assert_eq!(hidden(&wrong), fields);
    assert!(wrong.text().contains("aria-invalid=\"true\"") && !wrong.text().contains("not the password"));
    world.get("/acme").cookie(&ada).await.expect(200);

    let done = world.post(page).cookie(&ada).form(&pairs(&fields, PASSWORD)).await.expect(303);
    assert_eq!(done.header("location"), "/");
    world.get("/acme").cookie(&ada).await.expect(404);
    // For ten minutes nothing more is asked.
    world.pass(599_999);
    let again = [("do", "delete-organization"), ("organization", "dust"), ("typed", "dust")];
    world.post("/dust/-/settings").cookie(&ada).form(&again).await.expect(303);
}

#[tokio::test]
async fn a_page_that_needs_it_first_asks_first() {
    let world = World::with(&[("SLUICEGATE_ORIGIN", "http://localhost:3000")]).await;
    world.people().await;
    let ada = world.sign_in("ada").await;
    let page = "/-/profile/security?add=passkey";
    let asked = world.get(page).cookie(&ada).await.expect(403);
    let fields = hidden(&asked);
    let wrong = world.post(page).cookie(&ada).form(&pairs(&fields, "not the password")).await.expect(422);
    assert_eq!(hidden(&wrong), fields);
    let done = world.post(page).cookie(&ada).form(&pairs(&fields, PASSWORD)).await.expect(303);
    assert_eq!(done.header("location"), page);
    let shown = world.get(page).cookie(&ada).await.expect(200);
    assert!(shown.text().contains("data-passkey=\"create\""));

    // An address can't have passkeys, and the page says so.
    let world = World::peopled().await;
    let ada = world.sign_in("ada").await;
    let page = world.get("/-/profile/security").cookie(&ada).await.expect(200);
    assert!(page.text().contains("passkeys belong to a name"));
}

#[tokio::test]
async fn a_form_that_asks_by_itself_is_shown_again_itself() {
    let world = World::peopled().await;
    let ada = world.sign_in("ada").await;
    let form = |password| {
        [("do", "issue-secret"), ("kind", "full"), ("description", "laptop"), ("confirm_password", password)]
    };
    for (password, status) in [("", 403), ("not the password", 422)] {
        let page = world.post("/-/profile/secrets").cookie(&ada).form(&form(password)).await.expect(status);
        assert!(page.text().contains("value=\"laptop\"") && !page.text().contains("Confirm and go on"));
    }
    let issued = world.post("/-/profile/secrets").cookie(&ada).form(&form(PASSWORD)).await.expect(200);
    assert!(issued.token("sgf_").len() > 40);
}
