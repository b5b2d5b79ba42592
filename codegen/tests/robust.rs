//! Whatever a spec says, the generator comes back with diagnostics or with files: it never panics, never writes outside
//! its folders, and text of a spec stays text.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_codegen::{Code, Sources, Target, generate};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

const FILES: [(&str, &str); 5] = [
    ("spec/platform.yaml", include_str!("fixture/platform.yaml")),
    ("spec/zoo/v1/types.yaml", include_str!("fixture/types.yaml")),
    ("spec/zoo/v1/pet/replace.yaml", include_str!("fixture/replace.yaml")),
    ("spec/zoo/v1/pet/list.yaml", include_str!("fixture/list.yaml")),
    ("spec/zoo/v1/token/issue.yaml", include_str!("fixture/issue.yaml")),
];

fn target() -> Target {
    let mut target = Target::sdk("sdk", "spec");
    target.runtime = Some("core".to_owned());
    target.catalogue = Some("emulator/catalogue.json".to_owned());
    target.emulator = Some("emulated".to_owned());
    target.format_schema = Some("spec/spec.schema.json".to_owned());
    target
}

/// The fixture with one file put in the place of another.
fn with(path: &str, bytes: Vec<u8>) -> Sources {
    let mut sources = Sources::new();
    for (known, text) in FILES {
        sources.add(known, if known == path { bytes.clone() } else { text.as_bytes().to_vec() });
    }
    sources
}

/// Generates, renders what is wrong, and holds the outcome against what must always be true.
fn survives(sources: &Sources) {
    let target = target();
    let (files, problems) = generate(sources, &target);
    for problem in &problems {
        assert_ne!(problem.code, Code::Internal, "{}", problem.render(sources, false));
        assert!(
            !problem.render(sources, false).contains('\u{1b}'),
            "no escape code reaches the terminal"
        );
    }
    for (path, text) in files.iter() {
        let owned = [
            "sdk/src/generated/",
            "sdk/schema/",
            "core/src/generated/",
            "emulator/catalogue.json",
            "emulated/src/generated/",
            "spec/spec.schema.json",
        ];
        assert!(owned.iter().any(|place| path.starts_with(place)), "{path} is outside");
        assert!(!path.contains(".."), "{path} climbs");
        if path.ends_with(".rs") {
            let parsed = syn::parse_file(text)
                .unwrap_or_else(|error| panic!("{path} is no Rust: {error}\n{text}"));
            assert!(
                !parsed
                    .items
                    .iter()
                    .any(|item| matches!(item, syn::Item::Fn(f) if f.sig.ident == "main")),
                "{path}"
            );
        }
    }
}

#[test]
fn text_of_a_spec_stays_text() {
    // Each stands where a spec takes free text: it must end up inside a comment or a literal.
    let hostile = [
        "*/ } fn main() {",
        "\"; fn main() {} //",
        "\" }) } fn main() { ({ \"",
        "a\nfn main() {}",
        "a\r\n/// fn main() {}",
        "r#type",
        "`` ` `` <script>alert(1)</script> [x](javascript:y)",
        "\u{2028}fn main() {}",
        "\u{202e}nam nf",
        "{0} {} %s ${x} \\u{0} \\",
        "名字 😀 \u{0}",
    ];
    let operation = FILES[2].1;
    for text in hostile {
        let quoted = serde_json::to_string(text).expect("text is JSON");
        let places = [
            ("summary: Replace a pet", format!("summary: {quoted}")),
            ("description: Writes everything.", format!("description: {quoted}")),
            ("description: 名字", format!("description: {quoted}")),
            ("advice: Look at the pet.", format!("advice: {quoted}")),
            ("any_of: [\"zoo:pet\"]", format!("any_of: [{quoted}]")),
            ("example: \"8\"", format!("example: {quoted}")),
            ("example: [a, b]", format!("example: [{quoted}]")),
        ];
        for (from, to) in places {
            assert_eq!(operation.matches(from).count(), 1, "{from}");
            let sources = with(FILES[2].0, operation.replace(from, &to).into_bytes());
            survives(&sources);
            let (files, problems) = generate(&sources, &target());
            assert!(files.iter().next().is_some(), "{text:?} in {from}: {problems:?}");
        }
    }
}

#[test]
fn each_of_twenty_thousand_fields_is_generated() {
    let fields: String = (0..20_000).map(|n| format!("    f{n}: {{ type: string }}\n")).collect();
    let text = FILES[2].1.replace("    legs:", &format!("{fields}    legs:"));
    assert!(text.len() < feishu_codegen::MAX_FILE_BYTES);
    let (files, problems) = generate(&with(FILES[2].0, text.into_bytes()), &target());
    assert!(problems.is_empty(), "{problems:?}");
    let code = files.get("sdk/src/generated/resources/pet/replace.rs").expect("generated");
    assert!(
        (0..20_000).all(|n| n % 997 != 0 || code.contains(&format!("pub f{n}: Option<String>")))
    );
    assert_eq!(code.matches("pub f").count() - code.matches("pub fn").count(), 20_000);
}

/// Pieces that YAML, the format and Rust give a meaning to.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("\n".to_owned()),
        Just("  ".to_owned()),
        Just("\t".to_owned()),
        Just(": ".to_owned()),
        Just("- ".to_owned()),
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just("\"".to_owned()),
        Just("'".to_owned()),
        Just("|".to_owned()),
        Just("#".to_owned()),
        Just("&a".to_owned()),
        Just("*a".to_owned()),
        Just("---\n".to_owned()),
        Just("..".to_owned()),
        Just("/".to_owned()),
        Just("type".to_owned()),
        Just("Toy".to_owned()),
        Just("name: { type: string }\n".to_owned()),
        Just("-9223372036854775808".to_owned()),
        Just("1e999".to_owned()),
        Just(".nan".to_owned()),
        Just("~".to_owned()),
        Just("名".to_owned()),
        "\\PC{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_in_the_place_of_a_file_are_survived(file in 0..3_usize, bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survives(&with(FILES[file].0, bytes));
    }

    #[test]
    fn any_edit_of_a_file_is_survived(
        file in 0..3_usize,
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..12_usize, fragment()), 1..5),
    ) {
        let mut text: Vec<char> = FILES[file].1.chars().collect();
        for (at, removed, inserted) in edits {
            let at = at.index(text.len() + 1);
            let end = (at + removed).min(text.len());
            text.splice(at..end, inserted.chars());
        }
        survives(&with(FILES[file].0, text.into_iter().collect::<String>().into_bytes()));
    }
}
