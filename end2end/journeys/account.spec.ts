// The life of an account: made by the link of an invite, its password changed, its sessions ended, renamed, deleted.
import type { Page } from "@playwright/test";
import { expect, test } from "../console.ts";
import { PASSWORD, createUser, signIn } from "./people.ts";

const NEW = "seven quiet lanterns drift";

/** Answers "confirm that it's you", should it be asked. */
async function confirm(page: Page, password: string): Promise<void> {
  const asked = page.getByRole("button", { name: "Confirm and go on" });
  if (!(await asked.isVisible())) return;
  await page.getByLabel("Password", { exact: true }).fill(password);
  await asked.click();
}

for (const javaScriptEnabled of [true, false]) {
  test(`an account's life ${javaScriptEnabled ? "with" : "without"} scripts`, async ({ browser, console }) => {
    test.setTimeout(90_000);
    await createUser(console, "ada");
    const ada = { SLUICEGATE_SECRET: (await console.run(["admin", "issue-secret", "ada"])).stdout.trim() };
    await console.run(["organization", "create", "acme"], ada);
    const link = (await console.run(["organization", "invite-member", "acme", "dora@example.com"], ada)).stdout.trim();
    const open = async () => (await browser.newContext({ baseURL: console.url, javaScriptEnabled })).newPage();
    const [page, other] = [await open(), await open()];

    // Sign-up by the link: what is easy to guess isn't taken.
    await page.goto(link);
    await page.getByLabel("Username").fill("dora");
    await page.getByLabel("Password", { exact: true }).fill("dora-dora-12");
    if (javaScriptEnabled) await expect(page.getByText("Too easy to guess: it holds a name")).toBeVisible();
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByText(/too easy to guess: it holds a name/)).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    if (javaScriptEnabled) await expect(page.getByText("Hard to guess.")).toBeVisible();
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByRole("link", { name: /acme/ }).first()).toBeVisible();

    // A change of the password ends the other session, and not this one.
    await signIn(other, "dora", PASSWORD);
    await expect(other.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
    await page.goto("/-/profile/security");
    await page.getByLabel("Old password").fill(PASSWORD);
    await page.getByLabel("New password").fill(NEW);
    await page.getByRole("button", { name: "Change password" }).click();
    await expect(page.getByRole("table", { name: "Sessions" }).getByRole("row")).toHaveCount(2);
    await other.goto("/");
    await expect(other).toHaveURL(/\/-\/sign-in/);

    // Sessions, one by one and all others.
    await signIn(other, "dora", NEW);
    await expect(other.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
    await page.goto("/-/profile/security");
    const sessions = page.getByRole("table", { name: "Sessions" });
    await expect(sessions.getByRole("row", { name: /Chrom.*This one/ })).toBeVisible();
    await sessions.getByRole("button", { name: /^End/ }).click();
    await expect(sessions.getByRole("row")).toHaveCount(2);
    await other.goto("/");
    await expect(other).toHaveURL(/\/-\/sign-in/);
    await signIn(other, "dora", NEW);
    await expect(other.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
    await page.goto("/-/profile/security");
    await page.getByRole("button", { name: "End all others" }).click();
    await expect(page.getByRole("button", { name: "End all others" })).toHaveCount(0);
    await other.goto("/");
    await expect(other).toHaveURL(/\/-\/sign-in/);

    // Another name.
    await page.goto("/-/profile/account");
    await page.getByRole("link", { name: "Rename…" }).click();
    await page.getByLabel("New username").fill("countess");
    await page.getByLabel("Type dora to confirm").fill("dora");
    await page.getByRole("button", { name: "Rename account" }).click();
    await confirm(page, NEW);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("countess");
    expect((await page.goto("/dora"))?.status()).toBe(404);

    // The end.
    await page.goto("/-/profile/account");
    await page.getByRole("link", { name: "Delete account…" }).click();
    await page.getByLabel("Type countess to confirm").fill("countess");
    await page.getByRole("dialog").getByRole("button", { name: "Delete account" }).click();
    await confirm(page, NEW);
    await expect(page).toHaveURL(/\/-\/sign-in/);
    await signIn(page, "countess", NEW);
    await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("aria-invalid", "true");
  });
}
