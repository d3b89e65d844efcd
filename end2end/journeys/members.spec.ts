// People in an organization: invited, granted, changed and removed; with scripts and without.
import { type Browser, type Page } from "@playwright/test";
import type { Console } from "../console.ts";
import { expect, test } from "../console.ts";
import { PASSWORD, confirmItsMe, createFirstAccount, createUser, signIn } from "./people.ts";

/** Ada, signed in to her new organization acme, made by its form. */
async function acme(page: Page, console: Console, browser: Browser, scripts: boolean): Promise<Page> {
  await createFirstAccount(page, console);
  await createUser(console, "bob");
  const ada = await as(browser, console, "ada", scripts);
  await ada.goto("/-/organizations/new");
  await ada.getByLabel("Name", { exact: true }).fill("acme");
  await ada.getByRole("button", { name: "Create organization" }).click();
  await expect(ada.getByRole("heading", { level: 1 })).toContainText("acme");
  return ada;
}

async function as(browser: Browser, console: Console, name: string, javaScriptEnabled = true): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: console.url, javaScriptEnabled })).newPage();
  await signIn(page, name, PASSWORD);
  return page;
}

for (const scripts of [true, false]) {
  const how = scripts ? "with scripts" : "without scripts";

  test(`an invite is sent, read and accepted, and billing moves ${how}`, async ({ page, console, browser }) => {
    test.setTimeout(90_000);
    const ada = await acme(page, console, browser, scripts);
    await ada.goto("/acme/-/members");
    await ada.getByRole("link", { name: "Invite", exact: true }).click();
    await ada.getByLabel("Username or e-mail address").fill("bob");
    await ada.getByRole("button", { name: "Choose flags…" }).click();
    await ada.getByRole("checkbox", { name: /^Create/ }).check();
    const preview = ada.getByRole("dialog");
    // Without scripts the first post shows what it would do, and the second does it.
    if (!scripts) await ada.getByRole("button", { name: "Preview" }).click();
    await expect(preview.getByText(/gets view, create on acme/)).toBeVisible();
    await ada.getByRole("button", { name: "Send invite" }).click();
    await expect(ada.getByRole("row", { name: /bob.*Invite pending/ })).toBeVisible();

    const bob = await as(browser, console, "bob", scripts);
    await bob.goto("/-/invites");
    await bob.getByRole("link", { name: /acme/ }).first().click();
    await expect(bob.getByRole("heading", { level: 1 })).toHaveText("acme invites you");
    await expect(bob.getByRole("row", { name: /Who pays for your usage/ })).toContainText("acme, from the moment you accept");
    await bob.getByRole("button", { name: "Accept: acme pays from now on" }).click();
    await expect(bob.getByRole("heading", { level: 1 })).toContainText("acme");
    await ada.goto("/acme/-/members");
    await expect(ada.getByRole("row", { name: /bob.*billed here/ })).toBeVisible();
    expect((await bob.goto("/-/invites/acme"))?.status()).toBe(404);
  });

  test(`flags are changed with a preview, and a removed person is refused ${how}`, async ({ page, console, browser }) => {
    test.setTimeout(90_000);
    const ada = await acme(page, console, browser, scripts);
    await ada.goto("/acme/-/members");
    await ada.getByRole("link", { name: "Add", exact: true }).click();
    await ada.getByLabel("Username").fill("bob");
    await ada.getByRole("button", { name: "Choose flags…" }).click();
    await ada.getByRole("checkbox", { name: /^View/ }).check();
    if (!scripts) await ada.getByRole("button", { name: "Preview" }).click();
    await expect(ada.getByRole("dialog").getByText(/bob gets view on acme/)).toBeVisible();
    await ada.getByRole("button", { name: "Save flags" }).click();
    await expect(ada.getByRole("row", { name: /bob.*Collaborator/ })).toBeVisible();
    const bob = await as(browser, console, "bob", scripts);
    expect((await bob.goto("/acme/-/members"))?.status()).toBe(200);

    await ada.goto("/acme/-/members?remove=bob");
    await expect(ada.getByRole("dialog").getByText(/bob loses view on acme/)).toBeVisible();
    await ada.getByRole("dialog").getByRole("button", { name: "Remove bob" }).click();
    await expect(ada.getByRole("row", { name: /bob/ })).toHaveCount(0);
    expect((await bob.goto("/acme/-/members"))?.status()).toBe(403);
  });

  test(`the only admin stays one, and an organization that holds nothing is deleted ${how}`, async ({ page, console, browser }) => {
    test.setTimeout(90_000);
    const ada = await acme(page, console, browser, scripts);
    await ada.goto("/acme/-/members?edit=ada");
    await expect(ada.getByRole("checkbox", { name: /^Admin/ })).toBeDisabled();
    await ada.goto("/acme/-/settings?delete=organization");
    await ada.getByLabel("Type acme to confirm").fill("acme");
    await ada.getByRole("dialog").getByRole("button", { name: "Delete organization" }).click();
    await confirmItsMe(ada);
    await expect(ada.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
    expect((await ada.goto("/acme"))?.status()).toBe(404);
  });
}
