// Uses the extension as a person does, in VS Code in a real browser, with the real language server.
//
//   node test/browser/run.mjs NETZ CODE_SERVER [SCREENSHOTS]
//
// NETZ is the compiler, CODE_SERVER what code-server.sh answers, SCREENSHOTS a folder for pictures. CHROMIUM names the
// browser (default /usr/bin/chromium). The extension must be packaged as netz.vsix.
import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { chromium } from "playwright-core";
import { startEditor, until, Workbench } from "./editor.mjs";

const [netz, entry, pictures] = process.argv.slice(2).map((each) => resolve(each));
if (!entry) {
  console.error("usage: node test/browser/run.mjs NETZ CODE_SERVER [SCREENSHOTS]");
  process.exit(2);
}
const root = resolve(import.meta.dirname, "../../../..");
const folder = mkdtempSync(join(tmpdir(), "netz-browser-"));
const workspace = join(folder, "shop");
mkdirSync(workspace);
cpSync(join(root, "examples/three-tier/main.netz"), join(workspace, "main.netz"));
appendFileSync(join(workspace, "main.netz"), "\nzone lab isolates {\n  segment probe tcp/9000\n  probe -> shop/web\n}\n");
const source = readFileSync(join(workspace, "main.netz"), "utf8").split("\n");
/** How many lines were typed before the zone `lab`. */
let typed = 0;
const lineOf = (text) => source.findIndex((line) => line.includes(text)) + 1;
const lineInLab = (text) => lineOf(text) + typed;
// Where the extension looks for the compiler: at first there is none.
const program = join(folder, "bin", "netz");
const settings = {
  "netz.path": program,
  "workbench.startupEditor": "none",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "editor.minimap.enabled": false,
  "editor.fontFamily": "DejaVu Sans Mono",
  "editor.fontSize": 13,
  "editor.lightbulb.enabled": "off",
  "editor.stickyScroll.enabled": false,
  "workbench.reduceMotion": "on",
  "files.autoSave": "off",
  "telemetry.telemetryLevel": "off",
  "extensions.ignoreRecommendations": true,
};

let server, browser, page, workbench;
const shot = async (name) => pictures && page.screenshot({ path: join(pictures, `${name}.png`) });
const squiggles = () => workbench.editor("main.netz").locator(".squiggly-error").count();

before(async () => {
  if (pictures) mkdirSync(pictures, { recursive: true });
  server = await startEditor({ entry, workspace, settings, vsix: resolve(import.meta.dirname, "../../netz.vsix") });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
      "--disable-sync"],
  });
  page = await browser.newPage({ viewport: { width: 1200, height: 720 } });
  workbench = new Workbench(page);
  await page.goto(server.url);
  await workbench.open("main.netz");
});

after(async () => {
  await browser?.close();
  server?.stop();
  rmSync(folder, { recursive: true, force: true });
  if (server) rmSync(server.data, { recursive: true, force: true });
});

afterEach(async (context) => {
  if (pictures && page) await page.screenshot({ path: join(pictures, `after ${context.name}.png`) });
});

test("an example has colours, without a server too", async () => {
  await until("a keyword's colour", async () =>
    (await workbench.colour("main.netz", "zone", "zone shop")) !== (await workbench.colour("main.netz", "shop", "zone shop")));
  const [keyword, zone, comment] = [await workbench.colour("main.netz", "zone", "zone shop"),
    await workbench.colour("main.netz", "shop", "zone shop"), await workbench.colour("main.netz", "Namespaces")];
  assert.equal(new Set([keyword, zone, comment]).size, 3, `${keyword}, ${zone}, ${comment}`);
});

test("a compiler that isn't there is told, and the way out leads to a server", async () => {
  const told = page.locator(".notification-list-item", { hasText: "there is no program" });
  await told.waitFor();
  await told.getByRole("button", { name: "Open Settings" }).waitFor();
  await shot("missing");
  mkdirSync(dirname(program));
  symlinkSync(netz, program);
  await told.getByRole("button", { name: "Try Again" }).click();
});

test("the server has something to say above a zone", async () => {
  const lens = workbench.editor("main.netz").locator(".codelens-decoration", { hasText: /polic(y|ies) · \d+ rules?/ }).first();
  await lens.waitFor();
});

test("an error that is typed is underlined, and its fix is one key away", async () => {
  assert.equal(await until("a file without errors", async () => (await squiggles()) === 0), true);
  await workbench.go(lineOf("-> web, api metrics"), source[lineOf("-> web, api metrics") - 1].length + 1);
  await page.keyboard.press("Enter");
  await page.keyboard.type("web -> bakup tcp/22");
  typed = 1;
  await until("a squiggle", squiggles);
  await shot("squiggle");
  await workbench.go(lineOf("-> web, api metrics") + 1, 12);
  await page.keyboard.press("Control+.");
  const fix = page.locator(".action-widget .monaco-list-row", { hasText: "write `backup`" });
  await fix.waitFor();
  await page.waitForTimeout(300);
  await shot("quick-fix");
  await page.keyboard.press("Enter");
  await until("the fix", async () => (await workbench.lines("main.netz")).some((line) => line.trim() === "web -> backup tcp/22"));
  await until("no squiggle", async () => (await squiggles()) === 0);
});

test("hover says what a segment is", async () => {
  await workbench.go(lineOf("segment api"), 12);
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+i");
  const hover = page.locator(".monaco-hover:not(.hidden) .hover-contents").first();
  await hover.waitFor();
  const said = await until("a text", async () => hover.innerText());
  assert.match(said, /api/);
  assert.match(said, /app\.kubernetes\.io\/name/);
  await page.waitForTimeout(300);
  await shot("hover");
  await page.keyboard.press("Escape");
});

test("rename changes every use", async () => {
  await workbench.go(lineOf("segment api"), 12);
  await page.keyboard.press("F2");
  const box = page.locator(".rename-box input");
  await box.waitFor();
  await box.fill("gateway");
  await page.keyboard.press("Enter");
  const text = await until("the new name", async () => {
    const lines = await workbench.lines("main.netz");
    return lines.some((line) => /segment gateway/.test(line)) && lines;
  });
  const places = text.filter((line) => /\bgateway\b/.test(line.replace(/#.*/, "")));
  assert.ok(places.length >= 5, text.join("\n"));
  assert.ok(!text.some((line) => /\bapi\b/.test(line.replace(/#.*|".*?"|name=api/g, ""))), text.join("\n"));
  await page.keyboard.press("Control+z");
  await until("the old name", async () => (await workbench.lines("main.netz")).some((line) => /segment api/.test(line)));
});

test("the preview shows the YAML of the zone at the cursor, and follows it", async () => {
  await workbench.go(lineOf("segment db"), 12);
  await workbench.command("netz: Preview the YAML of This Zone");
  const yaml = async () => (await workbench.lines("netz.yaml")).join("\n");
  await until("the policy of db", async () => /kind: NetworkPolicy/.test(await yaml()) && /segment db/.test(await yaml()));
  await page.keyboard.press("Control+b");
  await until("room for both", async () => !(await page.locator(".part.sidebar").isVisible()));
  // No tooltip of a button.
  await page.mouse.move(24, 420);
  await page.waitForTimeout(500);
  await shot("preview");
  await workbench.go(lineInLab("segment probe"), 12);
  await until("the other zone", async () => /zone lab/.test(await yaml()) && !/zone shop/.test(await yaml()));
  await workbench.go(lineInLab("probe -> shop"), 1 + "  probe -> shop/web".length);
  await page.keyboard.type(" tcp/4711");
  await until("what was typed", async () => /port: 4711/.test(await yaml()));
});
