//! `netz lsp`: the language server. Only the protocol and its IO are here; what there is to say comes from
//! [`netz::ide`].
#![allow(clippy::disallowed_methods, reason = "a server reads the files that no editor has open")]

mod beside;
mod capability;
mod convert;
mod document;
mod loader;
mod page;
mod place;
mod position;
mod publish;
mod request;
mod server;
mod setting;
mod text_edit;
mod workspace;

use lsp_server::{Connection, ErrorCode, Message, Request, Response};
use serde_json::json;
use std::io::{self, IsTerminal, Write};

use capability::Client;
use server::Server;

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The client asked for it.
    Asked,
    /// The client left without asking.
    Left,
}

/// Serves a client over standard input and output until it leaves.
///
/// # Errors
/// What went wrong with standard input or output.
pub fn serve() -> io::Result<End> {
    if io::stdin().is_terminal() {
        // Standard error may be gone: then nobody waits for the hint either.
        let _ = writeln!(
            io::stderr(),
            "netz lsp: waiting for an editor on standard input; editors start this by themselves\n\
             (`netz lsp --help` tells how; Ctrl-D ends it)"
        );
    }
    let (connection, threads) = Connection::stdio();
    let end = converse(&connection);
    drop(connection);
    // A reader that waits for input which never comes is not waited for.
    if end != End::Left || io::stdin().is_terminal() {
        threads.join()?;
    }
    Ok(end)
}

/// The conversation, from `initialize` to `exit`.
fn converse(connection: &Connection) -> End {
    let Some(mut server) = initialize(connection) else { return End::Left };
    server.run(&connection.receiver)
}

/// Answers `initialize`, and refuses whatever comes before it. None when the client leaves.
fn initialize(connection: &Connection) -> Option<Server> {
    loop {
        match connection.receiver.recv().ok()? {
            Message::Request(Request { id, method, params }) if method == "initialize" => {
                let client = Client::new(&params);
                let result = json!({
                    "capabilities": capability::capabilities(&client),
                    "serverInfo": { "name": "netz", "version": env!("CARGO_PKG_VERSION") },
                });
                connection.sender.send(Response::new_ok(id, result).into()).ok()?;
                return Some(Server::new(connection.sender.clone(), client, &params));
            }
            Message::Request(Request { id, method, .. }) => {
                let code = ErrorCode::ServerNotInitialized as i32;
                let message = format!("`{method}` came before `initialize`");
                connection.sender.send(Response::new_err(id, code, message).into()).ok()?;
            }
            Message::Notification(one) if one.method == "exit" => return None,
            Message::Notification(_) | Message::Response(_) => {}
        }
    }
}
