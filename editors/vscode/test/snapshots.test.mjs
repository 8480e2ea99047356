// What must hold of every snapshot, so that `--update` can't bless a hole in the grammar.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const folder = new URL("snapshots/", import.meta.url);

/** The tokens of a snapshot: their text and their scopes. */
function* tokens(snapshot) {
  let source = "";
  for (const line of snapshot.split("\n")) {
    if (line.startsWith(">")) source = line.slice(1);
    const token = /^#( *)(\^+) (.*)$/.exec(line);
    if (token) yield { text: source.slice(token[1].length, token[1].length + token[2].length), scopes: token[3].split(" ") };
  }
}

for (const name of readdirSync(folder)) {
  test(`${name} colours every word, and finds nothing wrong`, () => {
    for (const { text, scopes } of tokens(readFileSync(new URL(name, folder), "utf8"))) {
      const colours = scopes.filter((scope) => scope !== "source.netz" && !scope.startsWith("meta."));
      assert.ok(colours.length > 0 || text.trim() === "", `no colour for \`${text}\``);
      assert.ok(!colours.some((scope) => /invalid|reserved/.test(scope)), `${colours} for \`${text}\``);
    }
  });
}
