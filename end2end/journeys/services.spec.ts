// Services: created, granted streams with a preview, their secrets issued, rolled and finished, what they use, their end.
// With scripts and without.
import { type Browser, type Page } from "@playwright/test";
import type { Console } from "../console.ts";
import { expect, test } from "../console.ts";
import { PASSWORD, createFirstAccount, createUser, signIn } from "./people.ts";

/** Ada's organization acme with a stream; bob may create in acme, and only view the project. */
async function acme(page: Page, console: Console): Promise<Record<string, string>> {
  await createFirstAccount(page, console);
  await createUser(console, "bob");
  const issued = await console.run(["admin", "issue-secret", "ada"]);
  const ada = { SLUICEGATE_SECRET: issued.stdout.trim() };
  await console.run(["organization", "create", "acme"], ada);
  await console.run(["organization", "update-permissions", "acme", "bob", "--create"], ada);
  await console.run(["project", "create", "acme/lake"], ada);
  await console.run(["project", "update-permissions", "acme/lake", "bob", "--view"], ada);
  await console.run(["stream", "create", "acme/lake/orders"], ada);
  await console.run(["stream", "write", "acme/lake/orders"], ada, '{"n": 1}\n{"n": 2}\n');
  return ada;
}

async function as(browser: Browser, console: Console, name: string, javaScriptEnabled: boolean): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: console.url, javaScriptEnabled })).newPage();
  await signIn(page, name, PASSWORD);
  await expect(page.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
  return page;
}

/** The token that a page shows once. */
async function token(page: Page): Promise<string> {
  const panel = page.getByRole("region", { name: /Secret issued/ });
  await expect(panel).toBeVisible();
  return (await panel.locator(".plain").textContent()) ?? "";
}

async function menu(page: Page, row: RegExp, item: string): Promise<void> {
  await page.getByRole("row", { name: row }).getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("link", { name: item }).click();
}

for (const scripts of [true, false]) {
  test(`a service from its beginning to its end ${scripts ? "with" : "without"} scripts`, async ({ page, console, browser }) => {
    test.setTimeout(120_000);
    await acme(page, console);
    const ada = await as(browser, console, "ada", scripts);
    await ada.goto("/acme/-/services");
    await expect(ada.getByRole("heading", { name: "No services yet" })).toBeVisible();
    await ada.getByRole("link", { name: "New service…" }).click();
    await ada.getByLabel("Name", { exact: true }).fill("loader");
    await ada.getByLabel(/^Read, MB a month/).fill("1");
    await ada.getByRole("button", { name: "Create service" }).click();
    await expect(ada.getByRole("heading", { level: 1 })).toContainText("acme/loader");

    await ada.getByRole("link", { name: "Add streams" }).click();
    await ada.getByRole("checkbox", { name: "acme/loader, read on acme/lake/orders" }).check();
    if (!scripts) await ada.getByRole("button", { name: "Preview changes" }).click();
    const bar = ada.locator(".save-bar");
    await expect(bar).toContainText("service acme/loader gets read on acme/lake/orders");
    await expect(bar).toContainText("It has no secret that works");
    await ada.getByRole("button", { name: "Save 1 change" }).click();
    await expect(ada.getByRole("row", { name: /acme\/lake\/orders/ })).toContainText("by ada");
    await expect(ada.getByRole("checkbox", { name: "acme/loader, read on acme/lake/orders" })).toBeChecked();

    await ada.goto("/acme/-/services/loader?tab=secrets&issue=secret");
    await ada.getByLabel(/^Description/).fill("production");
    await ada.getByRole("button", { name: "Issue secret" }).click();
    const old = { SLUICEGATE_SECRET: await token(ada) };
    const read = await console.run(["stream", "read", "acme/lake/orders"], old);
    expect(read.stdout.trim().split("\n")).toHaveLength(2);

    await ada.goto("/acme/-/services/loader?tab=secrets");
    await menu(ada, /production/, "Roll…");
    await ada.getByRole("radio", { name: "7 days" }).check();
    await ada.getByRole("button", { name: "Roll secret" }).click();
    const fresh = { SLUICEGATE_SECRET: await token(ada) };
    await console.run(["stream", "read", "acme/lake/orders"], fresh);
    await console.run(["stream", "read", "acme/lake/orders"], old);

    await ada.goto("/acme/-/services/loader?tab=secrets");
    await menu(ada, /Rolled/, "Follow the roll…");
    const dialog = ada.getByRole("dialog", { name: "Roll of production" });
    await expect(dialog.getByRole("img", { name: /^New, .*: [1-9]/ })).toBeVisible();
    await expect(dialog).toContainText("Not yet");
    await dialog.getByRole("button", { name: "Finish: revoke the old one" }).click();
    await expect(ada.getByRole("row", { name: /production/ })).toHaveCount(1);
    await expect(console.run(["stream", "read", "acme/lake/orders"], old)).rejects.toMatchObject({ code: 3 });
    await console.run(["stream", "read", "acme/lake/orders"], fresh);

    await ada.goto("/acme/-/services/loader?tab=usage");
    await expect(ada.getByRole("img", { name: /^Read, by day: \d+ B in all/ })).toBeVisible();
    await expect(ada.getByRole("table", { name: "Use by the day" })).toContainText("8 records");
    await ada.getByRole("link", { name: "By hour" }).click();
    await expect(ada.getByRole("table", { name: "Use by the hour" })).toContainText("8 records");
    await ada.goto("/acme/-/usage?of=services");
    await expect(ada.getByRole("row", { name: /loader/ })).toContainText("of 1 MB");
    await ada.goto("/acme/lake/orders?tab=usage");
    await expect(ada.getByRole("table", { name: "Use by the day" })).toContainText("8 records");

    await ada.goto("/acme/-/services/loader?tab=settings&delete=service");
    await expect(ada.getByRole("dialog")).toContainText("1 live secret and 1 grant go with it");
    await ada.getByLabel("Type loader to confirm").fill("leader");
    await ada.getByRole("button", { name: "Delete service" }).click();
    await expect(ada.getByText("type “loader” to confirm")).toBeVisible();
    await ada.getByLabel("Type loader to confirm").fill("loader");
    await ada.getByRole("button", { name: "Delete service" }).click();
    await expect(ada.getByRole("heading", { name: "No services yet" })).toBeVisible();
    await expect(console.run(["stream", "read", "acme/lake/orders"], fresh)).rejects.toMatchObject({ code: 3 });
  });

  test(`what can't be given says why ${scripts ? "with" : "without"} scripts`, async ({ page, console, browser }) => {
    test.setTimeout(90_000);
    const ada = await acme(page, console);
    await console.run(["service", "create", "acme/loader"], ada);
    await console.run(["service", "update-permissions", "acme/loader", "acme/lake/orders", "--write"], ada);
    const bob = await as(browser, console, "bob", scripts);

    // It isn't his: he sees what it may, and nothing to change.
    await bob.goto("/acme/-/services/loader");
    await expect(bob.getByRole("row", { name: /acme\/lake\/orders/ })).toContainText("by ada");
    await expect(bob.getByRole("checkbox")).toHaveCount(0);

    await bob.goto("/acme/-/services?new=service");
    await bob.getByLabel("Name", { exact: true }).fill("own");
    await bob.getByRole("button", { name: "Create service" }).click();
    await bob.getByRole("link", { name: "Add streams" }).click();
    const row = bob.getByRole("row", { name: /acme\/lake\/orders/ });
    await expect(row).toContainText("write needs create on acme/lake");
    await expect(row.getByRole("checkbox", { name: /write/ })).toHaveCount(0);
    await expect(row.getByRole("checkbox", { name: /read/ })).toBeVisible();

    // What he doesn't hold himself he can't hand on, either.
    await console.run(["service", "update-permissions", "acme/own", "acme/lake/orders", "--write"], ada);
    await bob.goto("/acme/-/services/own?tab=secrets");
    await expect(bob.getByRole("button", { name: "Issue secret…" })).toBeDisabled();
    await expect(bob.getByText(/you do not hold create on project acme\/lake/)).toBeVisible();
  });
}

test("the bar follows the ticks, and a changed grant is said to be", async ({ page, console }) => {
  test.setTimeout(90_000);
  const ada = await acme(page, console);
  await console.run(["service", "create", "acme/loader"], ada);
  await console.run(["service", "update-permissions", "acme/loader", "acme/lake/orders", "--read"], ada);
  await console.run(["service", "issue-secret", "acme/loader", "--description", "production"], ada);
  await page.goto("/acme/-/services/loader");
  const read = page.getByRole("checkbox", { name: "acme/loader, read on acme/lake/orders" });
  const write = page.getByRole("checkbox", { name: "acme/loader, write on acme/lake/orders" });
  const bar = page.locator(".save-bar");
  await expect(page.getByRole("button", { name: "Preview changes" })).toBeDisabled();
  await write.check();
  await expect(bar).toContainText("gets write on acme/lake/orders");
  await expect(bar).toContainText("1 live secret gains it: production");
  await expect(page.getByRole("row", { name: /acme\/lake\/orders/ })).toContainText("write: not saved yet");
  await read.uncheck();
  await expect(bar).toContainText("loses read on acme/lake/orders");
  await write.uncheck();
  await read.check();
  await expect(bar).toHaveCount(0);

  // Meanwhile somebody else takes it away: what was seen no longer holds.
  await write.check();
  await expect(bar).toBeVisible();
  await console.run(["service", "update-permissions", "acme/loader", "acme/lake/orders", "--read", "false"], ada);
  await page.getByRole("button", { name: "Save 1 change" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  const shown = await console.run(["service", "list-permissions", "acme/loader", "--output", "json"], ada);
  expect(JSON.parse(shown.stdout).items).toEqual([]);
});

test("one's own secret is rolled", async ({ page, console }) => {
  await createFirstAccount(page, console);
  await console.run(["admin", "issue-secret", "ada", "--description", "laptop"]);
  await page.goto("/-/profile/secrets");
  await menu(page, /laptop/, "Roll…");
  await page.getByRole("dialog").getByLabel("Your password").fill("not the password");
  await page.getByRole("button", { name: "Roll secret" }).click();
  await expect(page.getByRole("dialog").getByLabel("Your password")).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("dialog").getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Roll secret" }).click();
  expect(await token(page)).toMatch(/^sgf_/);
  await expect(page.getByRole("row", { name: /laptop/ })).toHaveCount(2);
  await page.goto("/-/profile/usage");
  await expect(page.getByRole("heading", { name: "Nothing was read or written" })).toBeVisible();
});
