// Compares how the examples are highlighted with test/snapshots/*.snap; `--update` writes them anew.
//
// vscode-tmgrammar-snap keeps a snapshot beside its source, so both are brought together in a temporary folder.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const extension = dirname(here);
const examples = join(extension, "..", "..", "examples");
const snapshots = join(here, "snapshots");
const update = process.argv.includes("--update");

const flatName = (path) => relative(examples, path).split(sep).join("_");
const sources = readdirSync(examples, { recursive: true })
  .filter((name) => name.endsWith(".netz"))
  .map((name) => join(examples, name))
  .sort();

const workspace = mkdtempSync(join(tmpdir(), "netz-snapshots-"));
let status = 1;
try {
  mkdirSync(snapshots, { recursive: true });
  const known = new Set(sources.map((path) => `${flatName(path)}.snap`));
  const stale = readdirSync(snapshots).filter((name) => !known.has(name));
  if (update) stale.forEach((name) => rmSync(join(snapshots, name)));

  const missing = [];
  for (const path of sources) {
    const copy = join(workspace, flatName(path));
    const snapshot = join(snapshots, `${flatName(path)}.snap`);
    cpSync(path, copy);
    if (existsSync(snapshot)) cpSync(snapshot, `${copy}.snap`);
    else missing.push(basename(snapshot));
  }

  const tool = join(extension, "node_modules", "vscode-tmgrammar-test", "dist", "snapshot.js");
  const config = join(extension, "package.json");
  const flags = update ? ["--updateSnapshot"] : [];
  const run = spawnSync(process.execPath, [tool, ...flags, "--config", config, `${workspace}/*.netz`], {
    stdio: "inherit",
  });
  status = run.status ?? 1;

  if (update) {
    for (const name of readdirSync(workspace).filter((name) => name.endsWith(".snap"))) {
      cpSync(join(workspace, name), join(snapshots, name));
    }
  } else {
    for (const name of missing) console.error(`no snapshot ${name}; run: node test/snapshots.mjs --update`);
    for (const name of stale) console.error(`stale snapshot ${name}; run: node test/snapshots.mjs --update`);
    if (missing.length + stale.length > 0) status = 1;
  }
} finally {
  rmSync(workspace, { recursive: true });
}
process.exitCode = status;
