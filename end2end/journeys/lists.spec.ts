// Lists of people: somebody is found as one types, flags are changed in the list itself, many are changed at once.
import { type Browser, type Page } from "@playwright/test";
import type { Console } from "../console.ts";
import { expect, test } from "../console.ts";
import { PASSWORD, createFirstAccount, createUser, signIn } from "./people.ts";

/** Ada, who decides about acme, of which bob, cleo and clementine hold `view`. */
async function acme(page: Page, console: Console): Promise<Record<string, string>> {
  await createFirstAccount(page, console);
  const secret = await console.run(["admin", "issue-secret", "ada"]);
  const ada = { SLUICEGATE_SECRET: secret.stdout.trim() };
  await console.run(["organization", "create", "acme"], ada);
  await console.run(["project", "create", "acme/lake"], ada);
  for (const name of ["bob", "cleo", "clementine"]) {
    await createUser(console, name);
    await console.run(["organization", "update-permissions", "acme", name, "--view"], ada);
  }
  return ada;
}

/** Gives or takes a flag in the list: from when the page is awake; before that, the popover is a form of its own. */
async function give(page: Page, tick: string, act: string): Promise<void> {
  await expect(page.locator("html[data-awake]")).toBeAttached();
  await page.getByRole("button", { name: tick }).click();
  await page.locator(":popover-open").getByRole("button", { name: act }).click();
}

test("the keyboard finds somebody as one types", async ({ page, console }) => {
  await acme(page, console);
  await createUser(console, "clio");
  await page.goto("/acme/-/members?add=person");
  const field = page.getByRole("combobox", { name: "Username" });
  await expect(field).toBeFocused();
  await page.keyboard.type("c");
  await expect(page.getByRole("listbox")).toHaveCount(0);
  await page.keyboard.type("l");
  await expect(page.getByRole("option")).toHaveText([/clementine.*collaborator in acme/, /cleo/, /clio.*not in acme/]);
  await expect(field).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByRole("status").filter({ hasText: "3 people found" })).toHaveCount(1);
  await page.keyboard.press("ArrowUp");
  const marked = page.getByRole("option", { selected: true });
  await expect(marked).toContainText("clio");
  await expect(field).toHaveAttribute("aria-activedescendant", (await marked.getAttribute("id")) ?? "");
  // Esc closes the list first, and the dialog after it.
  await page.keyboard.press("Escape");
  await expect(page.getByRole("listbox")).toHaveCount(0);
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("clementine");
  await field.fill("zz");
  await expect(page.getByText("Nobody’s name begins so")).toBeVisible();
  await field.fill("clio");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Add clio" })).toBeVisible();
});

test("a dialog opens and closes over the same part of the list, and its command follows the form", async ({ page, console }) => {
  test.setTimeout(90_000);
  await acme(page, console);
  await page.goto("/acme/-/members?search=b&sort=newest");
  await page.getByRole("button", { name: "Actions for bob" }).click();
  await page.getByRole("link", { name: "Flags…" }).click();
  await expect(page).toHaveURL(/search=b&sort=newest&edit=bob$/);
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Save flags" })).toBeDisabled();
  await expect(dialog.getByRole("checkbox", { name: "View" })).toBeFocused();
  await dialog.getByRole("checkbox", { name: "Create" }).check();
  await expect(dialog.getByText("organization update-permissions acme bob --create")).toBeVisible();
  await dialog.getByRole("checkbox", { name: "View" }).uncheck();
  await expect(dialog.getByText("implied by create", { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/search=b&sort=newest(#member-bob-button)?$/);
  await expect(page.getByRole("button", { name: "Actions for bob" })).toBeFocused();
});

test("flags are changed in the list, previewed together and saved at once", async ({ page, console }) => {
  test.setTimeout(90_000);
  await acme(page, console);
  for (const path of ["/acme/-/members", "/acme/lake?tab=members"]) {
    const on = path.includes("lake") ? "acme/lake" : "acme";
    if (on !== "acme") {
      await page.goto("/acme/lake?tab=members&edit=bob");
      await page.getByRole("dialog").getByRole("button", { name: "Save flags" }).click();
    }
    await page.goto(path);
    await page.locator(".selecting[data-editing]").waitFor();
    const bar = page.getByRole("form", { name: "Unsaved changes" });
    await give(page, `bob, create on ${on}, not set`, "Give create");
    await expect(page.getByRole("button", { name: `bob, create on ${on}, set, not saved yet` })).toBeVisible();
    await expect(bar.getByText(`bob gets create on ${on}`)).toBeVisible();
    await give(page, `bob, view on ${on}, set`, "Take view away");
    await expect(bar.getByRole("button", { name: "Save 2 changes" })).toBeEnabled();
    await give(page, `bob, create on ${on}, set, not saved yet`, "Undo");
    await expect(bar.getByText(`bob loses view on ${on}`)).toBeVisible();
    await bar.getByRole("button", { name: "Discard" }).click();
    await expect(bar).toHaveCount(0);
    await expect(page.getByRole("button", { name: `bob, view on ${on}, set`, exact: true })).toBeVisible();
    // The only admin stays one.
    await page.getByRole("button", { name: `ada, admin on ${on}, set` }).click();
    await expect(page.locator(":popover-open")).toContainText("make somebody else admin first");
    await page.keyboard.press("Escape");
    await give(page, `bob, admin on ${on}, not set`, "Give admin");
    await bar.getByRole("button", { name: "Save 1 change" }).click();
    await expect(bar).toHaveCount(0);
    await expect(page.getByRole("button", { name: `bob, admin on ${on}, set`, exact: true })).toBeVisible();
  }
});

test("what somebody else changed meanwhile is shown anew before it is saved", async ({ page, console }) => {
  const ada = await acme(page, console);
  await console.run(["organization", "update-permissions", "acme", "bob", "--create"], ada);
  await page.goto("/acme/-/members");
  await page.locator(".selecting[data-editing]").waitFor();
  await give(page, "bob, create on acme, set", "Take create away");
  await give(page, "bob, admin on acme, not set", "Give admin");
  const bar = page.getByRole("form", { name: "Unsaved changes" });
  await expect(bar.getByText("bob loses create on acme")).toBeVisible();
  await console.run(["organization", "update-permissions", "acme", "bob", "--create", "no"], ada);
  await bar.getByRole("button", { name: "Save 2 changes" }).click();
  await expect(page.getByText(/Somebody changed this meanwhile/)).toBeVisible();
  await expect(bar.getByText("bob gets admin on acme")).toBeVisible();
  await bar.getByRole("button", { name: "Save 1 change" }).click();
  await expect(page.getByRole("button", { name: "bob, admin on acme, set", exact: true })).toBeVisible();
});

for (const scripts of [true, false]) {
  test(`all are selected, put into a team and removed ${scripts ? "with" : "without"} scripts`, async ({
    page,
    console,
    browser,
  }) => {
    test.setTimeout(90_000);
    const ada = await acme(page, console);
    await console.run(["team", "create", "acme/data"], ada);
    const context = await (browser as Browser).newContext({ baseURL: console.url, javaScriptEnabled: scripts });
    const own = await context.newPage();
    await signIn(own, "ada", PASSWORD);
    await own.goto("/acme/-/members?search=cle&sort=newest");
    await expect(own.getByRole("link", { name: "Newest first" })).toHaveAttribute("aria-current", "true");
    await own.getByRole("checkbox", { name: "Select cleo" }).check();
    await own.getByRole("link", { name: "Select all 2" }).click();
    await expect(own.getByRole("checkbox", { name: "Select clementine" })).toBeChecked();
    await own.getByRole("button", { name: "Add to team…" }).click();
    await expect(own.getByRole("dialog").getByText("cleo and clementine join team acme/data")).toBeVisible();
    // Without scripts the first post shows what it would do, and the second does it.
    if (!scripts) await own.getByRole("dialog").getByRole("button", { name: "Add 2 people" }).click();
    await expect(own.locator("dialog input[name=seen]")).toHaveCount(1);
    await own.getByRole("dialog").getByRole("button", { name: "Add 2 people" }).click();
    await expect(own.getByRole("dialog")).toHaveCount(0);
    await own.goto("/acme/-/teams/data");
    await expect(own.getByRole("row")).toHaveCount(3);
    await own.goto("/acme/-/members?search=cle&selected=all");
    await own.getByRole("button", { name: "Remove…" }).click();
    const dialog = own.getByRole("dialog");
    await expect(dialog.getByText(/lose view on acme/)).toHaveCount(1);
    await dialog.getByRole("button", { name: "Remove 2 people" }).click();
    await own.goto("/acme/-/members?search=cle");
    await expect(own.getByText("Nobody here fits")).toBeVisible();
  });
}

test("removing the only admin of a project offers to take it over, and says who gets it", async ({ page, console }) => {
  const ada = await acme(page, console);
  await console.run(["organization", "update-permissions", "acme", "bob", "--create"], ada);
  const bob = await console.run(["admin", "issue-secret", "bob"]);
  await console.run(["project", "create", "acme/pond"], { SLUICEGATE_SECRET: bob.stdout.trim() });
  await console.run(["project", "update-permissions", "acme/pond", "ada", "--view"], { SLUICEGATE_SECRET: bob.stdout.trim() });
  await page.goto("/acme/-/members?remove=bob");
  const dialog = page.getByRole("dialog");
  const remove = dialog.getByRole("button", { name: "Remove bob" });
  await expect(dialog.getByText("acme/pond would be left without anybody who decides about it")).toBeVisible();
  await expect(remove).toBeDisabled();
  await dialog.getByRole("checkbox", { name: /^Take over/ }).check();
  await expect(dialog.getByText("You get admin on acme/pond")).toBeVisible();
  await remove.click();
  await expect(page.getByRole("row", { name: /bob/ })).toHaveCount(0);
  await page.goto("/acme/pond?tab=members");
  await expect(page.getByRole("button", { name: "ada, admin on acme/pond, set" })).toBeVisible();
});

test("a refused page says what to write to whoever can grant", async ({ page, console, browser }) => {
  await acme(page, console);
  const own = await (await browser.newContext({ baseURL: console.url })).newPage();
  await signIn(own, "bob", PASSWORD);
  expect((await own.goto("/acme/lake"))?.status()).toBe(403);
  const request = own.getByText(/^I need view on acme\/lake/);
  await expect(request).toContainText(`${console.url}/acme/lake?tab=members&edit=bob`);
  await expect(own.getByText("You hold nothing there.")).toBeVisible();
  await own.getByLabel("For how long").selectOption("30 days");
  await own.getByLabel("Why").fill("Backfill of the returns, ticket 4471");
  await expect(request).toContainText("I need view on acme/lake for 30 days, to open");
  await expect(request).toContainText("Backfill of the returns, ticket 4471.");
  const link = (await request.textContent())?.split(" at ").at(-1) ?? "";
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Add bob" })).toBeVisible();
  // What is held is said, and that it isn't enough.
  expect((await own.goto("/acme/-/settings"))?.status()).toBe(403);
  await expect(own.getByText("You hold view.")).toBeVisible();
  await expect(own.getByText("Send it to ada.")).toBeVisible();
  await own.getByRole("link", { name: "Back to acme" }).click();
  await expect(own).toHaveURL(/\/acme$/);
});
