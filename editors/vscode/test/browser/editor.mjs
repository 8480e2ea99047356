// VS Code in a browser: starts it with the extension on a copy of a workspace, and knows its page.
import { spawn, execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A port that nobody listens on. */
const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts code-server with the extension and these settings; answers when it listens. */
export async function startEditor({ entry, vsix, workspace, settings }) {
  const data = mkdtempSync(join(tmpdir(), "netz-code-server-"));
  const user = join(data, "User");
  mkdirSync(user, { recursive: true });
  writeFileSync(join(user, "settings.json"), JSON.stringify(settings, null, 2));

  const folders = ["--user-data-dir", data, "--extensions-dir", join(data, "extensions")];
  const environment = { ...process.env, HOME: data };
  delete environment.VSCODE_IPC_HOOK_CLI;
  execFileSync(process.execPath, [entry, ...folders, "--install-extension", vsix], { env: environment, stdio: ["ignore", "ignore", "inherit"] });

  const port = await freePort();
  const flags = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-workspace-trust", "--disable-telemetry",
    "--disable-update-check", "--disable-getting-started-override"];
  const server = spawn(process.execPath, [entry, ...folders, ...flags, workspace], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`code-server doesn't listen:\n${said}`)), 60_000);
    const listen = (chunk) => {
      said += chunk;
      if (/HTTP server listening/.test(said)) {
        clearTimeout(timer);
        resolve();
      }
    };
    server.stdout.on("data", listen);
    server.stderr.on("data", listen);
    server.once("exit", (code) => reject(new Error(`code-server left with ${code}:\n${said}`)));
  });
  return { url: `http://127.0.0.1:${port}/?folder=${workspace}`, data, stop: () => server.kill() };
}

/** The page of an editor. Waits are patient: two cores may do other work meanwhile. */
export class Workbench {
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(60_000);
  }

  /** Opens a file by its name, and waits until it is the one that is typed into. */
  async open(name) {
    const { page } = this;
    await page.locator(".monaco-workbench .part.editor").waitFor();
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: name }).first().dblclick();
    await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.editor(name).locator(".view-line").first().waitFor();
  }

  /** The text area of a file. */
  editor(name) {
    return this.page.locator(`.editor-instance .monaco-editor[data-uri$="${name}"]`).first();
  }

  /** The lines of it that are on the screen, from the top. */
  async lines(name) {
    const lines = await this.editor(name).locator(".view-lines .view-line").evaluateAll((all) =>
      all.map((line) => ({ top: parseFloat(line.style.top), text: line.textContent.replaceAll("\u00a0", " ") })));
    return lines.sort((a, b) => a.top - b.top).map((line) => line.text.trimEnd());
  }

  /** Puts the cursor at a line and a column, counted from 1. */
  async go(line, column = 1) {
    await this.page.keyboard.press("Control+g");
    const box = this.page.locator(".quick-input-widget input");
    await box.waitFor();
    await box.fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await box.waitFor({ state: "hidden" });
  }

  /** Runs a command by its title. */
  async command(title) {
    await this.page.keyboard.press("F1");
    const box = this.page.locator(".quick-input-widget input");
    await box.waitFor();
    await box.fill(`>${title}`);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click();
    await box.waitFor({ state: "hidden" });
  }

  /** A word on the screen: its first place in the text of a line that holds `within`. */
  word(name, word, within = word) {
    return this.editor(name).locator(".view-line", { hasText: within }).first().locator("span > span", { hasText: word }).first();
  }

  /** The colour of a word. */
  colour(name, word, within) {
    return this.word(name, word, within).evaluate((span) => getComputedStyle(span).color);
  }
}

/** Waits until `probe` answers something true. */
export async function until(what, probe, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what}: not after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
