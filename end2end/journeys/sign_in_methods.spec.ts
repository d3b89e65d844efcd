// Signing in with more than a password: codes of an authenticator app, recovery codes, passkeys. And where something
// reaches far: "it's you", asked once in ten minutes.
import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "../console.ts";
import { PASSWORD, confirmItsMe, createFirstAccount, signIn } from "./people.ts";

const SECURITY = "/-/profile/security";

test.use({ host: "localhost" });

/** What an app that was given this key shows, `later` steps from now (RFC 6238). */
function code(key: string, later: number): string {
  const letters = [...key.replaceAll(" ", "")].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter));
  const bits = letters.map((value) => value.toString(2).padStart(5, "0")).join("");
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const hash = createHmac("sha1", Buffer.from(bytes)).update(counter).digest();
  const offset = hash[hash.length - 1] & 15;
  return String((hash.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Account: ada" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/-\/sign-in/);
}

/** The second step, with any code. */
async function enter(page: Page, typed: string): Promise<void> {
  await page.getByLabel("Code", { exact: true }).fill(typed);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const home = (page: Page) => expect(page.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("a code, a recovery code, and off again", async ({ page, console }) => {
      test.setTimeout(60_000);
      await createFirstAccount(page, console);
      await page.goto(SECURITY);
      await page.getByRole("link", { name: "Set up an authenticator app…" }).click();
      await page.getByLabel("Your password").fill(PASSWORD);
      await page.getByRole("button", { name: "Go on" }).click();
      const picture = page.getByRole("img", { name: "The key as a QR code" });
      await expect(picture).toBeVisible();
      expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
      const key = (await page.locator(".labelled", { hasText: "Key" }).locator("code").textContent()) ?? "";
      await page.getByLabel("Code", { exact: true }).fill("000000");
      await page.getByRole("button", { name: "Finish" }).click();
      await expect(page.getByLabel("Code", { exact: true })).toHaveAttribute("aria-invalid", "true");
      await page.getByLabel("Code", { exact: true }).fill(code(key, 0));
      await page.getByRole("button", { name: "Finish" }).click();
      const recovery = ((await page.getByLabel("Recovery codes", { exact: true }).locator("code").textContent()) ?? "").split("\n");
      expect(recovery).toHaveLength(10);
      await page.getByRole("link", { name: "I’ve stored them" }).click();
      expect(await page.content()).not.toContain(recovery[0]);
      await signOut(page);

      await page.goto(`/-/sign-in?next=${encodeURIComponent(SECURITY)}`);
      await page.getByLabel("Username").fill("ada");
      await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await enter(page, "000000");
      await expect(page.getByLabel("Code", { exact: true })).toHaveAttribute("aria-invalid", "true");
      // The code of this step was used to set it up; the next step's is taken too.
      await enter(page, code(key, 1));
      await expect(page).toHaveURL(new RegExp(`${SECURITY}$`));
      await signOut(page);

      await signIn(page, "ada", PASSWORD);
      await enter(page, recovery[0].toUpperCase());
      await home(page);

      await page.goto(SECURITY);
      await expect(page.getByText("9 codes left")).toBeVisible();
      await page.getByRole("button", { name: "Make new recovery codes" }).click();
      await confirmItsMe(page);
      await expect(page.getByRole("heading", { level: 2, name: "Recovery codes" })).toBeVisible();
      await page.getByRole("link", { name: "I’ve stored them" }).click();
      // Asked a moment ago: not again.
      await page.getByRole("link", { name: "Turn off…" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Turn off" }).click();
      await expect(page.getByRole("link", { name: "Set up an authenticator app…" })).toBeVisible();
      if (!javaScriptEnabled) {
        await signOut(page);
        await expect(page.getByText("only where scripts run")).toBeVisible();
        await expect(page.getByRole("button", { name: "Use a passkey" })).toBeHidden();
      }
    });
  });
}

test("a passkey signs in without a username, and is renamed and removed", async ({ page, console, context }) => {
  test.setTimeout(60_000);
  const devices = await context.newCDPSession(page);
  await devices.send("WebAuthn.enable");
  await devices.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await createFirstAccount(page, console);
  await page.goto(SECURITY);
  await page.getByRole("link", { name: "Add a passkey…" }).click();
  await confirmItsMe(page);
  await page.getByLabel("Name", { exact: true }).fill("phone");
  await page.getByRole("button", { name: "Add passkey" }).click();
  await expect(page.getByRole("row", { name: /phone.*never/ })).toBeVisible();
  await signOut(page);

  await page.getByRole("button", { name: "Use a passkey" }).click();
  await home(page);
  await page.goto(SECURITY);
  await expect(page.getByRole("row", { name: /phone/ })).not.toContainText("never");
  await page.getByRole("button", { name: "Actions for phone" }).click();
  await page.getByRole("link", { name: "Rename…" }).click();
  await page.getByLabel("Name", { exact: true }).fill("laptop");
  await page.getByRole("button", { name: "Rename passkey" }).click();
  await page.getByRole("button", { name: "Actions for laptop" }).click();
  await page.getByRole("link", { name: "Remove…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove passkey" }).click();
  await confirmItsMe(page);
  await expect(page.getByText("No passkeys yet")).toBeVisible();

  await signOut(page);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByRole("alert")).toContainText("This passkey opens no account here");
});
