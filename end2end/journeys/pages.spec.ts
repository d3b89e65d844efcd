// Every page: its status, no accessibility fault that axe finds, no sideways scrolling on a phone.
import AxeBuilder from "@axe-core/playwright";
import { type Page } from "@playwright/test";
import { type Console, expect, test } from "../console.ts";
import { createFirstAccount, createProject, createStream, createUser, issueSecret } from "./people.ts";

const LONG = "a-very-long-name-of-forty-characters-yes";

async function faults(page: Page): Promise<string[]> {
  // What still fades in has another contrast.
  await page.evaluate(async () => {
    const fading = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(fading.map((one) => one.finished));
  });
  const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}`));
}

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

// Several tests, each with a world of its own, so that they run side by side.
test.describe("every page, wide and narrow, light and dark", () => {
  test.describe.configure({ mode: "parallel", timeout: 600_000 });

  test("while there is little", async ({ page, console }) => {
    await createFirstAccount(page, console);
    await visit(page, [
      "/",
      "/ada",
      "/ada/-/teams",
      "/ada/-/teams?new=team",
      "/-/profile/secrets",
      "/-/profile/secrets?tab=ended",
      "/ada?new=project",
      "/ada/-/services",
      "/ada/-/services?new=service",
      "/ada/-/usage",
      "/-/profile/usage",
      "/-/pipelines",
      "/-/access",
      "/-/access?tab=list",
      "/-/access?tab=who-can",
      "/ada/-/pipelines",
      "/ada/-/pipelines/new",
      "/ada/-/pipelines/new?as=text",
    ]);
    await page.context().clearCookies();
    await visit(page, ["/-/sign-in", "/-/welcome?code=old"]);
  });

  test("of people", async ({ page, console }) => {
    const { ada } = await furnish(page, console);
    await console.run(["team", "add-member", "ada/data", "ada"], ada);
    const listed = await console.run(["organization", "list-invites", "acme", "--output", "json"], ada);
    const invite = JSON.parse(listed.stdout).items[0].id;
    const sent = await console.run(["organization", "resend-invite", "acme", invite], ada);
    const link = new URL(sent.stdout.trim()).pathname;
    await visit(page, [
      "/",
      "/ada",
      "/acme/-/members",
      "/acme/-/members?search=nobody",
      "/acme/-/members?sort=newest&selected=all",
      "/acme/-/members?bulk=flags&users=ada&users=bob",
      "/acme/-/members?bulk=team&users=bob",
      "/acme/-/members?bulk=remove&users=bob",
      "/acme/-/members?new=invite",
      "/acme/-/members?invite=bob",
      "/acme/-/members?invite=else@example.com",
      `/acme/-/members?resend=${invite}`,
      `/acme/-/members?revoke=${invite}`,
      "/acme/-/members?quota=bob",
      "/acme/-/members?add=person",
      "/acme/-/members?edit=bob",
      "/acme/-/members?remove=bob",
      "/acme/-/settings",
      "/acme/-/settings?delete=organization",
      "/acme/-/audit",
      "/acme/-/leave",
      "/-/invites",
      "/-/invites/northwind",
      link,
      "/-/organizations/new",
      "/ada/-/teams",
      "/ada/-/teams/data",
      "/ada/-/teams/data?add=person",
      "/ada/-/teams/data?remove=ada",
      "/ada/-/teams/data?tab=settings",
      "/ada/-/teams/data?delete=team",
    ]);
    await page.context().clearCookies();
    await visit(page, [link]);
  });

  test("of things", async ({ page, console }) => {
    const { ada } = await furnish(page, console);
    // Another organization's service, which waits to be confirmed.
    await console.run(["organization", "create", "west"], ada);
    await console.run(["service", "create", "west/visitor"], ada);
    await console.run(["service", "update-permissions", "west/visitor", "ada/lake/orders", "--read"], ada);
    await visit(page, [
      "/ada/lake",
      "/ada/lake?new=stream",
      "/ada/lake?tab=members",
      "/ada/lake?tab=members&add=person",
      "/ada/lake?tab=members&edit=ada",
      "/ada/lake?tab=services",
      "/ada/lake?tab=services&confirm=west/visitor",
      "/ada/lake?tab=services&end=ada/loader",
      "/ada/lake?tab=settings",
      "/ada/lake?tab=settings&public=change",
      "/ada/lake?tab=settings&delete=project",
      "/ada/lake?tab=settings&transfer=project",
      "/ada/lake?tab=settings&to=acme",
      "/ada/lake/orders",
      "/ada/lake/orders?tab=connect",
      "/ada/lake/orders?tab=schema",
      "/ada/lake/orders?tab=schema&edit=schema",
      "/ada/lake/orders?tab=access",
      "/ada/lake/orders?tab=access&who=ada&what=read",
      "/ada/lake/orders?tab=access&end=ada/loader",
      "/ada/lake/orders?tab=settings",
      "/ada/lake/orders?tab=settings&delete=stream",
      `/ada/${LONG}/${LONG}`,
      `/ada/${LONG}/${LONG}?tab=access`,
      `/-/access?who=ada%2F${LONG}&may=write-stream&on=ada%2F${LONG}%2F${LONG}`,
      "/-/access?who=bob&may=create-project&on=ada%2Flake",
      "/-/access?tab=list&may=read-stream",
      "/-/find",
      "/-/find?search=ada",
      "/-/find?search=nothing-of-that&kind=stream",
      "/-/access?tab=who-can&may=read-stream&on=ada%2Flake%2Forders&of=services",
      "/-/profile/secrets",
      "/-/profile/activity",
      "/api/docs",
    ]);
    await page.context().clearCookies();
    await visit(page, ["/ada/lake/events"]);
  });

  test("of services and usage", async ({ page, console }) => {
    const { ada, old } = await furnish(page, console);
    await visit(page, [
      "/-/profile/usage",
      "/-/profile/usage?by=hour",
      "/ada/-/services",
      "/ada/-/services?search=nothing",
      "/ada/-/services/loader",
      "/ada/-/services/loader?add=streams",
      "/ada/-/services/loader?add=streams&search=nothing",
      `/ada/-/services/${LONG}`,
      `/ada/-/services/${LONG}?tab=secrets`,
      `/ada/-/services/${LONG}?tab=usage`,
      "/ada/-/services/loader?tab=secrets",
      "/ada/-/services/loader?tab=secrets&state=ended",
      "/ada/-/services/loader?tab=secrets&issue=secret",
      `/ada/-/services/loader?tab=secrets&roll=${old}`,
      `/ada/-/services/loader?tab=secrets&revoke=${old}`,
      "/ada/-/services/loader?tab=usage",
      "/ada/-/services/loader?tab=settings",
      "/ada/-/services/loader?tab=settings&delete=service",
      "/ada/-/usage",
      "/ada/-/usage?of=services",
      "/ada/-/usage?of=streams",
      "/ada/-/usage?of=secrets",
      "/ada/-/usage?user=ada&by=hour",
      "/ada/lake/orders?tab=usage",
    ]);
    await console.run(["secret", "roll", old], ada);
    await visit(page, [`/ada/-/services/loader?tab=secrets&adoption=${old}`, "/ada/-/services/loader?tab=secrets"]);
  });
});

/** What stands on every pipeline's page. */
const FACES = ["config", "config&as=text", "versions", "metrics", "dead-letters", "sharing", "settings"];

test("every page of pipelines, wide and narrow, light and dark", async ({ page, console }) => {
  test.setTimeout(420_000);
  const { ada } = await furnish(page, console);
  const config = `source: ada/lake/orders\nsink: ada/${LONG}/${LONG}\nservice: loader\ntags: [${LONG}]\n`;
  const pipeline = `/ada/-/pipelines/${LONG}`;
  await console.run(["pipeline", "create", `ada/${LONG}`, "--config", "-"], ada, config);
  await console.run(["pipeline", "share", `ada/${LONG}`, "--user", "bob", "--role", "editor"], ada);
  await console.run(["pipeline", "share", `ada/${LONG}`, "--team", "ada/data"], ada);
  await console.run(["pipeline", "update", `ada/${LONG}`, "--description", LONG.repeat(4)], ada);
  await console.run(["pipeline", "deploy", `ada/${LONG}`], ada);
  await visit(page, [
    "/",
    "/-/pipelines",
    "/ada/-/pipelines?search=nothing",
    "/ada/-/pipelines?how=owned&sort=deployed",
    pipeline,
    ...FACES.map((face) => `${pipeline}?tab=${face}`),
    `${pipeline}?teardown=pipeline`,
    `${pipeline}?tab=versions&restore=1`,
    `${pipeline}?tab=sharing&share=people`,
    `${pipeline}?tab=sharing&take=bob`,
    `${pipeline}?tab=sharing&transfer=bob`,
    `${pipeline}?tab=settings&delete=pipeline`,
    `${pipeline}?tab=settings&transfer=pipeline`,
    "/ada/lake/orders?tab=access",
    "/ada/-/services/loader",
    "/ada/-/teams/data",
  ]);
});

/** An account that has something of everything, with names as long as they can be. */
async function furnish(page: Page, console: Console): Promise<{ ada: Record<string, string>; old: string }> {
  await createFirstAccount(page, console);
  await createProject(page, "lake", "Public");
  await createStream(page, "ada/lake", "events");
  await createProject(page, LONG);
  await createStream(page, `ada/${LONG}`, LONG);
  await issueSecret(page, "Private read", "a description that is rather longer than most descriptions are".repeat(3));
  const secret = await console.run(["admin", "issue-secret", "ada"]);
  await console.run(["stream", "create", "ada/lake/orders"], { SLUICEGATE_SECRET: secret.stdout.trim() });
  await console.run(["team", "create", "ada/data"], { SLUICEGATE_SECRET: secret.stdout.trim() });
  const ada = { SLUICEGATE_SECRET: secret.stdout.trim() };
  await createUser(console, "bob");
  await console.run(["organization", "create", "acme"], ada);
  await console.run(["organization", "update-permissions", "acme", "bob", "--view"], ada);
  await console.run(["organization", "invite-member", "acme", "somebody@example.com", "--view"], ada);
  await console.run(["stream", "write", "ada/lake/orders"], ada, '{"n": 1}\n');
  await console.run(["service", "create", "ada/loader", "--read-quota-mb", "1"], ada);
  await console.run(["service", "create", `ada/${LONG}`, "--description", LONG.repeat(4)], ada);
  await console.run(["service", "update-permissions", "ada/loader", "ada/lake/orders", "--read"], ada);
  await console.run(["service", "update-permissions", "ada/loader", `ada/${LONG}/${LONG}`, "--write"], ada);
  await console.run(["service", "issue-secret", "ada/loader", "--description", LONG], ada);
  const listed = await console.run(["service", "list-secrets", "ada/loader", "--output", "json"], ada);
  const old = JSON.parse(listed.stdout).items[0].id;
  const bob = await console.run(["admin", "issue-secret", "bob"]);
  const bobs = { SLUICEGATE_SECRET: bob.stdout.trim() };
  await console.run(["organization", "create", "northwind"], bobs);
  await console.run(["organization", "invite-member", "northwind", "ada", "--create"], bobs);
  return { ada, old };
}

/** Wide and narrow, light and dark: a page is seen twice, and each of the four as often as the others. */
const VIEWS = [
  [[1440, "light"], [390, "dark"]],
  [[1440, "dark"], [390, "light"]],
] as const;

async function visit(page: Page, paths: string[]): Promise<void> {
  const errors: string[] = [];
  const note = (error: string): number => errors.push(error);
  page.on("console", (message) => message.type() === "error" && note(message.text()));
  page.on("pageerror", (error) => note(String(error)));
  for (const [number, path] of paths.entries()) {
    for (const [width, colorScheme] of VIEWS[number % 2]) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme });
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(200);
      const seen = `${path} at ${width}, ${colorScheme}`;
      expect(await faults(page), seen).toEqual([]);
      expect(await overflow(page), seen).toBeLessThanOrEqual(0);
    }
  }
  expect(errors).toEqual([]);
}

test("hidden, absent and signed out are one page", async ({ page, console, browser }) => {
  await createFirstAccount(page, console);
  await createProject(page, "lake");
  const stranger = await (await browser.newContext({ baseURL: console.url })).newPage();
  const shown: string[] = [];
  for (const path of ["/ada/lake", "/ada/none", "/ada/lake/events"]) {
    const answer = await stranger.goto(path);
    expect(answer?.status()).toBe(404);
    expect(await faults(stranger)).toEqual([]);
    shown.push(await stranger.getByRole("main").innerText());
  }
  expect(new Set(shown).size).toBe(1);
});

test("the keyboard alone issues a secret", async ({ page, console }) => {
  await createFirstAccount(page, console);
  await page.goto("/-/profile/secrets");
  await page.getByLabel(/^Description/).focus();
  await page.keyboard.type("by keyboard");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: "Public read" })).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Secret issued: by keyboard" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Secret issued: by keyboard" })).toBeVisible();
});
