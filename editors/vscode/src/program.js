// Where the compiler is.
import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/**
 * The file that the setting `netz.path` means, or undefined where there is none: a name is looked up on the PATH,
 * `~` and `${workspaceFolder}` are filled in, and a relative path begins at the workspace's folder.
 *
 * @param {string} wanted
 * @param {{ folder?: string, path?: string, platform?: string, home?: string }} where
 */
export function findProgram(wanted, { folder, path = "", platform = process.platform, home = homedir() }) {
  const filled = wanted.replace(/^~(?=$|[\\/])/, () => home).replaceAll("${workspaceFolder}", () => folder ?? "");
  const endings = platform === "win32" && !/\.(exe|cmd|bat)$/i.test(filled) ? [".exe", ".cmd", ".bat"] : [""];
  const isPath = isAbsolute(filled) || /[\\/]/.test(filled);
  const places = isPath ? [resolve(folder ?? "", filled)] : path.split(delimiter).filter(Boolean).map((each) => join(each, filled));
  return places.flatMap((place) => endings.map((ending) => place + ending)).find(isProgram);
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
