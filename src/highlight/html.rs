//! HTML: one `<pre>`, whose spans have classes such as `netz-keyword`.

use super::pieces;
use crate::syntax::Class;
use std::fmt::Write as _;

/// The colours of the classes, for light and dark pages.
pub const STYLE: &str = include_str!("style.css");

/// A text as a `<pre>`. A byte order mark at its start is left out.
#[must_use]
pub fn fragment(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    format!("<pre class=\"netz\"><code>{}</code></pre>\n", spans(text))
}

/// A page of its own.
#[must_use]
pub fn page(title: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n:root {{ color-scheme: light dark; }}\n{STYLE}</style>\n</head>\n<body>\n\
         {body}</body>\n</html>\n"
    )
}

/// A text as spans.
#[must_use]
pub fn spans(text: &str) -> String {
    let mut html = String::with_capacity(4 * text.len());
    for (piece, class) in pieces(text) {
        let piece = escaped(piece);
        // Writing to a String can't fail.
        let _ = match class.map(Class::name) {
            Some(class) => write!(html, "<span class=\"netz-{class}\">{piece}</span>"),
            None => write!(html, "{piece}"),
        };
    }
    html
}

/// A text in which HTML means nothing.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_html_is_escaped() {
        assert_eq!(
            fragment("\u{feff}a <-> b # </pre> & \"x\"\n"),
            "<pre class=\"netz\"><code><span class=\"netz-segment\">a</span> \
             <span class=\"netz-operator\">&lt;-&gt;</span> <span class=\"netz-segment\">b</span> \
             <span class=\"netz-comment\"># &lt;/pre&gt; &amp; &quot;x&quot;</span>\n</code></pre>\n"
        );
        assert!(page("a<b", "").contains("<title>a&lt;b</title>"));
    }

    #[test]
    fn every_class_has_a_colour() {
        for class in Class::ALL {
            assert!(STYLE.contains(&format!(".netz-{} ", class.name())), "{}", class.name());
        }
    }
}
