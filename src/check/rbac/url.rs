//! `wildcard-url`: a URL pattern that covers more than one family of paths.

use super::Right;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::Object;

/// Paths of the API server that show or change more than health and metrics.
const SENSITIVE: [(&str, &str); 2] =
    [("/debug/pprof", "profiles of the API server"), ("/logs", "log files of its host")];

pub(super) fn check(right: &Right<'_>, sink: &mut Sink) {
    for used in &right.permission.uses {
        let Object::Url(url) = &used.object else { continue };
        let Some((message, label)) = too_wide(url) else { continue };
        let finding = Diagnostic::new(Code::WildcardUrl, used.span, message).label(label);
        let finding =
            match url.strip_suffix('*') {
                Some(prefix) if label == INSIDE => {
                    let whole = format!("\"{prefix}/*\"");
                    finding
                        .help(format!("write `{whole}` for what stands below `{prefix}`"))
                        .maybe_fix(format!("write `{whole}`"), used.span, whole)
                }
                _ => finding.help(
                    "name the paths that are needed, such as `\"/metrics\"` and `\"/healthz/*\"`",
                ),
            };
        sink.push(finding.answered(right.because));
    }
}

/// The label of a pattern that ends inside a word.
const INSIDE: &str = "ends inside a word";

/// Why a pattern of paths is too wide, as a message and a label.
pub(crate) fn too_wide(url: &str) -> Option<(String, &'static str)> {
    let prefix = url.strip_suffix('*')?;
    let covered = SENSITIVE.iter().filter(|(path, _)| covers(prefix, path));
    let covered: Vec<_> = covered.map(|(path, shows)| format!("{shows} (`{path}`)")).collect();
    if !covered.is_empty() {
        let message = format!("`{url}` covers {}", covered.join(" and "));
        return Some((message, "more than health and metrics"));
    }
    let inside = !prefix.ends_with('/');
    inside.then(|| (format!("`{url}` covers every path that begins with these letters"), INSIDE))
}

/// Whether a pattern reaches a path or something below it.
fn covers(prefix: &str, path: &str) -> bool {
    path.starts_with(prefix) || prefix.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
}
