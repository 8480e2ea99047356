//! Markdown for a terminal: headings bold, code indented, emphasis kept readable without colours.

/// Renders a page. Only what the pages of netz use is known: headings, fences, code spans, strong text.
pub fn render(page: &str, color: bool) -> String {
    let mut rendered = String::with_capacity(page.len());
    let mut in_code = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            continue;
        }
        if in_code {
            rendered.push_str("    ");
            rendered.push_str(&paint(line, CODE, color));
        } else if line.starts_with('#') {
            rendered.push_str(&paint(line.trim_start_matches('#').trim_start(), BOLD, color));
        } else {
            rendered.push_str(&spans(line, color));
        }
        rendered.push('\n');
    }
    rendered
}

const BOLD: &str = "1";
const CODE: &str = "36";

fn paint(text: &str, style: &str, color: bool) -> String {
    if color && !text.is_empty() { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
}

/// Code spans and strong text of a line. Without colours the marks stay: they still read well.
fn spans(line: &str, color: bool) -> String {
    if !color {
        return line.to_owned();
    }
    let mut rendered = String::new();
    for (part, index) in line.split('`').zip(0..) {
        if index % 2 == 1 {
            rendered.push_str(&paint(part, CODE, color));
            continue;
        }
        for (part, index) in part.split("**").zip(0..) {
            let style = if index % 2 == 1 { BOLD } else { "" };
            rendered.push_str(&paint(part, style, !style.is_empty()));
        }
    }
    rendered
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn headings_are_bold_and_code_is_indented() {
        let page = "# N0001 syntax\n\nUse `a` and **b**.\n\n```netz\nx -> y # z\n```\n";
        assert_eq!(
            render(page, true),
            "\x1b[1mN0001 syntax\x1b[0m\n\nUse \x1b[36ma\x1b[0m and \x1b[1mb\x1b[0m.\n\n    \
             \x1b[36mx -> y # z\x1b[0m\n"
        );
        assert_eq!(render(page, false), "N0001 syntax\n\nUse `a` and **b**.\n\n    x -> y # z\n");
    }
}
