//! What holds of every program, tried on random ones.

#[path = "laws/fixes.rs"]
mod fixes;
#[path = "laws/program.rs"]
pub mod program;

use netz::diagnostic::{Code, Kind, Level, Severity};
use netz::{Mode, Options};
use program::{Dice, Program};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How many random programs each law is tried on.
const PROGRAMS: u64 = 60;

/// What a program compiles to.
struct Compiled {
    /// The objects, without order and without reasons: what the program means.
    meaning: BTreeSet<String>,
    /// The objects as they are written.
    yaml: String,
}

/// Compiles files, which must have no errors.
#[track_caller]
fn compile(files: &[(String, String)], options: &Options) -> Compiled {
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    let mut texts: BTreeMap<_, _> = files.iter().cloned().collect();
    let loaded = netz::load(&names, &mut texts);
    let outcome = netz::check(&loaded, options);
    let errors = outcome.diagnostics.iter().filter(|it| it.severity == Severity::Error);
    let errors: Vec<_> = errors.map(|it| &it.message).collect();
    assert!(errors.is_empty(), "{errors:?}\n{files:?}");
    let output = netz::compile(outcome.checked.as_ref().expect("no errors"), &loaded.sources);
    assert!(output.diagnostics.is_empty(), "{:?}\n{files:?}", output.diagnostics);
    assert!(!output.manifests.is_empty());
    let mut yaml = String::new();
    output.manifests.iter().for_each(|manifest| manifest.write_yaml(&mut yaml));
    let objects = output.manifests.iter().map(|manifest| {
        let mut object = manifest.to_json();
        if let Some(metadata) = object["metadata"].as_object_mut() {
            metadata.remove("annotations");
        }
        without_order(&mut object);
        object.to_string()
    });
    Compiled { meaning: objects.collect(), yaml }
}

/// Sorts every list of a value.
fn without_order(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.iter_mut().for_each(without_order);
            items.sort_by_cached_key(ToString::to_string);
        }
        Value::Object(fields) => fields.values_mut().for_each(without_order),
        _ => {}
    }
}

fn one(text: String) -> Vec<(String, String)> {
    vec![("main.netz".to_owned(), text)]
}

fn options() -> Options {
    Options { mode: Mode::Build, ..Options::default() }
}

/// Tries a law on random programs, each with dice for more choices.
fn each_program(law: impl Fn(&Program, &mut Dice)) {
    for seed in 0..PROGRAMS {
        let mut dice = Dice(seed);
        let program = Program::random(&mut dice);
        law(&program, &mut dice);
    }
}

#[test]
fn the_order_of_statements_means_nothing() {
    each_program(|program, dice| {
        let first = compile(&one(program.text()), &options());
        let shuffled = program.shuffled(dice);
        let second = compile(&one(shuffled.text()), &options());
        assert!(
            first.meaning == second.meaning,
            "{}\n---\n{}\n{:#?}\n---\n{:#?}",
            program.text(),
            shuffled.text(),
            first.meaning.difference(&second.meaning),
            second.meaning.difference(&first.meaning)
        );
    });
}

#[test]
fn a_program_in_several_files_is_the_same_program() {
    each_program(|program, dice| {
        let whole = compile(&one(program.text()), &options());
        let parts = program.in_files(dice);
        let split = compile(&parts, &options());
        assert!(whole.meaning == split.meaning, "{}\n{parts:#?}", program.text());

        let uses = parts.iter().map(|(name, _)| format!("use \"{name}\"\n")).collect::<String>();
        let mut texts: BTreeMap<_, _> = parts.iter().cloned().collect();
        texts.insert("zz.netz".to_owned(), uses);
        let loaded = netz::load(&["zz.netz"], &mut texts);
        let checked = netz::check(&loaded, &options()).checked.expect("no errors");
        let mut yaml = String::new();
        let output = netz::compile(&checked, &loaded.sources);
        output.manifests.iter().for_each(|manifest| manifest.write_yaml(&mut yaml));
        assert!(yaml == split.yaml, "used or named: {parts:#?}");
    });
}

#[test]
fn files_may_be_named_in_any_order() {
    each_program(|program, dice| {
        let mut parts = program.in_files(dice);
        let first = compile(&parts, &options());
        dice.shuffle(&mut parts);
        assert!(first.yaml == compile(&parts, &options()).yaml, "{parts:#?}");
    });
}

#[test]
fn levels_of_lints_never_change_a_byte() {
    each_program(|program, _| {
        let files = one(program.text());
        let plain = compile(&files, &options());
        for level in [Level::Allow, Level::Warn] {
            let mut options = options();
            for code in Code::ALL.iter().filter(|code| matches!(code.kind(), Kind::Lint(_))) {
                options.levels.set_on_command_line(*code, level);
            }
            assert!(plain.yaml == compile(&files, &options).yaml, "{}", program.text());
        }
    });
}

#[test]
fn a_loop_is_its_body_written_out() {
    each_program(|program, dice| {
        let values = ["dev", "qa", "prod"].map(|value| format!("{value}{}", dice.roll(9)));
        let body = program.renamed(|zone| format!("{zone}-$x"));
        let header = format!("for x in {} {{\n", values.join(", "));
        let looped = format!("{}{header}{}}}\n", body.globals_text(), body.zones_text());
        let written = values.iter().map(|value| body.zones_text().replace("$x", value));
        let written = format!("{}{}", body.globals_text(), written.collect::<String>());
        let (looped, written) =
            (compile(&one(looped), &options()), compile(&one(written), &options()));
        assert!(looped.meaning == written.meaning, "{}", body.zones_text());
    });
}

#[test]
fn a_statement_in_many_zones_stands_in_each() {
    each_program(|program, dice| {
        let statement = program.common(dice);
        let together = format!("{}in z* {{\n{statement}\n}}\n", program.text());
        let mut apart = program.clone();
        apart.zones.iter_mut().for_each(|zone| zone.statements.push(statement.clone()));
        let (first, second) =
            (compile(&one(together.clone()), &options()), compile(&one(apart.text()), &options()));
        assert!(first.meaning == second.meaning, "{together}");
    });
}

#[test]
fn the_same_program_gives_the_same_bytes() {
    each_program(|program, _| {
        let files = one(program.text());
        assert!(compile(&files, &options()).yaml == compile(&files, &options()).yaml);
    });
}
