// A console for each test: the server program under test with data of its own on a free port. Journeys import `test`
// and `expect` from here; `page.goto("/")` leads to it.
import { test as base } from "@playwright/test";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export { expect } from "@playwright/test";

const START_MS = 20_000;

export interface Console {
  /** Where it answers, without a slash at the end. */
  url: string;
  /** Everything that it has printed so far on stdout, the link for the first account included. */
  printed(): string;
  /** Runs the program's command line against this console; rejects when it fails. */
  run(args: string[], environment?: Record<string, string>, input?: string): Promise<{ stdout: string; stderr: string }>;
  /** Starts the program's command line against this console, and lets it run. */
  start(args: string[]): Running;
}

/** A command that runs. */
export interface Running {
  /** What it has said so far on stderr. */
  said(): string;
  /** The code that it ends with. */
  ended: Promise<number | null>;
}

export const test = base.extend<{ console: Console; host: string }>({
  // `localhost` is this machine by a name, which passkeys need.
  host: ["127.0.0.1", { option: true }],
  console: [
    async ({ host }, use, info) => {
      const program = process.env.SERVER_PROGRAM;
      if (!program) throw new Error("SERVER_PROGRAM names no server program; use `cargo xtask e2e`");
      const folder = await mkdtemp(join(tmpdir(), "sluicegate-e2e-"));
      const port = await freePort();
      const url = `http://${host}:${port}`;
      // `admin` commands find the database as the server does: in the data directory of the working directory.
      const own = Object.entries(process.env).filter(([name]) => !name.startsWith("SLUICEGATE_"));
      // Nor do they touch what the person who runs the tests is signed in with.
      const environment = { ...Object.fromEntries(own), SLUICEGATE_URL: url, SLUICEGATE_ORIGIN: url, XDG_CONFIG_HOME: folder };

      let stdout = "";
      let stderr = "";
      const started: ChildProcess[] = [];
      const server = spawn(program, ["serve", "--listen", `127.0.0.1:${port}`], {
        cwd: folder,
        env: environment,
        stdio: ["ignore", "pipe", "pipe"],
      });
      server.stdout.on("data", (chunk) => (stdout += chunk));
      server.stderr.on("data", (chunk) => (stderr += chunk));
      try {
        await ready(`http://127.0.0.1:${port}`, server, () => stdout + stderr);
        await use({
          url,
          printed: () => stdout,
          run: (args, more = {}, input = "") => {
            const running = promisify(execFile)(program, args, { cwd: folder, env: { ...environment, ...more } });
            // A command that reads no input may be gone before it could: that is no error.
            running.child.stdin?.on("error", () => {});
            running.child.stdin?.end(input);
            return running;
          },
          start: (args) => {
            const running = spawn(program, args, { cwd: folder, env: environment, stdio: ["ignore", "ignore", "pipe"] });
            started.push(running);
            let said = "";
            running.stderr.on("data", (chunk) => (said += chunk));
            return { said: () => said, ended: once(running, "close").then(([code]) => code) };
          },
        });
      } finally {
        await Promise.all([server, ...started].map(stop));
        if (info.status !== info.expectedStatus) await info.attach("server", { body: stdout + stderr });
        await rm(folder, { recursive: true, force: true });
      }
    },
    { timeout: START_MS + 10_000 },
  ],
  baseURL: async ({ console }, use) => use(console.url),
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  if (!address || typeof address === "string") throw new Error("no free port");
  return address.port;
}

async function ready(url: string, server: ChildProcess, printed: () => string): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && server.exitCode === null) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  throw new Error(`the server is not ready; it printed:\n${printed()}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  const impatience = setTimeout(() => server.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(impatience);
}
