// Pipelines: made, tried, deployed, watched, changed, shared with people and teams, handed over, ended. With scripts and
// without.
import { type Browser, type Page } from "@playwright/test";
import type { Console } from "../console.ts";
import { expect, test } from "../console.ts";
import { PASSWORD, createFirstAccount, createUser, signIn } from "./people.ts";

const CLEAN = "/acme/-/pipelines/clean";

/** Ada's organization acme with two streams, a service that may go from one to the other, and a team with cleo in it. */
async function acme(page: Page, console: Console): Promise<Record<string, string>> {
  await createFirstAccount(page, console);
  for (const name of ["bob", "cleo"]) await createUser(console, name);
  const issued = await console.run(["admin", "issue-secret", "ada"]);
  const ada = { SLUICEGATE_SECRET: issued.stdout.trim() };
  await console.run(["organization", "create", "acme"], ada);
  await console.run(["organization", "update-permissions", "acme", "cleo", "--view"], ada);
  await console.run(["team", "create", "acme/data"], ada);
  await console.run(["team", "add-member", "acme/data", "cleo"], ada);
  await console.run(["project", "create", "acme/lake"], ada);
  await console.run(["stream", "create", "acme/lake/orders"], ada);
  await console.run(["stream", "create", "acme/lake/clean"], ada);
  await console.run(["service", "create", "acme/loader"], ada);
  await console.run(["service", "update-permissions", "acme/loader", "acme/lake/orders", "--read"], ada);
  await console.run(["service", "update-permissions", "acme/loader", "acme/lake/clean", "--write"], ada);
  const records = ['{"order": 1, "cents": 250}', '{"order": 2, "cents": 0}', '{"order": 3}'];
  await console.run(["stream", "write", "acme/lake/orders"], ada, `${records.join("\n")}\n`);
  return ada;
}

/** A pipeline from the one stream to the other, owned by ada. */
async function clean(console: Console, ada: Record<string, string>): Promise<void> {
  const config = "source: acme/lake/orders\nsink: acme/lake/clean\nservice: loader\n";
  await console.run(["pipeline", "create", "acme/clean", "--config", "-"], ada, config);
}

async function as(browser: Browser, console: Console, name: string, javaScriptEnabled: boolean): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: console.url, javaScriptEnabled })).newPage();
  await signIn(page, name, PASSWORD);
  await expect(page.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
  return page;
}

async function status(page: Page, path: string): Promise<number | undefined> {
  return (await page.goto(path))?.status();
}

for (const scripts of [true, false]) {
  test(`a pipeline is made, runs and is changed ${scripts ? "with" : "without"} scripts`, async ({ page, console, browser }) => {
    test.setTimeout(120_000);
    const secret = await acme(page, console);
    const ada = await as(browser, console, "ada", scripts);
    await ada.goto("/acme/-/pipelines");
    await ada.getByRole("link", { name: "New pipeline" }).click();
    await ada.getByLabel("Name", { exact: true }).fill("clean");
    await ada.getByLabel("Source", { exact: true }).fill("acme/lake/orders");
    await ada.getByLabel("Sink", { exact: true }).fill("acme/lake/orders");
    await ada.getByLabel("Runs as").fill("acme/loader");
    await ada.getByLabel("Filter").fill("record.cents >");
    await ada.getByRole("button", { name: "Add field to step 1" }).click();
    await ada.getByLabel("Name, step 1, field 1").fill("order");
    await ada.getByLabel("Expression, step 1, field 1").fill("record.order");
    if (scripts) await expect(ada.getByLabel("Config as text")).toContainText('order: "record.order"');

    // What is wrong is said where it stands, before anything is saved.
    await ada.getByRole("button", { name: "Try it on the newest records" }).click();
    await expect(ada.getByLabel("Filter")).toHaveAttribute("aria-invalid", "true");
    await ada.getByLabel("Filter").fill("record.cents > 0");
    await ada.getByRole("button", { name: "Try it on the newest records" }).click();
    const tried = ada.getByRole("table", { name: "What became of each record" });
    await expect(tried.getByRole("row", { name: /passes/ })).toContainText('{"order":1}');
    await expect(tried.getByRole("row", { name: /filtered/ })).toContainText("filter of step 1");
    await expect(tried.getByRole("row", { name: /fails/ })).toContainText("cents");
    await ada.getByRole("button", { name: "Create pipeline" }).click();
    await expect(ada.getByLabel("Sink", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await ada.getByLabel("Sink", { exact: true }).fill("acme/lake/clean");
    await ada.getByRole("button", { name: "Create pipeline" }).click();

    await expect(ada.getByRole("heading", { level: 1 })).toContainText("acme/clean");
    await expect(ada.getByRole("table", { name: "What it needs" }).getByText("Allowed", { exact: true })).toHaveCount(2);
    await ada.getByRole("button", { name: "Deploy version 1" }).click();
    await expect(async () => {
      await ada.goto(CLEAN);
      await expect(ada.getByRole("region", { name: "The last hour" })).toContainText(/Records in, 1 h\s*3/, { timeout: 500 });
      // Its state and its counts are read one after the other: a page drawn between them has the older state.
      await expect(ada.locator("#pipeline-now")).toContainText("Running", { timeout: 500 });
    }).toPass({ timeout: 20_000 });
    const sink = await console.run(["stream", "read", "acme/lake/clean"], secret);
    expect(sink.stdout.trim().split("\n").map((line) => JSON.parse(line).record)).toEqual([{ order: 1 }]);
    await ada.goto(`${CLEAN}?tab=metrics`);
    await expect(ada.getByRole("img", { name: /^Records out: 1;/ })).toBeVisible();
    await ada.goto(`${CLEAN}?tab=dead-letters`);
    await ada.getByRole("row", { name: /cents/ }).getByRole("link", { name: "Show record" }).click();
    await expect(ada.getByRole("dialog")).toContainText('"order": 3');
    await ada.goto("/acme/lake/orders?tab=access");
    await expect(ada.getByRole("table", { name: "Pipelines on this stream" })).toContainText("acme/loader");

    // The same as text is tried, too.
    await ada.goto(`${CLEAN}?tab=config&as=text`);
    await ada.getByRole("button", { name: "Try it on the newest records" }).click();
    await expect(tried.getByRole("row", { name: /passes/ })).toContainText('{"order":1}');

    // A change runs once it is deployed; an earlier version comes back as a new one.
    await ada.goto(`${CLEAN}?tab=config`);
    await ada.getByLabel("Filter").fill("has(record.cents) && record.cents > 0");
    await ada.getByRole("button", { name: "Save version 2" }).click();
    await expect(ada.getByText("Edited since deployed")).toBeVisible();
    await ada.getByRole("button", { name: "Deploy version 2" }).click();
    await ada.goto(`${CLEAN}?tab=dead-letters`);
    await ada.getByRole("button", { name: "Try again", exact: true }).click();
    await expect(async () => {
      await ada.goto(`${CLEAN}?tab=dead-letters`);
      await expect(ada.getByRole("heading", { name: "No dead letters" })).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 20_000 });
    await ada.goto(`${CLEAN}?tab=versions`);
    await expect(ada.locator("#version-2")).toContainText("transforms[0].filter");
    await ada.getByRole("link", { name: "Restore version 1…" }).click();
    await ada.getByRole("dialog").getByRole("button", { name: "Restore version" }).click();
    await expect(ada.locator("#version-3")).toContainText("as version 1 was");

    await ada.goto(`${CLEAN}?teardown=pipeline`);
    await ada.getByRole("dialog").getByRole("button", { name: "Tear down" }).click();
    await expect(ada.locator("#pipeline-now")).toContainText("Torn down");
    await ada.goto(`${CLEAN}?tab=settings&delete=pipeline`);
    await ada.getByLabel("Type clean to confirm").fill("clean");
    await ada.getByRole("button", { name: "Delete pipeline" }).click();
    await expect(ada.getByRole("heading", { name: "No pipelines that you can see" })).toBeVisible();
  });

  test(`a pipeline is shared, changed hands and taken away ${scripts ? "with" : "without"} scripts`, async ({ page, console, browser }) => {
    test.setTimeout(120_000);
    const secret = await acme(page, console);
    await clean(console, secret);
    const [ada, bob, cleo] = [
      await as(browser, console, "ada", scripts),
      await as(browser, console, "bob", scripts),
      await as(browser, console, "cleo", scripts),
    ];
    // Nobody else has access, and hears no more than for nothing.
    expect(await status(bob, CLEAN)).toBe(404);
    const hidden = await bob.getByRole("main").innerText();
    expect(await status(bob, "/acme/-/pipelines/none")).toBe(404);
    expect(await bob.getByRole("main").innerText()).toBe(hidden);

    // The last owner stays: what can't be done is off, and says why.
    await ada.goto(`${CLEAN}?tab=sharing`);
    await expect(ada.getByLabel("Role of ada")).toBeDisabled();
    await expect(ada.getByRole("row", { name: /ada/ }).first()).toContainText("Its only owner");
    await ada.goto(`${CLEAN}?tab=settings`);
    await expect(ada.getByRole("button", { name: "Leave…" })).toBeDisabled();

    // A person and a team at once.
    await ada.goto(`${CLEAN}?tab=sharing`);
    await ada.getByRole("link", { name: "Share…" }).click();
    const dialog = ada.getByRole("dialog");
    if (scripts) {
      await dialog.getByLabel("Person or team").fill("bob,");
      // Before the field is awake it is a plain one, and what is typed next would take this one's place.
      await expect(dialog.getByRole("button", { name: "Take bob out" })).toBeVisible();
      await dialog.getByLabel("Person or team").fill("acme/data");
      await dialog.getByLabel("Person or team").press("Enter");
    } else {
      await dialog.getByLabel("Person or team").fill("bob acme/data");
    }
    await dialog.getByRole("radio", { name: /^Editor/ }).check();
    if (!scripts) await dialog.getByRole("button", { name: "Preview sharing" }).click();
    await expect(dialog).toContainText("bob gets read, edit on acme/clean");
    await expect(dialog).toContainText("cleo gets read on acme/clean");
    await expect(dialog).toContainText("An editor decides what runs as acme/loader");
    await dialog.getByRole("button", { name: "Share with 2" }).click();
    await expect(ada.getByRole("row", { name: /acme\/data/ })).toContainText("Viewer");

    expect(await status(bob, CLEAN)).toBe(200);
    await expect(bob.getByRole("button", { name: "Deploy version 1" })).toBeVisible();
    await bob.goto(`${CLEAN}?tab=sharing`);
    await expect(bob.getByText("Its owners can change it: ada.")).toBeVisible();
    await expect(bob.getByLabel("Role of ada")).toHaveCount(0);
    expect(await status(cleo, CLEAN)).toBe(200);
    await expect(cleo.getByRole("button", { name: "Deploy version 1" })).toHaveCount(0);
    await cleo.goto("/-/pipelines?how=team");
    await expect(cleo.getByRole("row").filter({ hasText: "acme/clean" })).toContainText("via team data");

    // Why somebody may, and what a role less would leave.
    const tick = ada.getByRole("button", { name: /^bob, edit on clean/ });
    await tick.click();
    const why = ada.locator(".right-paths:popover-open");
    await expect(why).toContainText("bob is editor");
    await expect(why).toContainText("Take the editor role away: read and edit go.");
    await ada.keyboard.press("Escape");
    await expect(tick).toBeFocused();

    // Another role, seen before it is saved.
    await ada.getByLabel("Role of bob").selectOption("reader");
    if (!scripts) await ada.getByRole("button", { name: "Preview changes" }).click();
    await expect(ada.locator(".save-bar")).toContainText("bob loses edit on acme/clean");
    await ada.getByRole("button", { name: "Save 1 change" }).click();
    await expect(ada.getByLabel("Role of bob")).toHaveValue("reader");
    await bob.goto(CLEAN);
    await expect(bob.getByRole("button", { name: "Deploy version 1" })).toHaveCount(0);

    // The team loses it, on its next request.
    await ada.getByRole("button", { name: "Actions for acme/data" }).click();
    await ada.getByRole("link", { name: "Take away…" }).click();
    await expect(ada.getByRole("dialog")).toContainText("cleo loses read on acme/clean");
    await ada.getByRole("dialog").getByRole("button", { name: "Take away" }).click();
    await expect(ada.getByRole("row", { name: /acme\/data/ })).toHaveCount(0);
    expect(await status(cleo, CLEAN)).toBe(404);

    // What was done is told, and taken back by the same form; once more, and it is done.
    await expect(ada.getByText("acme/data may no longer view it.")).toBeVisible();
    await ada.getByRole("button", { name: "Undo" }).click();
    await expect(ada.getByText("acme/data may view it now.")).toBeVisible();
    expect(await status(cleo, CLEAN)).toBe(200);
    await ada.getByRole("button", { name: "Undo" }).click();
    await expect(ada.getByRole("row", { name: /acme\/data/ })).toHaveCount(0);
    expect(await status(cleo, CLEAN)).toBe(404);

    // It changes hands: ada stays on as an editor.
    await ada.goto(`${CLEAN}?tab=sharing&transfer=bob`);
    await expect(ada.getByRole("dialog")).toContainText("bob gets edit, manage on acme/clean");
    await ada.getByRole("dialog").getByRole("button", { name: "Hand over" }).click();
    await expect(ada.getByText("Its owners can change it: bob.")).toBeVisible();
    await bob.goto(`${CLEAN}?tab=sharing`);
    await expect(bob.getByLabel("Role of ada")).toHaveValue("editor");
    await ada.goto(`${CLEAN}?tab=settings&leave=pipeline`);
    await ada.getByRole("dialog").getByRole("button", { name: "Leave pipeline" }).click();
    await expect(ada.getByRole("heading", { name: "No pipelines yet" })).toBeVisible();
    expect(await status(ada, CLEAN)).toBe(404);
  });
}

test("what was shown no longer holds", async ({ page, console }) => {
  test.setTimeout(60_000);
  const ada = await acme(page, console);
  await clean(console, ada);
  await console.run(["pipeline", "share", "acme/clean", "--user", "bob", "--role", "reader"], ada);
  await page.goto(`${CLEAN}?tab=sharing`);
  await page.getByLabel("Role of bob").selectOption("editor");
  await expect(page.locator(".save-bar")).toContainText("bob gets edit on acme/clean");
  await expect(page.locator(".save-bar")).toContainText("editor replaces reader");
  await console.run(["pipeline", "unshare", "acme/clean", "--user", "bob"], ada);
  await page.getByRole("button", { name: "Save 1 change" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("Role of bob")).toHaveCount(0);
});

test("roles that can't be are off while people or teams are chosen", async ({ page, console }) => {
  test.setTimeout(60_000);
  const ada = await acme(page, console);
  await clean(console, ada);
  await page.goto(`${CLEAN}?tab=sharing&share=people`);
  const dialog = page.getByRole("dialog");
  const who = dialog.getByLabel("Person or team");
  await expect(dialog.getByRole("button", { name: "Share", exact: true })).toBeDisabled();
  await who.fill("bo");
  await dialog.getByRole("option", { name: /bob/ }).click();
  await expect(dialog.getByRole("radio", { name: /^Viewer/ })).toBeDisabled();
  await expect(dialog.getByText("Only for teams.")).toBeVisible();
  await expect(dialog).toContainText("bob gets read on acme/clean");
  await expect(dialog.locator(".command")).toContainText("--user bob --role reader");
  await dialog.getByRole("button", { name: "Take bob out" }).click();
  await who.fill("acme/data,");
  await expect(dialog.getByRole("radio", { name: /^Editor/ })).toBeDisabled();
  await expect(dialog.getByRole("radio", { name: /^Viewer/ })).toBeChecked();
  await who.fill("nobody-here,");
  await expect(dialog.getByRole("button", { name: "Share with 2" })).toBeDisabled();
});
