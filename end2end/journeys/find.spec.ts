// Finding things by name: from anywhere by the keyboard, and without scripts by the page that the field leads to.
import { expect, test } from "../console.ts";
import { createFirstAccount, createProject, createStream, createUser } from "./people.ts";

test("the keyboard finds and goes, from any page", async ({ page, console }) => {
  await createFirstAccount(page, console);
  await createProject(page, "lake");
  await createStream(page, "ada/lake", "orders");
  await createStream(page, "ada/lake", "orders-clean");
  // Home has no part that needs the browser's code: the field loads it when it is focused.
  await page.goto("/");
  const field = page.getByLabel("Find or do anything");
  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await expect(field).toHaveRole("combobox");
  // Before anything is typed: where this page leads.
  await expect(page.getByRole("option", { name: /Activity/ })).toBeVisible();
  await page.keyboard.type("orders");
  await expect(page.getByRole("option")).toHaveText([/lake\/orders\s*stream/, /orders-clean\s*stream/]);
  await expect(page.getByRole("status").filter({ hasText: "2 found" })).toHaveCount(1);
  await page.keyboard.press("ArrowUp");
  const marked = page.getByRole("option", { selected: true });
  await expect(marked).toContainText("orders-clean");
  await expect(field).toHaveAttribute("aria-activedescendant", (await marked.getAttribute("id")) ?? "");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("listbox")).toHaveCount(0);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/ada\/lake\/orders$/);

  // An act of the page itself, and of the sidebar.
  await page.goto("/ada/-/services");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("new serv");
  await expect(page.getByRole("option")).toHaveText([/New service.*on this page/]);
  await page.getByRole("option").click();
  await expect(page.getByRole("dialog")).toBeVisible();
  // The dialog is asked first.
  await page.keyboard.press("Control+k");
  await expect(field).not.toBeFocused();

  // What fits nothing says so, and Enter leads to the page of what was found.
  await page.goto("/");
  await field.fill("no such thing");
  await expect(page.locator(".no-match")).toHaveText("Nothing that you can see has a name like that");
  await field.fill("lake/orders");
  await expect(page.getByRole("option")).toHaveCount(2);
  await field.press("Enter");
  await expect(page).toHaveURL(/\/-\/find\?search=lake%2Forders$/);
  await expect(page.getByRole("table", { name: "Found" }).getByRole("link")).toHaveText([/orders/, /orders-clean/]);
});

test("what is typed before the page is awake counts", async ({ page, console }) => {
  await createFirstAccount(page, console);
  await createProject(page, "lake");
  await createUser(console, "cleo");
  let go = (): void => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  // A page with islands of its own, which wake while the field waits, too: each wakes once.
  await page.goto("/ada/-/members?add=person");
  const person = page.getByLabel("Username");
  await expect(person).toBeFocused();
  await page.keyboard.type("cl");
  go();
  await expect(page.getByRole("option")).toHaveText([/cleo/]);
  await page.keyboard.press("Escape");
  await page.unrouteAll();

  let goOn = (): void => {};
  const heldAgain = new Promise<void>((resolve) => (goOn = resolve));
  await page.route("**/*.wasm", async (route) => {
    await heldAgain;
    await route.continue();
  });
  await page.goto("/ada/-/members");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("lake");
  goOn();
  await expect(page.getByRole("listbox")).toHaveCount(1);
  await expect(page.getByRole("option")).toHaveText([/ada\/lake\s*project/]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/ada\/lake$/);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the field leads to a page of what was found", async ({ page, console }) => {
    await createFirstAccount(page, console);
    await createProject(page, "lake");
    await createStream(page, "ada/lake", "orders");
    await page.goto("/ada");
    await page.getByRole("searchbox", { name: "Find or do anything" }).fill("ord");
    await page.getByRole("searchbox", { name: "Find or do anything" }).press("Enter");
    await expect(page).toHaveURL(/\/-\/find\?search=ord$/);
    await page.getByRole("link", { name: "Projects", exact: true }).last().click();
    await expect(page.getByText("No project that you can see has “ord” in its name.")).toBeVisible();
    await page.getByRole("link", { name: "Clear filters" }).click();
    await expect(page).toHaveURL(/\/-\/find\?search=ord$/);
    await page.getByRole("link", { name: "Streams", exact: true }).click();
    // Another search looks at the same kind.
    await page.getByRole("searchbox", { name: "Name or path" }).fill("orders");
    await page.getByRole("searchbox", { name: "Name or path" }).press("Enter");
    await expect(page).toHaveURL(/\/-\/find\?kind=stream&search=orders$/);
    await page.getByRole("link", { name: /orders/ }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("orders");
    expect((await page.goto("/-/find?search=o"))?.status()).toBe(422);
    await expect(page.getByText("Type at least 2 characters of the name.")).toBeVisible();
  });
});
