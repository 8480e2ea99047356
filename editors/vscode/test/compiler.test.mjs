// Compares the colours of the grammar with what the compiler says of the same programs: the examples, the
// corpus, and those that are made up. `cargo test --test suite editors::` writes them.
//
// Programs made from the rules of the grammar alone have words of the language for names at every place, and
// line ends where nobody writes one: many are beyond a grammar of regular expressions that sees one line. Those
// that begin to differ in a way of BEYOND are let pass, and no others.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..", "..");
const require = createRequire(import.meta.url);
const oniguruma = require("vscode-oniguruma");
const { INITIAL, Registry, parseRawGrammar } = require("vscode-textmate");

const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const oracle = join(target, "tmp", "editors.json");
const table = JSON.parse(readFileSync(join(root, "tests", "editors", "scopes.json"), "utf8"));

const fits = (scope, prefix) => scope === prefix || scope.startsWith(`${prefix}.`);

/** The class of a stack of scopes; null when it has none. */
function classOf(scopes) {
  for (const scope of scopes.toReversed()) {
    const entry = table.find(([prefix]) => fits(scope, prefix));
    assert.ok(entry, `${scope} is in no line of scopes.json`);
    if (entry[1] === "nothing") return null;
    if (entry[1] !== null) return entry[1];
  }
  return null;
}

async function load() {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const path = join(here, "..", "syntaxes", "netz.tmLanguage.json");
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(readFileSync(path, "utf8"), path),
  });
  return registry.loadGrammar("source.netz");
}

/** The class of each character. */
function see(grammar, text) {
  const classes = new Array(text.length).fill(null);
  let state = INITIAL;
  let start = 0;
  for (const line of text.split("\n")) {
    const result = grammar.tokenizeLine(line, state);
    for (const token of result.tokens) {
      classes.fill(classOf(token.scopes), start + token.startIndex, start + Math.min(token.endIndex, line.length));
    }
    state = result.ruleStack;
    start += line.length + 1;
  }
  return classes;
}

/** What the compiler says, and what the editor says, of programs that nobody writes. */
const BEYOND = [
  ["address", null], // `:0:..`, and one that a line begins with
  ["keyword", "segment"], // a statement that begins with `host`
  ["port", null], // a name of a port that a line begins with
  ["port", "keyword"], // a port called `services`
  ["port", "segment"], // a name of a port behind an address that is none
  ["protocol", null], // a line that begins with `)`
  ["resource", "keyword"], // a resource called `verbs`
  ["resource", null], // `resource a/*`
  ["value", "keyword"], // a level called `audit`
  ["verb", "string"], // a verb in quotes in a `resource`
  ["zone", "keyword"], // a namespace called `namespaces`
];
const beyond = (pair) => BEYOND.some((known) => known[0] === pair[0] && known[1] === pair[1]);

/** Where the grammar and the compiler differ first: a message, and what each of them says. */
function difference(text, pieces, found) {
  const wanted = new Array(text.length).fill(null);
  for (const [start, end, name] of pieces) wanted.fill(name, start, end);
  for (let at = 0; at < text.length; at++) {
    if (/\s/.test(text[at]) || wanted[at] === found[at]) continue;
    const rest = text.slice(at).split("\n", 1)[0];
    // A grammar sees one line: subjects whose `can` or `has` is on a later one look like endpoints.
    const undecided = wanted[at] === "account" && found[at] === "segment" && !/can|has/.test(rest);
    if (undecided) continue;
    const start = text.lastIndexOf("\n", at - 1) + 1;
    const line = text.slice(start).split("\n", 1)[0];
    const message = `${line}\n${" ".repeat(at - start)}^ is ${wanted[at]}, and the editor says ${found[at]}`;
    return { message, pair: [wanted[at], found[at]] };
  }
  return null;
}

test("colours are those of the compiler", async () => {
  assert.ok(existsSync(oracle), `no ${oracle}: cargo test --test suite editors::`);
  const grammar = await load();
  const faults = [];
  let alike = 0;
  const programs = JSON.parse(readFileSync(oracle, "utf8"));
  for (const { name, text, pieces } of programs) {
    const fault = difference(text, pieces, see(grammar, text));
    const isSample = name.startsWith("sample");
    if (isSample && fault === null) alike++;
    if (fault !== null && !(isSample && beyond(fault.pair))) faults.push(`${name}:\n${fault.message}\n`);
  }
  assert.ok(programs.length > 2600);
  assert.ok(alike > 500, `only ${alike} samples are coloured as the compiler does`);
  assert.equal(faults.length, 0, `${faults.length} of ${programs.length} differ\n${faults.slice(0, 12).join("\n")}`);
});
