// Signing in and out.
import { expect, test } from "../console.ts";
import { PASSWORD, createFirstAccount, signIn } from "./people.ts";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with scripts" : "without scripts", () => {
    test.use({ javaScriptEnabled });

    test("sign out, a wrong password, sign in to where one was going", async ({ page, console, context }) => {
      await createFirstAccount(page, console);
      await page.getByRole("button", { name: "Account: ada" }).click();
      await page.getByRole("button", { name: "Sign out" }).click();
      await expect(page).toHaveURL(/\/-\/sign-in/);

      await signIn(page, "ada", "not the password");
      await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("aria-invalid", "true");
      await expect(page.getByLabel("Username")).toHaveValue("ada");

      await page.goto("/-/profile/secrets");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing here that you can see");
      await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
      await page.getByLabel("Username").fill(" ADA ");
      await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).toHaveURL(/\/-\/profile\/secrets$/);
      const cookies = await context.cookies();
      expect(cookies.every((cookie) => cookie.httpOnly)).toBe(true);
    });
  });
}

test("the link for the first account works once", async ({ page, console }) => {
  const link = console.printed().match(/https?:\S+\/-\/welcome\?code=\S+/)?.[0] ?? "";
  await createFirstAccount(page, console);
  await page.context().clearCookies();
  await page.goto(link);
  await page.getByLabel("Username").fill("bob");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
});

test("the theme that is chosen stays", async ({ page, console }) => {
  await createFirstAccount(page, console);
  await page.getByRole("button", { name: "Account: ada" }).click();
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.goto("/-/profile/secrets");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
