//! Every file as it is while somebody types it: cut anywhere, what stands before the cut is not lost.
//! `NETZ_PREFIXES` sets how many cuts of a file are tried; all of them with `all`.

use netz::Options;
use netz::diagnostic::Sink;
use netz::ide::completion::completions;
use netz::ide::outline::{Symbol, outline};
use netz::ide::{Analysis, hover};
use netz::source::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// Kind, name and place of all symbols, inner ones too.
fn flat(symbols: &[Symbol], into: &mut Vec<(String, u32, u32, bool)>) {
    for one in symbols {
        let key = format!("{:?} {}", one.kind, one.name);
        into.push((
            key,
            one.at.start,
            one.span.end,
            one.detail.ends_with('{') || !one.inside.is_empty(),
        ));
        flat(&one.inside, into);
    }
}

fn symbols(text: &str) -> Vec<(String, u32, u32, bool)> {
    let file = netz::syntax::parse(FileId(0), text, &mut Sink::default());
    let mut all = Vec::new();
    flat(&outline(&file, text), &mut all);
    all
}

/// The symbols that end before the line of the cut; of a block it is enough that its first line does.
fn lost(text: &str, whole: &[(String, u32, u32, bool)], cut: usize) -> Vec<String> {
    let line = text[..cut].rfind('\n').map_or(0, |at| at + 1);
    let kept: BTreeSet<_> =
        symbols(&text[..cut]).into_iter().map(|(key, at, ..)| (key, at)).collect();
    let wanted = whole.iter().filter(|(_, at, end, _)| {
        let brace = text[*at as usize..].find('{').map_or(usize::MAX, |brace| *at as usize + brace);
        let header = text[*at as usize..].find('\n').map_or(usize::MAX, |end| *at as usize + end);
        *end as usize <= line || (brace < header && header < line)
    });
    wanted
        .filter(|(key, at, ..)| !kept.contains(&(key.clone(), *at)))
        .map(|(key, ..)| key.clone())
        .collect()
}

fn files() -> Vec<std::path::PathBuf> {
    let files = walkdir::WalkDir::new("examples").sort_by_file_name().into_iter();
    let files = files.map(|entry| entry.expect("a file").into_path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "netz"));
    files.collect()
}

#[test]
fn no_prefix_loses_a_symbol_before_the_cursor() {
    let wanted = std::env::var("NETZ_PREFIXES").unwrap_or_else(|_| "40".to_owned());
    for path in files() {
        let text = std::fs::read_to_string(&path).expect("a text");
        let cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let step = wanted.parse::<usize>().map_or(1, |count| cuts.len().div_ceil(count).max(1));
        let mut files = BTreeMap::from([("main.netz".to_owned(), text.clone())]);
        let whole = Analysis::new(&["main.netz"], &[], &mut files, &Options::default());
        let all = symbols(&text);
        for (nth, cut) in cuts.into_iter().enumerate().step_by(step) {
            let lost = lost(&text, &all, cut);
            assert!(lost.is_empty(), "{}: cut at {cut}, lost {lost:?}", path.display());
            let offset = u32::try_from(cut).expect("short");
            let _ = completions(&whole, FileId(0), &text[..cut], offset);
            if nth % (step * 4) == 0 {
                let mut files = BTreeMap::from([("main.netz".to_owned(), text[..cut].to_owned())]);
                let half = Analysis::new(&["main.netz"], &[], &mut files, &Options::default());
                let _ = completions(&half, FileId(0), &text[..cut], offset);
                let _ = hover::hover(&half, FileId(0), offset);
            }
        }
    }
}
