//! How fast text becomes a tree.

#![allow(clippy::unwrap_used, reason = "a bench may stop at a mistake")]

use divan::Bencher;
use divan::counter::BytesCount;
use netz::diagnostic::Sink;
use netz::source::FileId;
use netz::syntax::parse;

fn main() {
    divan::main();
}

fn measure(bencher: Bencher<'_, '_>, text: &str) {
    bencher
        .counter(BytesCount::of_str(text))
        .bench_local(|| parse(FileId(0), text, &mut Sink::default()));
}

/// A line for each number, in one file-wide zone.
fn lines(count: u32, line: impl Fn(u32) -> String) -> String {
    let lines: Vec<_> = (0..count).map(line).collect();
    format!(
        "zone prod isolates
{}
",
        lines.join(
            "
"
        )
    )
}

#[divan::bench(args = [1_000, 100_000])]
fn flows(bencher: Bencher<'_, '_>, count: u32) {
    let text = lines(count, |n| {
        let (a, b, c) = (n % 97, n % 89, n % 83);
        format!("backend-{a} -> cache-{b}, db-{c} tcp/5432")
    });
    measure(bencher, &text);
}

#[divan::bench]
fn grants(bencher: Bencher<'_, '_>) {
    let text = lines(20_000, |n| {
        format!("deployer-{n} can get, list, patch deployments, pods/log in prod")
    });
    measure(bencher, &text);
}

#[divan::bench]
fn segments(bencher: Bencher<'_, '_>) {
    let text = lines(20_000, |n| {
        format!("segment web-{n} tcp/8080 metrics=tcp/9102: app=web-{n}, tier in (a, b)")
    });
    measure(bencher, &text);
}

#[divan::bench]
fn small_zones(bencher: Bencher<'_, '_>) {
    let text = lines(5_000, |n| {
        format!("in shop-{n} {{\n  # flows\n  web -> api tcp/80\n  api -> db tcp/5432\n}}")
    });
    measure(bencher, &text);
}

#[divan::bench]
fn mistakes(bencher: Bencher<'_, '_>) {
    let text = lines(5_000, |n| format!("backend-{n} => cache tcp/6379"));
    measure(bencher, &text);
}

#[divan::bench]
fn open_braces(bencher: Bencher<'_, '_>) {
    measure(bencher, &"{".repeat(5 << 20));
}

#[divan::bench]
fn one_long_line(bencher: Bencher<'_, '_>) {
    measure(bencher, &"web -> api tcp/80; ".repeat(500_000));
}
