// What people do again and again in the journeys, by what they see on the page.
import { type Page, expect } from "@playwright/test";
import type { Console } from "../console.ts";

export const PASSWORD = "a long made-up password";

/** Creates the first account by the link that the server printed, and is then signed in as `ada`. */
export async function createFirstAccount(page: Page, console: Console): Promise<void> {
  const link = console.printed().match(/https?:\S+\/-\/welcome\?code=\S+/)?.[0];
  if (!link) throw new Error(`no link for the first account in:\n${console.printed()}`);
  await page.goto(link);
  await page.getByLabel("Username").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
}

/** Creates an account as the operator does; its password is that of everybody here. */
export async function createUser(console: Console, name: string): Promise<void> {
  await console.run(["admin", "create-user", name], {}, `${PASSWORD}\n`);
}

export async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.goto("/-/sign-in");
  await page.getByLabel("Username").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Gives the password where a page asks for it before it goes on. */
export async function confirmItsMe(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Confirm that it’s you");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Confirm and go on" }).click();
}

/** Creates a project in the personal organization by its dialog. */
export async function createProject(page: Page, name: string, seenBy: "Private" | "Public" = "Private"): Promise<void> {
  await page.goto("/ada?new=project");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("radio", { name: seenBy }).check();
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
}

/** Creates a stream by the project's dialog. */
export async function createStream(page: Page, project: string, name: string): Promise<void> {
  await page.goto(`/${project}?new=stream`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Create stream" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
}

/** Issues a secret in the Secrets tab and returns its token, as the page shows it. */
export async function issueSecret(
  page: Page,
  kind: "Full (CLI)" | "Private read" | "Public read",
  description: string,
): Promise<string> {
  await page.goto("/-/profile/secrets");
  await page.getByLabel(/^Description/).fill(description);
  await page.getByRole("radio", { name: kind }).check();
  if (kind === "Full (CLI)") await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Issue secret" }).click();
  const panel = page.getByRole("region", { name: `Secret issued: ${description}` });
  await expect(panel).toBeVisible();
  const plain = panel.locator(".plain");
  await expect(plain).toBeHidden();
  await panel.locator("label.show").click();
  await expect(plain).toBeVisible();
  const token = (await plain.textContent()) ?? "";
  expect(token).toMatch(/^sg[fpr]_[0-9A-Za-z]{49}$/);
  return token;
}

/** Revokes a secret by its row's menu and the dialog. */
export async function revokeSecret(page: Page, description: string): Promise<void> {
  await page.goto("/-/profile/secrets");
  await page.getByRole("button", { name: `Actions for ${description}` }).click();
  await page.getByRole("link", { name: "Revoke…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke secret" }).click();
  await expect(page.getByRole("row", { name: new RegExp(description) })).toHaveCount(0);
}
