// The extension: starts `netz lsp`, and shows the YAML of the zone at the cursor.
import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn, State } from "vscode-languageclient/node";
import { findProgram } from "./program.js";
import { Preview } from "./preview.js";

/** @type {LanguageClient | undefined} */
let client;
/** Stands for the server's commands while there is no server. */
let fallback;
/** Starting and stopping, one after the other. */
let queue = Promise.resolve();

/** @param {vscode.ExtensionContext} context */
export async function activate(context) {
  const log = vscode.window.createOutputChannel("netz", { log: true });
  const preview = new Preview((method, params) => client?.sendRequest(method, params));
  const restart = () => (queue = queue.then(() => stop()).then(() => start(log, preview)));

  context.subscriptions.push(
    log,
    preview,
    { dispose: () => fallback?.dispose() },
    vscode.commands.registerCommand("netz.restart", restart),
    vscode.commands.registerCommand("netz.showLog", () => log.show()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("netz")) restart();
    }),
  );
  await restart();
}

export async function deactivate() {
  await stop();
}

async function stop() {
  const last = client;
  client = undefined;
  if (last && last.state !== State.Stopped) {
    await last.stop().catch(() => {});
  }
}

/**
 * @param {vscode.LogOutputChannel} log
 * @param {Preview} preview
 */
async function start(log, preview) {
  const settings = vscode.workspace.getConfiguration("netz");
  const wanted = settings.get("path") || "netz";
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const command = findProgram(wanted, { folder, path: process.env.PATH });
  if (!command) {
    standIn(() => tellMissing(wanted));
    tellMissing(wanted);
    return;
  }

  const own = new LanguageClient(
    "netz",
    "netz",
    { command, args: ["lsp"] },
    {
      documentSelector: [
        { language: "netz", scheme: "file" },
        { language: "netz", scheme: "untitled" },
      ],
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationFailedHandler: () => false,
      initializationOptions: {
        preview: "reply",
        kubeVersion: settings.get("kubeVersion"),
        cluster: settings.get("cluster"),
        with: settings.get("with"),
      },
      middleware: {
        executeCommand: (name, args, next) => (name === "netz.preview" ? preview.open(args[0]) : next(name, args)),
      },
    },
  );
  // The client registers the commands of the server itself.
  fallback?.dispose();
  fallback = undefined;
  client = own;
  try {
    await own.start();
    log.info(`${command} lsp, version ${own.initializeResult?.serverInfo?.version ?? "unknown"}`);
    preview.refresh();
  } catch (error) {
    client = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    const tell = () => tellFailure(command, reason);
    standIn(tell);
    tell();
  }
}

/** Lets the commands of the server say why there is none. */
function standIn(tell) {
  fallback ??= vscode.commands.registerCommand("netz.preview", () => tell());
}

async function tellMissing(wanted) {
  const text =
    `netz: there is no program \`${wanted}\`, so there are colours but no checks. ` +
    "Install netz (cargo install --path . in its checkout), or say where it is in the setting netz.path.";
  await offer(text, "netz.path");
}

async function tellFailure(command, reason) {
  await offer(`netz: \`${command} lsp\` didn't start: ${reason}. Is it a netz with a language server?`, "netz.path");
}

async function offer(text, setting) {
  const [settings, again] = ["Open Settings", "Try Again"];
  const answer = await vscode.window.showErrorMessage(text, settings, again);
  if (answer === settings) await vscode.commands.executeCommand("workbench.action.openSettings", setting);
  if (answer === again) await vscode.commands.executeCommand("netz.restart");
}
