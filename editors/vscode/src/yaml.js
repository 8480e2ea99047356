// What the preview shows.

/**
 * The text of an answer to `netz/preview`.
 *
 * @param {{ zones: string[], yaml: string, stale: boolean }} answer
 */
export function shown({ zones, yaml, stale }) {
  const about = zones.length > 0 ? `${zones.length > 1 ? "zones" : "zone"} ${zones.join(", ")}` : "the program";
  const warning = stale ? "# The program has errors. This is what it said before them.\n" : "";
  return warning + (yaml || `# No object comes of ${about}.\n`);
}

/**
 * The line of the object of a segment: where its comment says `segment NAME`.
 *
 * @param {string} text
 * @param {string} segment
 */
export function lineOf(text, segment) {
  const line = text.split("\n").findIndex((each) => {
    const named = /^# zone .*?, segment (\S+)/.exec(each);
    return named !== null && named[1].replace(/,$/, "") === segment;
  });
  return line < 0 ? undefined : line;
}
