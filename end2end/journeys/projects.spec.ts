// Teams, projects and streams: who may what on them, seen before it is saved; with scripts and without.
import { type Browser, type Page } from "@playwright/test";
import type { Console } from "../console.ts";
import { expect, test } from "../console.ts";
import { PASSWORD, createFirstAccount, createUser, signIn } from "./people.ts";

/** Ada's organization acme, in which bob may look. Organizations are made by the command line here. */
async function acme(page: Page, console: Console): Promise<void> {
  await createFirstAccount(page, console);
  await createUser(console, "bob");
  const issued = await console.run(["admin", "issue-secret", "ada"]);
  const ada = { SLUICEGATE_SECRET: issued.stdout.trim() };
  await console.run(["organization", "create", "acme"], ada);
  await console.run(["organization", "update-permissions", "acme", "bob", "--view"], ada);
  await console.run(["project", "create", "acme/lake"], ada);
  await console.run(["stream", "create", "acme/lake/orders"], ada);
}

async function as(browser: Browser, console: Console, name: string, javaScriptEnabled = true): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: console.url, javaScriptEnabled })).newPage();
  await signIn(page, name, PASSWORD);
  return page;
}

for (const scripts of [true, false]) {
  const how = scripts ? "with scripts" : "without scripts";

  test(`a team is made, joined and deleted ${how}`, async ({ page, console, browser }) => {
    test.setTimeout(90_000);
    await acme(page, console);
    const ada = await as(browser, console, "ada", scripts);
    await ada.goto("/acme/-/teams");
    await expect(ada.getByRole("heading", { name: "No teams yet" })).toBeVisible();
    await ada.getByRole("link", { name: "New team" }).click();
    await ada.getByLabel("Name", { exact: true }).fill("data");
    await ada.getByRole("button", { name: "Create team" }).click();
    await expect(ada.getByRole("heading", { level: 1 })).toContainText("acme/data");

    await ada.getByRole("link", { name: "Add person…" }).click();
    await ada.getByLabel("Username").fill("bob");
    // Without scripts the first post shows what it would do, and the second does it.
    if (!scripts) await ada.getByRole("button", { name: "Add to the team" }).click();
    await expect(ada.getByText("bob joins team acme/data")).toBeVisible();
    await ada.getByRole("button", { name: "Add to the team" }).click();
    await expect(ada.getByRole("row", { name: /bob.*this one/ })).toBeVisible();

    const bob = await as(browser, console, "bob", scripts);
    await bob.goto("/acme/-/teams/data");
    await expect(bob.getByText("you are in it")).toBeVisible();

    await ada.goto("/acme/-/teams/data?delete=team");
    await ada.getByLabel("Type data to confirm").fill("dato");
    await ada.getByRole("button", { name: "Delete team" }).click();
    await expect(ada.getByText("type “data” to confirm")).toBeVisible();
    await ada.getByLabel("Type data to confirm").fill("data");
    await ada.getByRole("button", { name: "Delete team" }).click();
    await expect(ada.getByRole("heading", { name: "No teams yet" })).toBeVisible();
  });

  test(`a project's flags are given and taken with a preview ${how}`, async ({ page, console, browser }) => {
    test.setTimeout(90_000);
    await acme(page, console);
    const ada = await as(browser, console, "ada", scripts);
    const bob = await as(browser, console, "bob", scripts);
    expect((await bob.goto("/acme/lake"))?.status()).toBe(403);

    await ada.goto("/acme/lake?tab=members");
    await ada.getByRole("link", { name: "Add person…" }).click();
    await ada.getByLabel("Username").fill("bob");
    await ada.getByRole("button", { name: "Choose flags…" }).click();
    await ada.getByRole("checkbox", { name: /^Create/ }).check();
    // Without scripts the first post shows what it would do, and the second does it.
    if (!scripts) await ada.getByRole("button", { name: "Preview" }).click();
    await expect(ada.getByText(/bob gets view, create on acme\/lake/)).toBeVisible();
    await ada.getByRole("button", { name: "Save flags" }).click();
    await expect(ada.getByRole("row", { name: /bob.*create on acme\/lake, set/ })).toBeVisible();
    expect((await bob.goto("/acme/lake"))?.status()).toBe(200);

    await ada.goto("/acme/lake?tab=members&edit=ada");
    await expect(ada.getByRole("checkbox", { name: /^Admin/ })).toBeDisabled();
    await expect(ada.getByText("is the only admin who can sign in")).toBeVisible();

    await ada.goto("/acme/lake?tab=members&edit=bob&none=true");
    if (!scripts) await ada.getByRole("button", { name: "Preview" }).click();
    await expect(ada.getByText(/bob loses view, create on acme\/lake/)).toBeVisible();
    await ada.getByRole("button", { name: "Save flags" }).click();
    await expect(ada.getByRole("row", { name: /bob/ })).toHaveCount(0);
    expect((await bob.goto("/acme/lake"))?.status()).toBe(403);
  });

  test(`a project becomes public, and is deleted ${how}`, async ({ page, console, browser }) => {
    test.setTimeout(90_000);
    await acme(page, console);
    const ada = await as(browser, console, "ada", scripts);
    const stranger = await (await browser.newContext({ baseURL: console.url })).newPage();
    expect((await stranger.goto("/acme/lake/orders"))?.status()).toBe(404);

    await ada.goto("/acme/lake?tab=settings");
    await ada.getByRole("link", { name: "Change who sees it…" }).click();
    await ada.getByRole("radio", { name: "Public" }).check();
    await ada.getByLabel("Type lake to confirm").fill("lake");
    if (!scripts) await ada.getByRole("button", { name: "Preview" }).click();
    await expect(ada.getByText(/Everybody gets view on acme\/lake/)).toBeVisible();
    await expect(ada.getByText(/Everybody gets read on acme\/lake\/orders/)).toBeVisible();
    await ada.getByRole("button", { name: "Change who sees it" }).click();
    await expect(ada.getByText("public project")).toBeVisible();
    expect((await stranger.goto("/acme/lake/orders"))?.status()).toBe(200);

    await ada.goto("/acme/lake?tab=settings&delete=project");
    await expect(ada.getByText("1 stream goes with its records.")).toBeVisible();
    await ada.getByLabel("Type lake to confirm").fill("lake");
    await ada.getByRole("button", { name: "Delete project" }).click();
    await expect(ada).toHaveURL(/\/acme$/);
    expect((await ada.goto("/acme/lake"))?.status()).toBe(404);
  });

  test(`what was seen no longer holds: nothing is saved, and the new state is shown ${how}`, async ({ page, console, browser }) => {
    test.setTimeout(90_000);
    await acme(page, console);
    const ada = await as(browser, console, "ada", scripts);
    await ada.goto("/acme/lake?tab=members&edit=bob");
    if (!scripts) await ada.getByRole("button", { name: "Preview" }).click();
    await expect(ada.getByText(/bob gets view on acme\/lake/)).toBeVisible();
    const issued = await console.run(["admin", "issue-secret", "ada"]);
    const secret = { SLUICEGATE_SECRET: issued.stdout.trim() };
    await console.run(["project", "update-permissions", "acme/lake", "bob", "--create"], secret);
    await ada.getByRole("button", { name: "Save flags" }).click();
    await expect(ada.getByText(/Somebody changed this meanwhile/)).toBeVisible();
    await expect(ada.getByText(/bob loses create on acme\/lake/)).toBeVisible();
  });

  test(`a stream says who can reach it, and why not ${how}`, async ({ page, console, browser }) => {
    test.setTimeout(90_000);
    await acme(page, console);
    const ada = await as(browser, console, "ada", scripts);
    await ada.goto("/acme/lake/orders?tab=access");
    await expect(ada.getByRole("row", { name: /ada.*admin on acme\/lake/ })).toBeVisible();
    await ada.getByLabel("Who: a person, or a service by its path").fill("bob");
    await ada.getByRole("button", { name: "Explain" }).click();
    await expect(ada.getByText("bob can’t read this stream")).toBeVisible();
    await expect(ada.getByText("What comes close, and why it is not enough")).toBeVisible();
    await ada.getByRole("link", { name: "Grant…" }).click();
    await expect(ada.getByRole("dialog", { name: "Add bob" })).toBeVisible();

    // Who can't grant is offered what to write instead.
    const issued = await console.run(["admin", "issue-secret", "ada"]);
    const secret = { SLUICEGATE_SECRET: issued.stdout.trim() };
    await console.run(["project", "update-permissions", "acme/lake", "bob", "--view"], secret);
    const bob = await as(browser, console, "bob", scripts);
    await bob.goto("/acme/lake/orders?tab=access&who=bob&what=write");
    await expect(bob.getByRole("link", { name: "Grant…" })).toHaveCount(0);
    await bob.getByText("Request access").click();
    await expect(bob.getByText(/^I need create on acme\/lake for 7 days/)).toBeVisible();
  });

  test(`a stream is made with a schema and an end of its records ${how}`, async ({ page, console, browser }) => {
    test.setTimeout(90_000);
    await acme(page, console);
    const ada = await as(browser, console, "ada", scripts);
    await ada.goto("/acme/lake?new=stream");
    await ada.getByLabel("Name", { exact: true }).fill("returns");
    await ada.getByLabel("JSON Schema").fill("{");
    await ada.getByLabel("Days that records are kept").fill("90");
    await ada.getByRole("button", { name: "Create stream" }).click();
    await expect(ada.getByText("a schema is a JSON object")).toBeVisible();
    await expect(ada.getByLabel("Days that records are kept")).toHaveValue("90");
    await ada.getByLabel("JSON Schema").fill('{"type":"object","required":["id"]}');
    await ada.getByRole("button", { name: "Create stream" }).click();
    await expect(ada).toHaveURL(/\/acme\/lake\/returns$/);
    await ada.goto("/acme/lake/returns?tab=schema");
    await expect(ada.getByText('"required"')).toBeVisible();
    await ada.goto("/acme/lake/returns?tab=settings");
    await expect(ada.getByLabel("Days that records are kept")).toHaveValue("90");
  });

  test(`a stream gets a schema, and is deleted by its name ${how}`, async ({ page, console, browser }) => {
    test.setTimeout(90_000);
    await acme(page, console);
    const ada = await as(browser, console, "ada", scripts);
    await ada.goto("/acme/lake/orders");
    await ada.getByRole("link", { name: "Schema" }).click();
    await ada.getByRole("link", { name: "Add schema" }).click();
    await ada.getByLabel("JSON Schema").fill("{");
    await ada.getByRole("button", { name: "Save schema" }).click();
    await expect(ada.getByText("a schema is a JSON object")).toBeVisible();
    await ada.getByLabel("JSON Schema").fill('{"type":"object","required":["id"]}');
    await ada.getByRole("button", { name: "Save schema" }).click();
    await expect(ada).toHaveURL(/\/acme\/lake\/orders$/);
    await ada.goto("/acme/lake/orders?tab=schema");
    await expect(ada.getByText('"required"')).toBeVisible();
    await ada.goto("/acme/lake/orders?tab=settings&delete=stream");
    await ada.getByLabel("Type orders to confirm").fill("orders");
    await ada.getByRole("button", { name: "Delete stream" }).click();
    await expect(ada).toHaveURL(/\/acme\/lake$/);
    await expect(ada.getByRole("heading", { name: "No streams yet" })).toBeVisible();
  });
}
