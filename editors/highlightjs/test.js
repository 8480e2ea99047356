// Compares the colours with what the compiler says of the same programs: `cargo test --test suite editors::`
// writes them to target/tmp/editors.json.
const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const hljs = require("highlight.js");

const target = process.env.CARGO_TARGET_DIR ?? join(__dirname, "..", "..", "target");
const CLASSES = {
  "hljs-comment": "comment",
  "hljs-keyword": "keyword",
  "hljs-section": "zone",
  "hljs-title class_": "segment",
  "hljs-symbol": "account",
  "hljs-meta": "role",
  "hljs-title function_": "verb",
  "hljs-built_in": "resource",
  "hljs-type": "protocol",
  "hljs-number": "port",
  "hljs-literal": "address",
  "hljs-attr": "label",
  "hljs-property": "value",
  "hljs-params": "variable",
  "hljs-string": "string",
  "hljs-operator": "operator",
};
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };

/** The text of HTML, and the class of each character. */
function read(html) {
  let text = "";
  const classes = [];
  let open = null;
  for (const [part, name] of html.matchAll(/<span class="([^"]*)">|<\/span>|&[a-z#0-9]+;|[^<&]/g)) {
    if (part.startsWith("<")) {
      assert.ok(name === undefined || name in CLASSES, part);
      open = name === undefined ? null : CLASSES[name];
    } else {
      text += ENTITIES[part] ?? part;
      classes.push(open);
    }
  }
  return { text, classes };
}

/** Where the two differ first. */
function difference(text, pieces, found) {
  const wanted = new Array(text.length).fill(null);
  for (const [start, end, name] of pieces) wanted.fill(name, start, end);
  for (let at = 0; at < text.length; at++) {
    if (/\s/.test(text[at]) || wanted[at] === found[at]) continue;
    const rest = text.slice(at).split("\n", 1)[0];
    // Subjects whose `can` or `has` is on a later line look like the endpoints of a flow.
    if (wanted[at] === "account" && found[at] === "segment" && !/can|has/.test(rest)) continue;
    const start = text.lastIndexOf("\n", at - 1) + 1;
    const line = text.slice(start).split("\n", 1)[0];
    return `${line}\n${" ".repeat(at - start)}^ is ${wanted[at]}, and highlight.js says ${found[at]}`;
  }
  return null;
}

hljs.registerLanguage("netz", require("./netz.js"));
const programs = JSON.parse(readFileSync(join(target, "tmp", "editors.json"), "utf8"));
const faults = [];
for (const { name, text, pieces } of programs) {
  const seen = read(hljs.highlight(text, { language: "netz" }).value);
  assert.equal(seen.text, text, name);
  const fault = difference(text, pieces, seen.classes);
  if (fault !== null) faults.push(`${name}:\n${fault}\n`);
}
assert.ok(programs.length > 2200);
assert.equal(faults.length, 0, `${faults.length} of ${programs.length} differ\n${faults.slice(0, 12).join("\n")}`);
console.log(`highlight.js sees what netz sees in ${programs.length} programs`);
