// Opens pages of `netz graph` in a real browser: search, click, fold, keys, and text that must stay text.
//
//   npm install --no-save playwright-core@1.65.1
//   node tests/browser/graph.mjs [NETZ] [SCREENSHOTS]
//
// NETZ is the binary, by default target/debug/netz; SCREENSHOTS a folder for pictures, by default none.
// Without Chromium (CHROMIUM, or /usr/bin/chromium) it says so and ends well.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(executablePath)) {
  console.log(`skipped: there is no browser at ${executablePath}`);
  process.exit(0);
}
const { chromium } = await import("playwright-core");

const root = resolve(import.meta.dirname, "../..");
const netz = resolve(process.argv[2] ?? join(root, "target/debug/netz"));
const pictures = process.argv[3];
if (pictures) mkdirSync(pictures, { recursive: true });
const work = mkdtempSync(join(tmpdir(), "netz-graph-"));

const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath, args });

/** Draws a program and opens the page; anything that the page complains about fails the test. */
async function open(name, program, { colorScheme = "light" } = {}) {
  const [input, output] = [join(work, `${name}.netz`), join(work, `${name}.html`)];
  if (program.text) writeFileSync(input, program.text);
  const source = program.text ? [input, "--root", work] : [program.folder, "--root", program.folder];
  const options = ["-q", "-A", "warnings", ...(program.flags ?? []), "-o", output];
  execFileSync(netz, ["graph", ...source, ...options], { stdio: ["ignore", "inherit", "pipe"] });
  const page = await browser.newPage({ colorScheme, viewport: { width: 1400, height: 900 } });
  page.complaints = [];
  page.on("console", (message) => page.complaints.push(message.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("dialog", (dialog) => { page.complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) page.complaints.push(`request: ${request.url()}`);
  });
  const start = performance.now();
  await page.goto(pathToFileURL(output).href);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  page.opened = performance.now() - start;
  return page;
}

const shot = async (page, name) => pictures && page.screenshot({ path: join(pictures, `${name}.png`) });
const node = (page, name) => page.locator(`.node[aria-label="${name}"]`);
const text = (page, selector) => page.locator(selector).innerText();

async function close(page) {
  assert.deepEqual(page.complaints, []);
  await page.close();
}

const boutique = { folder: join(root, "examples/online-boutique") };

const tests = {
  async "a click shows what reaches a segment and what it reaches"() {
    const page = await open("boutique", boutique);
    await shot(page, "boutique-light");
    await node(page, "online-boutique/cartservice").click();
    const panel = await text(page, "#panel");
    assert.match(panel, /Reached by \(2\)/);
    assert.match(panel, /Reaches \(1\)/);
    assert.match(panel, /online-boutique\/checkoutservice/);
    assert.match(panel, /tcp\/6379/);
    assert.match(panel, /main\.netz:\d+/);
    assert.equal(await page.locator(".edge.in").count(), 2);
    assert.equal(await page.locator(".edge.out").count(), 1);
    await shot(page, "boutique-chosen");
    await page.locator("#panel .peer", { hasText: "redis-cart" }).click();
    assert.match(await text(page, "#panel h2"), /redis-cart/);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#panel").isVisible(), false);
    assert.equal(await page.locator(".lit").count(), 0);
    await page.keyboard.press("0");
    await node(page, "online-boutique/frontend").click();
    assert.match(await text(page, "#panel"), /opens every port of the shop's front door/);
    await close(page);
  },

  async "search marks, counts and goes there, by keys alone"() {
    const page = await open("search", boutique);
    await page.keyboard.press("/");
    await page.keyboard.type("email");
    assert.equal(await text(page, "#found"), "1 found");
    assert.equal(await page.locator(".node.match").count(), 1);
    await page.keyboard.press("Enter");
    assert.match(await text(page, "#panel h2"), /emailservice/);
    await page.keyboard.press("Escape");
    assert.equal(await text(page, "#found"), "");
    await node(page, "online-boutique/adservice").focus();
    await page.keyboard.press("Enter");
    assert.match(await text(page, "#panel h2"), /adservice/);
    await close(page);
  },

  async "a zone folds, keeps its edges to others, and unfolds"() {
    const page = await open("platform", { folder: join(root, "examples/platform"), flags: ["--implied"] });
    await shot(page, "platform-light");
    const zone = page.locator('.zone[aria-label="zone monitoring"]');
    const prometheus = node(page, "monitoring/prometheus");
    await zone.locator("text").first().click();
    assert.equal(await zone.getAttribute("aria-expanded"), "false");
    assert.equal(await prometheus.isVisible(), false);
    const inside = page.locator("path.edge.hidden");
    assert.equal(await inside.count(), 3, "prometheus and grafana, both ways, and prometheus to itself");
    await shot(page, "platform-folded");
    await zone.focus();
    await page.keyboard.press("Enter");
    assert.equal(await prometheus.isVisible(), true);
    assert.equal(await inside.count(), 0);
    await page.locator("#fold").click();
    assert.equal(await page.locator(".node:visible").count(), await page.locator(".node").evaluateAll(
      (nodes) => nodes.filter((node) => !data.nodes[node.dataset.node].name.includes("/")).length));
    assert.equal(await text(page, "#fold"), "Unfold all");
    await page.locator("#search").fill("prometheus");
    await page.locator("#search").press("Enter");
    assert.equal(await prometheus.isVisible(), true, "what is searched for unfolds");
    await close(page);
  },

  async "wheel, drag, buttons and keys move the view; a drag is no click"() {
    const page = await open("view", boutique);
    const view = () => page.locator("main svg").getAttribute("viewBox");
    const first = await view();
    const changes = async (what, act) => {
      const before = await view();
      await act();
      assert.notEqual(await view(), before, what);
    };
    await changes("plus", () => page.keyboard.press("+"));
    await changes("arrow", () => page.keyboard.press("ArrowLeft"));
    await page.mouse.move(700, 450);
    await changes("wheel", () => page.mouse.wheel(0, -200).then(() => page.waitForTimeout(100)));
    await changes("button", () => page.locator("#smaller").click());
    await page.locator("#fit").click();
    assert.equal(await view(), first);
    const box = await node(page, "online-boutique/frontend").boundingBox();
    await changes("drag", async () => {
      await page.mouse.move(box.x + 10, box.y + 10);
      await page.mouse.down();
      await page.mouse.move(box.x + 90, box.y + 70, { steps: 4 });
      await page.mouse.up();
    });
    assert.equal(await page.locator("#panel").isVisible(), false);
    await close(page);
  },

  async "names and reasons are text, whatever they look like"() {
    const evil = String.raw`</script><img src=x onerror=alert(1)>`;
    const program = `zone shop isolates owner "<b>team</b>" {
      segment "${evil}" tcp/80: app=evil
      segment "</style><script>alert(2)</script>" tcp/81: app=worse
      "${evil}" -> "</style><script>alert(2)</script>" because "</script><svg onload=alert(3)> <!-- \\" ' & "
    }`;
    const page = await open("evil", { text: program });
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.locator("script").count(), 2);
    await page.locator(".node").first().click();
    assert.equal(await text(page, "#panel h2"), `shop/${evil}`);
    assert.match(await text(page, "#panel q"), /<svg onload=alert\(3\)>/);
    assert.equal(await page.locator("#panel b, #panel svg, img").count(), 0);
    await page.waitForTimeout(100);
    await close(page);
  },

  async "the page runs no script but its own"() {
    const page = await open("policy", boutique);
    const ran = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      return window.ran === true;
    });
    assert.equal(ran, false);
    assert.equal(page.complaints.length, 1, "the browser says that it refused");
    await page.close();
  },

  async "the picture is well-formed XML"() {
    const output = join(work, "evil.svg");
    execFileSync(netz, ["graph", "-q", "-A", "warnings", "--root", work, join(work, "evil.netz"), "-o", output]);
    const page = await browser.newPage();
    const found = await page.evaluate((text) => {
      const read = new DOMParser().parseFromString(text, "image/svg+xml");
      return [read.documentElement.nodeName, read.querySelectorAll("parsererror, img, script").length];
    }, readFileSync(output, "utf8"));
    assert.deepEqual(found, ["svg", 0]);
    await page.close();
  },

  async "a thousand segments open in two seconds"() {
    for (const [name, zones, colorScheme] of [["300", 30, "light"], ["300-dark", 30, "dark"], ["1000", 100, "light"]]) {
      const page = await open(`large-${name}`, { text: large(zones) }, { colorScheme });
      console.log(`     ${name}: open after ${Math.round(page.opened)} ms`);
      assert.ok(page.opened < 2000 * Number(process.env.PATIENCE ?? 1), `${page.opened} ms`);
      await shot(page, `large-${name}`);
      await page.locator("#search").fill("team-7/app-4");
      await page.locator("#search").press("Enter");
      assert.equal(await text(page, "#panel h2"), "team-7/app-4");
      await shot(page, `large-${name}-chosen`);
      await page.keyboard.press("Escape");
      await page.locator("#fold").click();
      await page.locator("#fit").click();
      await shot(page, `large-${name}-folded`);
      await close(page);
    }
  },

  async "light and dark differ"() {
    const colors = [];
    for (const colorScheme of ["light", "dark"]) {
      const page = await open(colorScheme, boutique, { colorScheme });
      colors.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
      await shot(page, `boutique-${colorScheme}`);
      await close(page);
    }
    assert.notEqual(colors[0], colors[1]);
  },
};

/** Zones of ten segments, ten flows each. */
function large(zones) {
  const zone = (at) => {
    const segments = Array.from({ length: 10 }, (_, n) => `  segment app-${n} tcp/${8000 + n}`);
    const flows = segments.flatMap((_, n) => [
      `  app-${n} -> app-${(n * 7 + 1) % 10}`,
      `  app-${n} -> app-${(n + 1) % 10} tcp/9000`,
      ...(n % 3 ? [] : [`  app-${n} -> team-${(at + n + 1) % zones}/app-${(n * 3) % 10}`]),
    ]);
    return [`zone team-${at} isolates {`, ...segments, ...flows, "}"].join("\n");
  };
  return Array.from({ length: zones }, (_, at) => zone(at)).join("\n");
}

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n${error.stack}`);
  }
}
await browser.close();
rmSync(work, { recursive: true });
process.exit(failed ? 1 : 0);
