//! Colours of a terminal: its own sixteen, so that they fit its background.

use super::pieces;
use crate::syntax::Class;

/// A text in colour.
#[must_use]
pub fn write(text: &str) -> String {
    let mut written = String::with_capacity(2 * text.len());
    for (piece, class) in pieces(text) {
        match class.and_then(style) {
            Some(style) => {
                written.push_str("\x1b[");
                written.push_str(style);
                written.push('m');
                written.push_str(piece);
                written.push_str("\x1b[0m");
            }
            None => written.push_str(piece),
        }
    }
    written
}

/// How a class looks; what has none stands out by the others.
const fn style(class: Class) -> Option<&'static str> {
    Some(match class {
        Class::Comment => "90",
        Class::Keyword => "35",
        Class::Zone => "36",
        Class::Account | Class::Role => "33",
        Class::Verb => "34",
        Class::Resource => "36",
        Class::Protocol | Class::Port | Class::Address => "32",
        Class::Label | Class::Variable => "34",
        Class::String => "32",
        Class::Operator => "1",
        Class::Segment | Class::Value => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_colours_is_added() {
        let text = "zone a isolates # ä\r\n  \"x -> ? tcp/80\n}";
        let plain =
            write(text).split("\x1b[").enumerate().fold(String::new(), |plain, (at, part)| {
                plain + if at == 0 { part } else { part.split_once('m').unwrap().1 }
            });
        assert_eq!(plain, text);
        assert_eq!(write("a -> b tcp"), "a \x1b[1m->\x1b[0m b \x1b[32mtcp\x1b[0m");
    }
}
