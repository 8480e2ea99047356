// Where the extension looks for the compiler, and what its preview shows.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findProgram } from "../src/program.js";
import { lineOf, shown } from "../src/yaml.js";

const folder = mkdtempSync(join(tmpdir(), "netz-program-"));
after(() => rmSync(folder, { recursive: true }));
const program = join(folder, "bin", "netz");
mkdirSync(join(folder, "bin"));
writeFileSync(program, "");
chmodSync(program, 0o755);
writeFileSync(join(folder, "netz"), "no program");

test("a name is looked up on the PATH, past what can't be run", () => {
  assert.equal(findProgram("netz", { path: `${folder}:${join(folder, "bin")}` }), program);
  assert.equal(findProgram("netz", { path: folder }), undefined);
  assert.equal(findProgram("netz", { path: "" }), undefined);
});

test("a path may be absolute, begin at the folder, or name home and workspace", () => {
  for (const [wanted, where] of [
    [program, {}],
    ["bin/netz", { folder }],
    ["./bin/netz", { folder }],
    ["~/bin/netz", { home: folder }],
    ["${workspaceFolder}/bin/netz", { folder }],
  ]) assert.equal(findProgram(wanted, where), program, wanted);
  assert.equal(findProgram("bin", { folder }), undefined, "a folder is no program");
  assert.equal(findProgram("bin/nets", { folder }), undefined);
});

test("the preview says when it is of before, and when nothing comes of a zone", () => {
  assert.equal(shown({ zones: ["shop"], yaml: "kind: Role\n", stale: false }), "kind: Role\n");
  assert.match(shown({ zones: ["shop"], yaml: "kind: Role\n", stale: true }), /^# The program has errors\..*\nkind: Role\n$/);
  assert.equal(shown({ zones: ["a", "b"], yaml: "", stale: false }), "# No object comes of zones a, b.\n");
  assert.equal(shown({ zones: [], yaml: "", stale: false }), "# No object comes of the program.\n");
});

test("the preview finds the object of a segment", () => {
  const yaml = "# zone shop (main.netz)\na\n---\n# zone shop, segment db-ro (main.netz)\nb\n---\n# zone shop, segment db (main.netz)\n";
  assert.equal(lineOf(yaml, "db"), 6);
  assert.equal(lineOf(yaml, "db-ro"), 3);
  assert.equal(lineOf(yaml, "web"), undefined);
});
