//! How fast text becomes a tree.

#![allow(clippy::unwrap_used, reason = "a bench may stop at a mistake")]

use divan::Bencher;
use divan::counter::BytesCount;
use netz::diagnostic::Sink;
use netz::source::FileId;
use netz::syntax::parse;
use std::fmt::Write as _;

fn main() {
    divan::main();
}

fn measure(bencher: Bencher<'_, '_>, text: &str) {
    bencher
        .counter(BytesCount::of_str(text))
        .bench_local(|| parse(FileId(0), text, &mut Sink::default()));
}

/// A line for each number, in one file-wide zone.
fn lines(count: u32, line: impl Fn(&mut String, u32)) -> String {
    let mut text = "zone prod isolates\n".to_owned();
    for number in 0..count {
        line(&mut text, number);
        text.push('\n');
    }
    text
}

#[divan::bench(args = [1_000, 100_000])]
fn flows(bencher: Bencher<'_, '_>, count: u32) {
    let text = lines(count, |text, n| {
        let (a, b, c) = (n % 97, n % 89, n % 83);
        write!(text, "backend-{a} -> cache-{b}, db-{c} tcp/5432").unwrap();
    });
    measure(bencher, &text);
}

#[divan::bench]
fn grants(bencher: Bencher<'_, '_>) {
    let text = lines(20_000, |text, n| {
        write!(text, "deployer-{n} can get, list, patch deployments, pods/log in prod").unwrap();
    });
    measure(bencher, &text);
}

#[divan::bench]
fn segments(bencher: Bencher<'_, '_>) {
    let text = lines(20_000, |text, n| {
        write!(text, "segment web-{n} tcp/8080 metrics=tcp/9102: app=web-{n}, tier in (a, b)")
            .unwrap();
    });
    measure(bencher, &text);
}

#[divan::bench]
fn small_zones(bencher: Bencher<'_, '_>) {
    let text = lines(5_000, |text, n| {
        write!(text, "in shop-{n} {{\n  # flows\n  web -> api tcp/80\n  api -> db tcp/5432\n}}")
            .unwrap();
    });
    measure(bencher, &text);
}

#[divan::bench]
fn mistakes(bencher: Bencher<'_, '_>) {
    let text = lines(5_000, |text, n| write!(text, "backend-{n} => cache tcp/6379").unwrap());
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
