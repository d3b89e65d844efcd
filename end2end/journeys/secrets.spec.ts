// The main job: a person issues a secret, code uses it, and revoked it is refused at once. With scripts and without.
import { expect, test } from "../console.ts";
import { PASSWORD, createFirstAccount, createProject, createStream, issueSecret, revokeSecret } from "./people.ts";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("first account, issue, use, revoke, refused", async ({ page, console, playwright }) => {
      await createFirstAccount(page, console);
      await createProject(page, "lake");
      await createStream(page, "ada/lake", "events");

      const full = await issueSecret(page, "Full (CLI)", "laptop");
      const code = await playwright.request.newContext({ baseURL: console.url });
      const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
      const records = "/api/v1/streams/ada/lake/events/records";
      const written = await code.post(records, {
        headers: { ...bearer(full), "Content-Type": "application/x-ndjson" },
        data: '{"n": 1}\n{"n": 2}\n',
      });
      expect(written.status()).toBe(200);
      expect(await written.json()).toEqual({ first_seq: 1, last_seq: 2, count: 2 });

      const reading = await issueSecret(page, "Private read", "notebook");
      const read = await code.get(records, { headers: bearer(reading) });
      expect(read.status()).toBe(200);
      expect((await read.text()).trim().split("\n").map((line) => JSON.parse(line).record)).toEqual([{ n: 1 }, { n: 2 }]);
      const refused = await code.post(records, {
        headers: { ...bearer(reading), "Content-Type": "application/x-ndjson" },
        data: '{"n": 3}\n',
      });
      expect(refused.status()).toBe(403);

      await revokeSecret(page, "notebook");
      expect((await code.get(records, { headers: bearer(reading) })).status()).toBe(401);
      expect((await code.get(records, { headers: bearer(full) })).status()).toBe(200);

      await page.goto("/-/profile/secrets?tab=ended");
      await expect(page.getByRole("row", { name: /notebook/ })).toContainText("Revoked");
      await page.goto("/ada/lake/events");
      await expect(page.getByRole("table", { name: "Newest records" })).toContainText('{"n": 2}');
    });

    test("a full secret asks for the password, and a wrong one is told at its field", async ({ page, console }) => {
      await createFirstAccount(page, console);
      await page.goto("/-/profile/secrets");
      await page.getByLabel(/^Description/).fill("laptop");
      await page.getByRole("radio", { name: "Full (CLI)" }).check();
      await page.getByLabel("Your password").fill("not the password");
      await page.getByRole("button", { name: "Issue secret" }).click();
      await expect(page.getByLabel("Your password")).toHaveAttribute("aria-invalid", "true");
      await expect(page.getByLabel(/^Description/)).toHaveValue("laptop");
      await page.getByLabel("Your password").fill(PASSWORD);
      await page.getByRole("button", { name: "Issue secret" }).click();
      await expect(page.getByRole("region", { name: "Secret issued: laptop" })).toBeVisible();
    });
  });
}

test("the reach beside the form follows the kind that is chosen", async ({ page, console }) => {
  await createFirstAccount(page, console);
  await createProject(page, "lake");
  await page.goto("/-/profile/secrets");
  const preview = page.locator(".preview");
  await expect(preview.getByText("live", { exact: true })).toBeVisible();
  await expect(preview).toContainText("ada/lake");
  await expect(preview).not.toContainText("Write and change");
  await page.getByRole("radio", { name: "Full (CLI)" }).check();
  await expect(preview).toContainText("Write and change");
  await page.getByRole("radio", { name: "Public read" }).check();
  await expect(preview).not.toContainText("ada/lake");
});

test("a new secret is in the list while its panel is open, and its token in no address or storage", async ({ page, console }) => {
  await createFirstAccount(page, console);
  const token = await issueSecret(page, "Private read", "notebook");
  await expect(page.getByRole("row", { name: /notebook/ })).toBeVisible();
  expect(page.url()).not.toContain(token);
  const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
  expect(stored).not.toContain(token);
  await page.getByRole("link", { name: "I’ve stored it" }).click();
  await expect(page.getByRole("region", { name: /Secret issued/ })).toHaveCount(0);
  expect(await page.content()).not.toContain(token);
});
