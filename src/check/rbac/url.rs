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
        let Some(prefix) = url.strip_suffix('*') else { continue };
        let covered = SENSITIVE.iter().filter(|(path, _)| covers(prefix, path));
        let covered: Vec<_> = covered.map(|(path, shows)| format!("{shows} (`{path}`)")).collect();
        let finding = if !covered.is_empty() {
            let message = format!("`{url}` covers {}", covered.join(" and "));
            Diagnostic::new(Code::WildcardUrl, used.span, message)
                .label("more than health and metrics")
                .help("name the paths that are needed, such as `\"/metrics\"` and `\"/healthz/*\"`")
        } else if !prefix.ends_with('/') {
            let message = format!("`{url}` covers every path that begins with these letters");
            let whole = format!("\"{prefix}/*\"");
            Diagnostic::new(Code::WildcardUrl, used.span, message)
                .label("ends inside a word")
                .help(format!("write `{whole}` for what stands below `{prefix}`"))
                .maybe_fix(format!("write `{whole}`"), used.span, whole)
        } else {
            continue;
        };
        sink.push(finding.answered(right.because));
    }
}

/// Whether a pattern reaches a path or something below it.
fn covers(prefix: &str, path: &str) -> bool {
    path.starts_with(prefix) || prefix.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
}
