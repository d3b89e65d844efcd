// A command line is signed in by the browser; what its secret issues is rolled, leaked, and revoked with it. The real
// program waits while the browser answers. With scripts and without.
import { type Page } from "@playwright/test";
import { type Console, type Running, expect, test } from "../console.ts";
import { confirmItsMe, createFirstAccount } from "./people.ts";

/** Starts `auth login`, and gives the code that it shows. */
async function login(console: Console): Promise<[Running, string]> {
  const running = console.start(["auth", "login", "--no-browser"]);
  await expect.poll(() => running.said()).toMatch(/\/-\/cli\/login\?code=\S+/);
  const code = running.said().match(/login\?code=([A-Z]{4}-[A-Z]{4})/)?.[1] ?? "";
  expect(running.said().split(code)).toHaveLength(3);
  return [running, code];
}

/** Opens an item of the menu of a secret's row. */
async function menu(page: Page, name: RegExp, item: string): Promise<void> {
  await page.goto("/-/profile/secrets");
  await page.getByRole("row", { name }).getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("link", { name: item }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("login of the command line, roll and finish, leaked, revoked with what it issued", async ({ page, console }) => {
      test.setTimeout(90_000);
      await createFirstAccount(page, console);

      // Refused first: by hand, from the page that says how it works.
      const [refused, wrong] = await login(console);
      await page.goto("/-/cli");
      await page.getByRole("link", { name: "Enter a code" }).click();
      await page.getByLabel("Code", { exact: true }).fill(wrong.toLowerCase());
      await page.getByRole("button", { name: "Go on" }).click();
      await expect(page.getByText(wrong, { exact: true })).toBeVisible();
      await page.getByRole("button", { name: "Refuse" }).click();
      await expect(page.getByText("Nothing was issued")).toBeVisible();
      expect(await refused.ended).toBe(3);

      const [running, code] = await login(console);
      await page.goto(`/-/cli/login?code=${code}`);
      await expect(page.getByText(code, { exact: true })).toBeVisible();
      await expect(page.getByText("Approve only what you started yourself")).toBeVisible();
      await page.getByRole("radio", { name: "Full (CLI)" }).check();
      await page.getByRole("radio", { name: "30 days" }).check();
      await page.getByLabel(/^Description/).fill("the terminal");
      await page.getByRole("button", { name: "The code is the same: approve" }).click();
      await confirmItsMe(page);
      await expect(page.getByText("Go back to your terminal")).toBeVisible();
      expect(await running.ended).toBe(0);
      expect(running.said()).toContain("as ada (full secret)");

      // It issues a secret for a notebook, which is rolled; the old one is finished.
      const issue = ["secret", "issue", "--kind", "private-read", "--quiet", "--description"];
      const old = { SLUICEGATE_SECRET: (await console.run([...issue, "notebook"])).stdout.trim() };
      await menu(page, /notebook/, "Roll…");
      await page.getByRole("button", { name: "Roll secret" }).click();
      const panel = page.getByRole("region", { name: "Secret issued: notebook" });
      const fresh = { SLUICEGATE_SECRET: (await panel.locator(".plain").textContent()) ?? "" };
      await console.run(["auth", "whoami"], old);
      await console.run(["auth", "whoami"], fresh);
      await menu(page, /notebook.*Rolled/, "Follow the roll…");
      await page.getByRole("button", { name: "Finish: revoke the old one" }).click();
      await expect(page.getByRole("row", { name: /notebook/ })).toHaveCount(1);
      await expect(console.run(["auth", "whoami"], old)).rejects.toMatchObject({ code: 3 });

      // Somebody finds the new one.
      await console.run(["secret", "report-leaked"], {}, fresh.SLUICEGATE_SECRET);
      await expect(console.run(["auth", "whoami"], fresh)).rejects.toMatchObject({ code: 3 });
      await page.goto("/");
      await expect(page.getByText("Leaked and revoked: notebook")).toBeVisible();
      await page.getByRole("button", { name: "Dismiss" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
      await expect(page.getByText("Leaked and revoked: notebook")).toHaveCount(0);

      // The terminal's own goes, and takes along what is ticked.
      const school = { SLUICEGATE_SECRET: (await console.run([...issue, "school"])).stdout.trim() };
      await menu(page, /the terminal/, "What it issued…");
      const issued = page.getByRole("table", { name: "Issued secrets" });
      await expect(issued.getByRole("row", { name: /school/ })).toContainText("Active");
      await page.getByRole("link", { name: "Revoke with them…" }).click();
      await expect(page.getByRole("checkbox", { name: /school/ })).toBeChecked();
      await page.getByRole("button", { name: "Revoke secret" }).click();
      await expect(page.getByRole("heading", { name: "No secrets yet" })).toBeVisible();
      for (const environment of [{}, school]) {
        await expect(console.run(["auth", "whoami"], environment)).rejects.toMatchObject({ code: 3 });
      }
    });
  });
}
