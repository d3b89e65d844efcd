// The frame of the journeys: one browser, the server under test named by `cargo xtask e2e`.
import { defineConfig, devices } from "@playwright/test";

// Chromium's sandbox needs an unprivileged user.
const isRoot = process.getuid?.() === 0;
const isCI = Boolean(process.env.CI);

export default defineConfig({
  testDir: ".",
  fullyParallel: true,
  forbidOnly: isCI,
  retries: 0,
  workers: 2,
  timeout: 30_000,
  reporter: isCI ? "line" : "list",
  outputDir: "test-results",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    // A trace takes pictures of every step, a quarter of the time; CI keeps none.
    trace: isCI ? "off" : "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM || undefined,
      args: isRoot ? ["--no-sandbox"] : [],
    },
  },
});
