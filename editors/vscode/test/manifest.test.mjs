// What package.json and language-configuration.json promise to the editor.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const read = (path) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));
const manifest = read("package.json");
const configuration = read("language-configuration.json");

test("every contributed file exists", () => {
  const { languages, grammars, snippets } = manifest.contributes;
  const paths = [...languages.map((language) => language.configuration), ...[...grammars, ...snippets].map((part) => part.path)];
  for (const path of paths) assert.ok(existsSync(new URL(`../${path}`, import.meta.url)), path);
});

test("the problem matcher reads --message-format short", () => {
  const [pattern] = manifest.contributes.problemPatterns;
  const line = "teams/pay.netz:12:7: error[N0203]: no zone `prdo`: 1 typo";
  const match = new RegExp(pattern.regexp).exec(line);
  const field = (name) => match[pattern[name]];
  assert.equal(field("file"), "teams/pay.netz");
  assert.equal(field("line"), "12");
  assert.equal(field("column"), "7");
  assert.equal(field("severity"), "error");
  assert.equal(field("code"), "N0203");
  assert.equal(field("message"), "no zone `prdo`: 1 typo");
  assert.equal(new RegExp(pattern.regexp).exec("  Compiling netz v0.1.0"), null);
});

test("a word holds hyphens but no arrow", () => {
  const words = "web-1->pay-$env/api can get".match(new RegExp(configuration.wordPattern, "g"));
  assert.deepEqual(words, ["web-1", "pay-$env", "api", "can", "get"]);
});

test("indentation follows braces, and lines that go on", () => {
  const { increaseIndentPattern, decreaseIndentPattern, indentNextLinePattern } = configuration.indentationRules;
  const increases = new RegExp(increaseIndentPattern);
  for (const line of ["zone prod isolates {", "in prod { # prod {", "a -> 10.0.0.0/8 except ("]) assert.match(line, increases);
  for (const line of ["in prod { a -> b tcp/80 }", "# zone {", 'owner "{"', "a -> b tcp/80"]) assert.doesNotMatch(line, increases);
  assert.match("  }", new RegExp(decreaseIndentPattern));
  const goesOn = new RegExp(indentNextLinePattern);
  for (const line of ["frontend,", "frontend ->", "a | # or", "segment a:", "net corp ="]) assert.match(line, goesOn);
  for (const line of ["frontend -> backend tcp/80", "# a,", 'owner "a,"']) assert.doesNotMatch(line, goesOn);
});

test("snippets have distinct prefixes and balanced braces", () => {
  const prefixes = new Set();
  for (const [name, { prefix, body }] of Object.entries(read("snippets/netz.json"))) {
    assert.ok(!prefixes.has(prefix), `${name}: the prefix ${prefix} is taken`);
    prefixes.add(prefix);
    const text = [body].flat().join("\n");
    assert.equal(text.split("{").length, text.split("}").length, name);
  }
});
