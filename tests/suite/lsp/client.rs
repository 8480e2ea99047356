//! A client that says what it is told to and keeps what it hears.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use tempfile::TempDir;

/// A folder that an editor opens.
pub struct Folder(TempDir);

impl Folder {
    /// With these files.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a directory"));
        files.iter().for_each(|(name, text)| folder.write(name, text));
        folder
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().canonicalize().expect("a path")
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        std::fs::write(path, text).expect("a file");
    }

    pub fn uri(&self, name: &str) -> String {
        uri(&self.path().join(name))
    }
}

/// What an editor calls a file.
pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// What a capable editor says of itself.
pub fn capable(utf8: bool) -> Value {
    json!({
        "general": { "positionEncodings": if utf8 { json!(["utf-8", "utf-16"]) } else { json!(["utf-16"]) } },
        "workspace": {
            "didChangeWatchedFiles": { "dynamicRegistration": true },
            "workspaceEdit": { "documentChanges": false },
        },
        "textDocument": {
            "publishDiagnostics": { "relatedInformation": true, "codeDescriptionSupport": true },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
        },
    })
}

/// A server and the end of it that an editor has.
pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    asked: i64,
    /// Notifications and requests of the server that nobody has taken.
    pub heard: Vec<Value>,
    /// What it said it can.
    pub capabilities: Value,
}

impl Client {
    /// Starts a server, without a word.
    pub fn silent() -> Self {
        // Many edits want a fast server: `NETZ_SERVER` names another build of it.
        let server =
            std::env::var("NETZ_SERVER").unwrap_or_else(|_| env!("CARGO_BIN_EXE_netz").to_owned());
        let mut child = Command::new(server)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("netz starts");
        let stdin = child.stdin.take();
        let stdout = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, stdin, stdout, asked: 0, heard: Vec::new(), capabilities: Value::Null }
    }

    /// Opens a folder.
    pub fn open_folder(folder: &Path, capabilities: &Value) -> Self {
        let mut client = Self::silent();
        let params = json!({
            "processId": null,
            "capabilities": capabilities,
            "workspaceFolders": [{ "uri": uri(folder), "name": "x" }],
        });
        let answer = client.ask("initialize", &params);
        client.capabilities = answer["capabilities"].clone();
        client.tell("initialized", &json!({}));
        client
    }

    /// Says something raw.
    pub fn say(&mut self, message: &Value) {
        let text = message.to_string();
        let stdin = self.stdin.as_mut().expect("open");
        write!(stdin, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("it listens");
        stdin.flush().expect("it listens");
    }

    pub fn tell(&mut self, method: &str, params: &Value) {
        self.say(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Asks and does not wait. The id.
    pub fn send(&mut self, method: &str, params: &Value) -> i64 {
        self.asked += 1;
        let id = self.asked;
        self.say(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The whole answer to a request.
    pub fn answer_to(&mut self, id: i64) -> Value {
        loop {
            let message = self.hear().expect("an answer");
            if message["id"] == json!(id) && message.get("method").is_none() {
                return message;
            }
            self.heard.push(message);
        }
    }

    /// Asks and waits for the result.
    #[track_caller]
    pub fn ask(&mut self, method: &str, params: &Value) -> Value {
        let id = self.send(method, params);
        let answer = self.answer_to(id);
        assert!(answer.get("error").is_none(), "{method}: {}", answer["error"]);
        answer["result"].clone()
    }

    /// Asks and waits for the refusal: its code and its message.
    #[track_caller]
    pub fn refusal(&mut self, method: &str, params: &Value) -> (i64, String) {
        let id = self.send(method, params);
        let answer = self.answer_to(id);
        let error = answer.get("error").unwrap_or_else(|| panic!("{method}: {answer}"));
        (
            error["code"].as_i64().expect("a code"),
            error["message"].as_str().expect("a text").to_owned(),
        )
    }

    /// The next message; none when the server has left.
    pub fn hear(&mut self) -> Option<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.stdout.read_line(&mut line).ok()? == 0 {
                return None;
            }
            match line.trim().split_once(": ") {
                Some(("Content-Length", value)) => length = value.parse().ok()?,
                Some(_) => {}
                None => break,
            }
        }
        let mut bytes = vec![0; length];
        self.stdout.read_exact(&mut bytes).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Opens a text.
    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "netz", "version": 1, "text": text });
        self.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    }

    /// Puts a whole text in the place of an open one.
    pub fn replace(&mut self, uri: &str, version: i64, text: &str) {
        let params = json!({
            "textDocument": { "uri": uri, "version": version },
            "contentChanges": [{ "text": text }],
        });
        self.tell("textDocument/didChange", &params);
    }

    /// Waits until everything that was said so far is done, its diagnostics included.
    pub fn settle(&mut self) {
        for _ in 0..2 {
            self.ask("workspace/symbol", &json!({ "query": "no such name" }));
        }
    }

    /// The last diagnostics of each file, by what the editor calls it; empty lists are kept.
    pub fn diagnostics(&self) -> std::collections::BTreeMap<String, Vec<Value>> {
        let mut all = std::collections::BTreeMap::new();
        for one in &self.heard {
            if one["method"] == "textDocument/publishDiagnostics" {
                let uri = one["params"]["uri"].as_str().expect("a uri").to_owned();
                let list = one["params"]["diagnostics"].as_array().expect("a list").clone();
                all.insert(uri, list);
            }
        }
        all
    }

    /// Ends the conversation as the protocol says. The exit status.
    pub fn end(mut self) -> Option<i32> {
        self.ask("shutdown", &Value::Null);
        self.tell("exit", &Value::Null);
        self.child.wait().expect("an end").code()
    }

    /// Hangs up. The exit status.
    pub fn hang_up(mut self) -> Option<i32> {
        drop(self.stdin.take());
        self.child.wait().expect("an end").code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // A test that failed must leave no server behind; one that has ended can't be killed again.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The position of a piece of a text, counted here once more, in another way than the server's.
pub fn position(text: &str, offset: usize, utf8: bool) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let of_line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let units = if utf8 { of_line.len() } else { of_line.encode_utf16().count() };
    json!({ "line": line, "character": units })
}

/// The part of a text in a range of the protocol.
pub fn slice(text: &str, range: &Value, utf8: bool) -> String {
    let offset = |position: &Value| {
        let line = position["line"].as_u64().expect("a line") as usize;
        let units = position["character"].as_u64().expect("a column") as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut at = start;
        let mut counted = 0;
        for letter in text[start..].chars() {
            if counted >= units {
                break;
            }
            counted += if utf8 { letter.len_utf8() } else { letter.len_utf16() };
            at += letter.len_utf8();
        }
        assert_eq!(counted, units, "no place of the text: {position}");
        at
    };
    text[offset(&range["start"])..offset(&range["end"])].to_owned()
}
