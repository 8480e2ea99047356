//! A sign of life for work that takes longer than a second.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

/// Says on a terminal what goes on, should this live for more than a second.
pub struct Progress(Option<Sender<()>>);

impl Progress {
    /// Starts to wait.
    pub fn start(quiet: bool, message: String) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            if receiver.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                let _ = writeln!(std::io::stderr(), "{message}");
            }
        });
        Self(Some(sender))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.take();
    }
}
