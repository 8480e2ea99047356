// The YAML of the zone at the cursor, beside the text; it follows the cursor and every change.
import * as vscode from "vscode";
import { shown, lineOf } from "./yaml.js";

const SCHEME = "netz-preview";
const PLACE = vscode.Uri.parse(`${SCHEME}:/netz.yaml`);
/** How long the cursor and the text must rest. */
const REST = 120;

export class Preview {
  /** @param {(method: string, params: object) => Promise<any> | undefined} ask asks the server; undefined without one */
  constructor(ask) {
    this.ask = ask;
    this.text = "";
    this.changed = new vscode.EventEmitter();
    /** What the preview is about while a code lens said so, not the cursor. */
    this.zones = undefined;
    this.subscriptions = [
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: () => this.text,
      }),
      vscode.window.onDidChangeTextEditorSelection((event) => {
        if (event.textEditor.document.languageId !== "netz") return;
        this.zones = undefined;
        this.refresh();
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document.languageId === "netz") this.refresh();
        if (event.document.uri.scheme === SCHEME) this.reveal();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.refresh()),
    ];
  }

  dispose() {
    clearTimeout(this.timer);
    this.subscriptions.forEach((each) => each.dispose());
  }

  /**
   * Opens the preview, for the cursor or for the zones that a code lens names.
   *
   * @param {{ uri: string, zones?: string[] } | vscode.Uri | undefined} about
   */
  async open(about) {
    this.editor = vscode.window.activeTextEditor?.document.languageId === "netz" ? vscode.window.activeTextEditor : this.editor;
    if (!this.editor) {
      vscode.window.showInformationMessage("netz: open a .netz file first; the preview shows the YAML of the zone at its cursor.");
      return;
    }
    this.zones = about && "zones" in about && about.zones?.length ? { uri: about.uri, zones: about.zones } : undefined;
    await this.update();
    const document = await vscode.workspace.openTextDocument(PLACE);
    await vscode.languages.setTextDocumentLanguage(document, "yaml");
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true });
    this.reveal();
  }

  /** Brings it up to date, where it is open, once the cursor rests. */
  refresh() {
    if (vscode.window.activeTextEditor?.document.languageId === "netz") this.editor = vscode.window.activeTextEditor;
    if (!this.visible()) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), REST);
  }

  visible() {
    return vscode.window.visibleTextEditors.find((each) => each.document.uri.scheme === SCHEME);
  }

  async update() {
    const { document, selection } = this.editor ?? {};
    if (!document || document.isClosed) return;
    const position = { line: selection.active.line, character: selection.active.character };
    let text;
    try {
      const answer = this.zones
        ? await this.ask("workspace/executeCommand", { command: "netz.preview", arguments: [this.zones] })
        : await this.ask("netz/preview", { textDocument: { uri: document.uri.toString() }, position });
      if (!answer) return;
      text = shown(answer);
      this.turned ||= answer.zones.join() !== this.about;
      this.about = answer.zones.join();
    } catch (error) {
      text = `# ${error instanceof Error ? error.message : error}\n`;
    }
    if (text === this.text) {
      this.reveal();
      return;
    }
    this.text = text;
    this.changed.fire(PLACE);
  }

  /** Scrolls to the object of the segment at the cursor, or to the top of another zone. */
  reveal() {
    const [beside, source] = [this.visible(), this.editor];
    if (!beside || !source) return;
    const range = source.document.getWordRangeAtPosition(source.selection.active);
    const line = range && lineOf(beside.document.getText(), source.document.getText(range));
    if (line === undefined && !this.turned) return;
    this.turned = false;
    beside.revealRange(new vscode.Range(line ?? 0, 0, line ?? 0, 0), vscode.TextEditorRevealType.AtTop);
  }
}
