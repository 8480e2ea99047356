#!/usr/bin/env python3
"""How long the language server takes, over standard input and output as editors measure it.

usage: tests/bench/lsp.py [NETZ [GENERATE [CHANGES]]]

Generated programs of 1,000 and 10,000 flows are opened and changed, one key at a time as a person types,
and asked for hover and completion. Beside it, in the same run, yaml-language-server gets the YAML that
`netz build` makes of the first program, and changes of a key; `npm install --no-save yaml-language-server`
puts it where it is looked for (node_modules, or the directory in YAML_LANGUAGE_SERVER).
"""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

NETZ = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "target/release/netz").resolve())
GENERATE = sys.argv[2] if len(sys.argv) > 2 else "target/release/examples/generate"
CHANGES = int(sys.argv[3]) if len(sys.argv) > 3 else 200


class Client:
    def __init__(self, command, root, settings=None):
        self.start = time.perf_counter()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.asked = 0
        self.settings = settings or {}
        capabilities = {
            "general": {"positionEncodings": ["utf-16"]},
            "textDocument": {"publishDiagnostics": {"relatedInformation": True}},
            "workspace": {"configuration": True},
        }
        folder = {"uri": root.as_uri(), "name": "x"}
        self.ask("initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": capabilities, "workspaceFolders": [folder]})
        self.started = time.perf_counter() - self.start
        self.tell("initialized", {})

    def send(self, message):
        text = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(text) + text)
        self.process.stdin.flush()

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def hear(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length"):
                length = int(line.split(b":")[1])
        message = json.loads(self.process.stdout.read(length))
        if "id" in message and "method" in message:
            items = message.get("params", {}).get("items", [])
            result = [self.settings.get(item.get("section")) for item in items] if message["method"] == "workspace/configuration" else None
            self.send({"id": message["id"], "result": result})
        return message

    def ask(self, method, params):
        self.asked += 1
        number = self.asked
        self.send({"id": number, "method": method, "params": params})
        while True:
            message = self.hear()
            if message.get("id") == number and "method" not in message:
                return message.get("result")

    def diagnostics(self, uri):
        while True:
            message = self.hear()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return message["params"]["diagnostics"]

    def memory(self):
        """MiB in memory: the most so far."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0.0

    def spent(self):
        """Seconds of the processor so far, which a busy machine doesn't change."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self):
        self.ask("shutdown", None)
        self.tell("exit", None)
        self.process.wait()


def spread(times):
    times = sorted(1000 * one for one in times)
    at = lambda part: times[min(len(times) - 1, int(part * len(times)))]
    return f"p50 {at(0.5):7.2f} ms   p95 {at(0.95):7.2f} ms   max {times[-1]:7.2f} ms"


def timed(action):
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def changes(client, uri, lines, column, count, text="x"):
    """Types a character at the end of a line and takes it away again, far apart."""
    dice, times, version = random.Random(1), [], 1
    for _ in range(count // 2):
        line = dice.choice(lines)
        end = column(line)
        for part, new in (((end, end), text), ((end, end + len(text)), "")):
            version += 1
            place = lambda character: {"line": line, "character": character}
            change = {"range": {"start": place(part[0]), "end": place(part[1])}, "text": new}
            params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]}

            def act():
                client.tell("textDocument/didChange", params)
                client.diagnostics(uri)

            times.append(timed(act))
    return times


def netz(folder, flows):
    text = subprocess.run([GENERATE, str(flows)], capture_output=True, text=True, check=True).stdout
    root = pathlib.Path(folder) / str(flows)
    root.mkdir()
    (root / "main.netz").write_text(text)
    uri = (root / "main.netz").as_uri()
    starts = []
    for _ in range(10):
        client = Client([NETZ, "lsp"], root)
        starts.append(client.started)
        client.end()
    client = Client([NETZ, "lsp"], root)
    begin = time.perf_counter()
    client.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "netz", "version": 1, "text": text}})
    client.diagnostics(uri)
    opened = time.perf_counter() - begin
    lines = text.split("\n")
    flowing = [at for at, line in enumerate(lines) if "->" in line and "because" not in line]
    before = client.spent()
    typed = changes(client, uri, flowing, lambda line: len(lines[line]), CHANGES)
    each = 1000 * (client.spent() - before) / len(typed)
    dice, hovers, completions = random.Random(2), [], []
    for _ in range(CHANGES):
        line = dice.choice(flowing)
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": len(lines[line]) - len(lines[line].lstrip()) + 1}}
        hovers.append(timed(lambda: client.ask("textDocument/hover", place)))
        place["position"]["character"] = len(lines[line])
        completions.append(timed(lambda: client.ask("textDocument/completion", place)))
    print(f"netz lsp, {flows} flows, {len(lines)} lines, {len(text) // 1024} kB")
    print(f"  start to initialized  {spread(starts)}")
    print(f"  open to diagnostics   {1000 * opened:11.2f} ms")
    print(f"  change to diagnostics {spread(typed)}")
    print(f"  the same, processor   {each:11.2f} ms a change")
    print(f"  hover                 {spread(hovers)}")
    print(f"  completion            {spread(completions)}")
    print(f"  most memory           {client.memory():8.1f} MiB")
    client.end()
    return root


def yaml_server():
    root = pathlib.Path(os.environ.get("YAML_LANGUAGE_SERVER", "node_modules/yaml-language-server"))
    server = root / "bin" / "yaml-language-server"
    return server if server.exists() else None


def yaml(root):
    server = yaml_server()
    if not server:
        print("yaml-language-server isn't installed: left out")
        return
    text = subprocess.run([NETZ, "build", "main.netz"], cwd=root, capture_output=True, text=True, check=True).stdout
    uri = (root / "netz.yaml").as_uri()
    schema = root / "schema.json"
    schema.write_text(json.dumps({"type": "object", "required": ["apiVersion", "kind", "metadata"]}))
    settings = {"yaml": {"validate": True, "schemas": {schema.as_uri(): "*.yaml"}, "schemaStore": {"enable": False}, "hover": True, "completion": True}}
    client = Client(["node", str(server), "--stdio"], root, settings)
    started = client.started
    client.tell("workspace/didChangeConfiguration", {"settings": settings})
    begin = time.perf_counter()
    client.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
    client.diagnostics(uri)
    opened = time.perf_counter() - begin
    lines = text.split("\n")
    names = [at for at, line in enumerate(lines) if line.startswith("  name: ")]
    typed = changes(client, uri, names, lambda line: len(lines[line]), min(CHANGES, 30))
    hovers = []
    for line in names[:30]:
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": 4}}
        hovers.append(timed(lambda: client.ask("textDocument/hover", place)))
    print(f"yaml-language-server on the YAML of it, {len(lines)} lines, {len(text) // 1024} kB")
    print(f"  start to initialized  {1000 * started:11.2f} ms")
    print(f"  open to diagnostics   {1000 * opened:11.2f} ms")
    print(f"  change to diagnostics {spread(typed)}")
    print(f"  hover                 {spread(hovers)}")
    print(f"  most memory           {client.memory():8.1f} MiB")
    client.process.kill()


with tempfile.TemporaryDirectory() as folder:
    small = netz(folder, 1_000)
    netz(folder, 10_000)
    yaml(small)
