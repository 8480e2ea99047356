//! Markdown whose fenced blocks of netz are HTML in colour.

use super::html::spans;

/// A page with its blocks of ` ```netz ` and ` ```netz-error ` in colour; the rest is as it was.
///
/// A block inside a list or a quote stays Markdown, since HTML would end the list.
#[must_use]
pub fn colored(page: &str) -> String {
    let mut written = String::with_capacity(page.len());
    let mut lines = page.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let Some(fence) = Fence::open(line) else {
            written.push_str(line);
            continue;
        };
        let mut code = String::new();
        let mut raw = line.to_owned();
        let mut closed = false;
        for line in lines.by_ref() {
            raw.push_str(line);
            if fence.closes(line) {
                closed = true;
                break;
            }
            code.push_str(line);
        }
        if fence.is_netz && closed {
            // Without the last newline, as renderers do it; with the class that keeps scripts away.
            let code = spans(code.trim_end_matches('\n'));
            written.push_str(&format!(
                "<pre><code class=\"netz nohighlight\">{code}\n</code></pre>\n"
            ));
        } else {
            written.push_str(&raw);
        }
    }
    written
}

/// The first line of a fenced block.
struct Fence {
    mark: char,
    length: usize,
    is_netz: bool,
}

impl Fence {
    fn open(line: &str) -> Option<Self> {
        let text = unindented(line)?;
        let mark = text.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = text.trim_start_matches(mark);
        let length = text.len() - info.len();
        if length < 3 || mark == '`' && info.contains('`') {
            return None;
        }
        let language = info.trim().split([' ', ',', '{']).next().unwrap_or_default();
        Some(Self { mark, length, is_netz: matches!(language, "netz" | "netz-error") })
    }

    fn closes(&self, line: &str) -> bool {
        unindented(line).is_some_and(|text| {
            let rest = text.trim_start_matches(self.mark);
            text.len() - rest.len() >= self.length && rest.trim().is_empty()
        })
    }
}

/// A line without its blanks; with more than three it is no fence.
fn unindented(line: &str) -> Option<&str> {
    let text = line.trim_start_matches(' ');
    (line.len() - text.len() <= 3).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: &str = "<span class=\"netz-keyword\">exclusive</span>";

    #[test]
    fn blocks_of_netz_are_html() {
        let page = "a\n```netz\nexclusive\n\n```\nb\n~~~~ netz-error x\nexclusive\n~~~\n~~~~\n";
        assert_eq!(
            colored(page),
            format!(
                "a\n<pre><code class=\"netz nohighlight\">{SPAN}\n</code></pre>\nb\n\
                 <pre><code class=\"netz nohighlight\">{SPAN}\n~~~\n</code></pre>\n"
            )
        );
    }

    #[test]
    fn all_else_stays() {
        for page in [
            "",
            "```yaml\n```netz\n```\n",
            "````\n```netz\nexclusive\n```\n````\n",
            "```netz\nnever closed\n",
            "    ```netz\n    ```\n",
            "`netz` and ```netz``` in a line\n",
            "```netzwerk\nexclusive\n```",
        ] {
            assert_eq!(colored(page), page);
        }
    }
}
