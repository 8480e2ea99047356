//! The loop: take what has come, make all edits, answer in order, then say what is new.

use crossbeam_channel::{Receiver, Sender};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, FileChangeType, FileEvent, Position,
    Uri,
};
use netz::Options;
use netz::source::FileId;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::End;
use super::capability::Client;
use super::convert::View;
use super::document::Documents;
use super::page::Scratch;
use super::place;
use super::publish::Published;
use super::request;
use super::setting::Settings;
use super::workspace::Workspace;

/// All that the server knows.
pub struct Server {
    pub workspace: Workspace,
    pub documents: Documents,
    pub client: Client,
    pub settings: Settings,
    pub scratch: Scratch,
    published: Published,
    sender: Sender<Message>,
    /// Whether a program was read since diagnostics were published.
    has_news: bool,
    /// How many requests were sent to the client.
    asked: i32,
    /// Whether the client has asked for the end.
    is_over: bool,
}

/// Why a request gets no answer.
#[derive(Debug)]
pub struct Refusal {
    pub code: ErrorCode,
    pub message: String,
}

impl Refusal {
    /// What was asked for can't be done, and that is no mistake of the client.
    pub fn new(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::RequestFailed, message: message.into() }
    }

    /// The client asks in a way that the server doesn't know.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::InvalidParams, message: message.into() }
    }
}

impl Server {
    /// A server for a client that has said `initialize`.
    pub fn new(sender: Sender<Message>, client: Client, params: &Value) -> Self {
        let (settings, wrong) =
            Settings::new(params.get("initializationOptions").unwrap_or(&Value::Null));
        let mut server = Self {
            workspace: Workspace::default(),
            documents: Documents::new(client.encoding),
            client,
            settings,
            scratch: Scratch::default(),
            published: Published::default(),
            sender,
            has_news: true,
            asked: 0,
            is_over: false,
        };
        let folders = params.get("workspaceFolders").and_then(Value::as_array);
        let folders = folders.into_iter().flatten().filter_map(|it| it.get("uri"));
        let mut folders: Vec<_> = folders.collect();
        if folders.is_empty() {
            folders.extend(params.get("rootUri"));
        }
        let folders = folders.into_iter().filter_map(|uri| uri.as_str()?.parse().ok());
        server.add_folders(folders);
        let unread = server.read_others();
        wrong.into_iter().chain(unread).for_each(|message| server.show(message));
        server
    }

    /// Serves until the client leaves.
    pub fn run(&mut self, receiver: &Receiver<Message>) -> End {
        while let Ok(first) = receiver.recv() {
            let queue: Vec<_> = std::iter::once(first).chain(receiver.try_iter()).collect();
            let cancelled = cancelled(&queue);
            for message in queue {
                match message {
                    Message::Request(request) => self.request(request, &cancelled),
                    Message::Notification(one) if one.method == "exit" => {
                        return if self.is_over { End::Asked } else { End::Left };
                    }
                    Message::Notification(one) => self.notification(one),
                    Message::Response(_) => {}
                }
            }
            if !self.is_over {
                self.guarded(Self::publish);
            }
        }
        if self.is_over { End::Asked } else { End::Left }
    }

    fn request(&mut self, request: Request, cancelled: &HashSet<String>) {
        let Request { id, method, params } = request;
        let answer = if cancelled.contains(&id.to_string()) {
            Err(Refusal { code: ErrorCode::RequestCanceled, message: "cancelled".to_owned() })
        } else if self.is_over {
            let message = format!("`{method}` came after `shutdown`");
            Err(Refusal { code: ErrorCode::InvalidRequest, message })
        } else if method == "shutdown" {
            self.is_over = true;
            Ok(Value::Null)
        } else {
            self.answer(&method, params)
        };
        let response = match answer {
            Ok(result) => Response::new_ok(id, result),
            Err(refusal) => Response::new_err(id, refusal.code as i32, refusal.message),
        };
        self.send(response.into());
    }

    /// The answer to a request, whatever happens on the way.
    fn answer(&mut self, method: &str, params: Value) -> Result<Value, Refusal> {
        let answered = catch_unwind(AssertUnwindSafe(|| request::answer(self, method, params)));
        answered.unwrap_or_else(|_| {
            self.workspace.touch_all();
            let message = format!("netz made a mistake with `{method}`; please report it");
            Err(Refusal { code: ErrorCode::InternalError, message })
        })
    }

    /// Does something, whatever happens on the way.
    fn guarded(&mut self, action: fn(&mut Self)) {
        let done = catch_unwind(AssertUnwindSafe(|| action(self)));
        if done.is_err() {
            self.show("netz made a mistake and goes on; please report it".to_owned());
        }
    }

    fn notification(&mut self, one: Notification) {
        let Notification { method, params } = one;
        match method.as_str() {
            "initialized" => self.watch(),
            "textDocument/didOpen" => {
                self.take(params, |server, one: DidOpenTextDocumentParams| {
                    let document = one.text_document;
                    let read =
                        server.workspace.has_read(&place::key(&document.uri), &document.text);
                    let key = server.documents.open(document.uri, document.text, document.version);
                    // What is opened as it lies on the disk is known already.
                    if !read && !server.workspace.touch(&key) {
                        server.workspace.discover(&server.documents);
                    }
                    server.published.touch(key);
                    server.has_news = true;
                });
            }
            "textDocument/didChange" => {
                self.take(params, |server, one: DidChangeTextDocumentParams| {
                    let version = one.text_document.version;
                    let key = place::key(&one.text_document.text_document_identifier.uri);
                    if server.documents.change(&key, one.content_changes, version) {
                        server.workspace.touch(&key);
                        server.published.touch(key);
                        server.has_news = true;
                    }
                });
            }
            "textDocument/didClose" => {
                self.take(params, |server, one: DidCloseTextDocumentParams| {
                    let key = place::key(&one.text_document.uri);
                    if server.documents.close(&key) {
                        server.has_news = true;
                        server.workspace.touch(&key);
                        server.workspace.discover(&server.documents);
                    }
                });
            }
            // Who doesn't tell of files that change may have made one by now.
            "textDocument/didSave" if !self.client.watches => {
                self.workspace.discover(&self.documents);
            }
            "workspace/didChangeWatchedFiles" => {
                self.take(params, |server, one: DidChangeWatchedFilesParams| {
                    server.has_news = true;
                    server.files_changed(&one.changes);
                });
            }
            "workspace/didChangeWorkspaceFolders" => {
                self.take(params, |server, one: DidChangeWorkspaceFoldersParams| {
                    let gone: Vec<PathBuf> =
                        one.event.removed.iter().map(|it| place::key(&it.uri)).collect();
                    server.workspace.folders.retain(|(_, folder)| !gone.contains(folder));
                    server.add_folders(one.event.added.into_iter().map(|it| it.uri));
                    let unread = server.read_others();
                    unread.into_iter().for_each(|message| server.show(message));
                });
            }
            "workspace/didChangeConfiguration" => {
                let settings = params.get("settings").unwrap_or(&Value::Null);
                if settings.is_object() {
                    let (settings, wrong) = Settings::new(settings);
                    self.settings = settings;
                    self.workspace.touch_all();
                    let unread = self.read_others();
                    wrong.into_iter().chain(unread).for_each(|message| self.show(message));
                }
            }
            _ => {}
        }
    }

    /// Reads the parameters of a notification and does what it says. One that can't be read is told of.
    fn take<P: DeserializeOwned>(&mut self, params: Value, action: impl FnOnce(&mut Self, P)) {
        match serde_json::from_value(params) {
            Ok(params) => {
                let done = catch_unwind(AssertUnwindSafe(|| action(self, params)));
                if done.is_err() {
                    self.workspace.touch_all();
                    self.show("netz made a mistake and goes on; please report it".to_owned());
                }
            }
            Err(error) => self.show(format!("netz can't read what the editor sends: {error}")),
        }
    }

    fn add_folders(&mut self, uris: impl Iterator<Item = Uri>) {
        let given = uris.filter_map(|uri| uri.to_file_path().ok());
        let folders = given.map(|given| (given.clone(), place::canonical(&given)));
        self.workspace.folders.extend(folders);
        self.has_news = true;
        self.workspace.discover(&self.documents);
    }

    /// Reads what the setting `with` names. What can't be read is told.
    fn read_others(&mut self) -> Vec<String> {
        self.workspace.read_others(&self.settings.with)
    }

    /// Looks at files that have changed on the disk.
    fn files_changed(&mut self, changes: &[FileEvent]) {
        let files = changes.iter().map(|change| (place::key(&change.uri), change.kind));
        // What has another name may be a directory of programs.
        let of_objects = |file: &Path| {
            let ending = file.extension().and_then(OsStr::to_str);
            ending.is_some_and(|ending| ["yaml", "yml", "json"].contains(&ending))
        };
        let (objects, programs): (Vec<_>, Vec<_>) = files.partition(|(file, _)| of_objects(file));
        if !programs.is_empty() {
            self.workspace.discover(&self.documents);
            self.workspace.touch_all();
        }
        for (file, kind) in &objects {
            // What is new may be what a `use` misses.
            if !self.workspace.touch(file) && *kind == FileChangeType::Created {
                self.workspace.touch_all();
            }
        }
        if !objects.is_empty() {
            let _ = self.read_others();
        }
    }

    /// Asks the client to tell of files that change.
    fn watch(&mut self) {
        if self.client.watches {
            // Programs name files with objects, too: `use "crds.yaml"`, and the setting `with`.
            let patterns = ["**/*.netz", "**/*.{yaml,yml,json}"];
            let watchers = patterns.map(|pattern| json!({ "globPattern": pattern }));
            let watchers = json!({ "watchers": watchers });
            let registration = json!({ "registrations": [{
                "id": "netz",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": watchers,
            }] });
            self.ask("client/registerCapability", registration);
        }
    }

    /// What programs are checked for.
    pub fn options(&self) -> Options {
        self.settings.options()
    }

    /// Reads every program that has changed.
    pub fn refresh(&mut self) {
        let options = self.options();
        self.has_news |= self.workspace.refresh(&self.documents, &options);
    }

    /// Says what is new.
    fn publish(&mut self) {
        self.refresh();
        if !std::mem::take(&mut self.has_news) {
            return;
        }
        let pages = self.settings.pages.clone();
        let place = (&mut self.scratch, pages.as_deref());
        let news = self.published.news(&self.workspace, &self.documents, &self.client, place);
        for one in news {
            self.notify("textDocument/publishDiagnostics", one);
        }
        if self.client.refreshes_lenses {
            self.ask("workspace/codeLens/refresh", Value::Null);
        }
        if self.client.refreshes_hints {
            self.ask("workspace/inlayHint/refresh", Value::Null);
        }
    }

    /// The program of a text, as it is now.
    pub fn view(&mut self, uri: &Uri) -> Result<(View<'_>, FileId), Refusal> {
        self.refresh();
        self.last_view(uri)
    }

    /// The program of a text, as it was when it was last read.
    pub fn last_view(&self, uri: &Uri) -> Result<(View<'_>, FileId), Refusal> {
        let key = place::key(uri);
        let (workspace, documents) = (&self.workspace, &self.documents);
        let found = workspace.unit_of(&key);
        let found = found.and_then(|(unit, file)| Some((unit, file, unit.analysis.clone()?)));
        let Some((unit, file, analysis)) = found else {
            return Err(Refusal::new(format!("`{uri}` is in no program that netz knows")));
        };
        let analysis = Arc::clone(&analysis);
        Ok((View { workspace, documents, unit, analysis }, file))
    }

    /// The same with the offset of a position.
    pub fn at(
        &mut self,
        uri: &Uri,
        position: Position,
    ) -> Result<(View<'_>, FileId, u32), Refusal> {
        let (view, file) = self.view(uri)?;
        let offset = view.offset(file, position);
        Ok((view, file, offset))
    }

    /// Sends a request; what the client answers doesn't matter.
    pub fn ask(&mut self, method: &str, params: Value) {
        self.asked = self.asked.wrapping_add(1);
        let id = RequestId::from(format!("netz-{}", self.asked));
        self.send(Request { id, method: method.to_owned(), params }.into());
    }

    /// Shows a message to the user.
    pub fn show(&self, message: String) {
        self.notify("window/showMessage", json!({ "type": 2, "message": message }));
    }

    fn notify(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params }.into());
    }

    /// Sends a message. A client that is gone is noticed when nothing comes from it any more.
    fn send(&self, message: Message) {
        let _ = self.sender.send(message);
    }
}

/// The requests of a queue that a later message of it cancels.
fn cancelled(queue: &[Message]) -> HashSet<String> {
    let ids = queue.iter().filter_map(|message| match message {
        Message::Notification(one) if one.method == "$/cancelRequest" => {
            let id: RequestId = serde_json::from_value(one.params.get("id")?.clone()).ok()?;
            Some(id.to_string())
        }
        _ => None,
    });
    ids.collect()
}
