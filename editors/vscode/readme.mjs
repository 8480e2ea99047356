// Writes the README of the package: without the pictures, which are beside the documentation and not in the package.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const text = readFileSync(new URL("README.md", import.meta.url), "utf8");
const plain = text.replace(/^!\[[^\]]*\]\([^)]*\)\n\n/gm, "");
mkdirSync(new URL("dist/", import.meta.url), { recursive: true });
writeFileSync(new URL("dist/README.md", import.meta.url), plain);
