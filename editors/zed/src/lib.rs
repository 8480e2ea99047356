//! The extension of Zed: it says how `netz lsp` is started.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{
    register_extension, Command, Extension, LanguageServerId, Result, Worktree,
};

struct Netz;

impl Extension for Netz {
    fn new() -> Self {
        Self
    }

    fn language_server_command(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Command> {
        let settings = LspSettings::for_worktree(id.as_ref(), worktree)?;
        let chosen = settings.binary.and_then(|binary| binary.path);
        let command = chosen.or_else(|| worktree.which("netz")).ok_or(
            "there is no program `netz`: install it, or name it in the setting lsp.netz.binary.path",
        )?;
        Ok(Command { command, args: vec!["lsp".to_owned()], env: worktree.shell_env() })
    }

    fn language_server_initialization_options(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<zed_extension_api::serde_json::Value>> {
        Ok(LspSettings::for_worktree(id.as_ref(), worktree)?.initialization_options)
    }
}

register_extension!(Netz);
