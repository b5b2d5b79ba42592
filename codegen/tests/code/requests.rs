//! Structs that are sent or received: setters, checks, and what serde and `schemars` are told.

use syn::FnArg;

use crate::zoo::{Code, FIELDS, flat, numbered};

/// The types of the arguments of a function, flat.
fn arguments(method: &syn::ImplItemFn) -> Vec<String> {
    let types = method.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(argument) => Some(flat(&argument.ty)),
        FnArg::Receiver(_) => None,
    });
    types.collect()
}

#[test]
fn a_setter_and_the_constructor_take_whatever_becomes_the_value_of_the_field() {
    // The type, what is taken, what it becomes, and what an `Option` of it becomes.
    let into = ("@.into()", "@.map(Into::into)");
    let itself = ("@", "@");
    let items = ("@.into_iter().collect()", "@.map(|items|items.into_iter().collect())");
    let items_into = (
        "@.into_iter().map(Into::into).collect()",
        "@.map(|items|items.into_iter().map(Into::into).collect())",
    );
    let cases = [
        ("string", "impl Into<String>", into),
        ("secret", "impl Into<Secret>", into),
        ("UnixMillis", "impl Into<UnixMillis>", into),
        ("json", "impl Into<feishu_core::Json>", into),
        ("PetId", "impl Into<PetId>", into),
        ("bool", "bool", itself),
        ("i32", "i32", itself),
        ("i64", "i64", itself),
        ("f64", "f64", itself),
        ("Size", "Size", itself),
        ("Mood", "Mood", itself),
        ("Food", "Food", itself),
        ("{string: PetId}", "BTreeMap<String,PetId>", itself),
        ("[string]", "impl IntoIterator<Item=impl Into<String>>", items_into),
        ("[UnixMillis]", "impl IntoIterator<Item=impl Into<UnixMillis>>", items_into),
        ("[PetId]", "impl IntoIterator<Item=impl Into<PetId>>", items_into),
        ("[i32]", "impl IntoIterator<Item=i32>", items),
        ("[bool]", "impl IntoIterator<Item=bool>", items),
        // Whatever became JSON would leave the type of `[]` open.
        ("[json]", "impl IntoIterator<Item=feishu_core::Json>", items),
        ("[Mood]", "impl IntoIterator<Item=Mood>", items),
        ("[Food]", "impl IntoIterator<Item=Food>", items),
        ("[[string]]", "impl IntoIterator<Item=Vec<String>>", items),
    ];
    let with = |more: &str| {
        let fields = cases.iter().map(|(ty, ..)| format!("type: \"{ty}\"{more}"));
        Code::with(&numbered(&fields.collect::<Vec<_>>()), &[])
    };
    let optional = with("");
    let required = with(", required: true");
    let new = required.method("", "ReplacePet", "new");
    assert_eq!(arguments(new).len(), cases.len());
    let created = flat(&new.block);
    for (at, (ty, taken, (value, of_option))) in cases.into_iter().enumerate() {
        let name = FIELDS[at];
        let [value, of_option] = [value, of_option].map(|value| value.replace('@', name));
        let setter = optional.method("", "ReplacePet", name);
        assert_eq!(arguments(setter), [taken], "{ty}");
        assert_eq!(flat(&setter.block), format!("{{self.{name}=Some({value});self}}"), "{ty}");
        let maybe = optional.method("", "ReplacePet", &format!("maybe_{name}"));
        assert_eq!(arguments(maybe), [format!("Option<{taken}>")], "{ty}");
        assert_eq!(flat(&maybe.block), format!("{{self.{name}={of_option};self}}"), "{ty}");
        assert_eq!(arguments(new)[at], taken, "{ty}");
        let field = if value == name { value } else { format!("{name}:{value}") };
        let is_there = [",", "}"].iter().any(|end| created.contains(&format!("{field}{end}")));
        assert!(is_there, "{ty}: {created}");
    }
}

/// A default that lacks what is required would be sent and refused.
#[test]
fn only_a_struct_that_requires_no_field_has_a_default() {
    let (optional, required) = ("type: string", "type: string, required: true");
    for (first, second, has_default) in [
        (optional, optional, true),
        (optional, required, false),
        (required, optional, false),
        (required, required, false),
    ] {
        let fields = [("a", first), ("b", second)];
        let code = Code::with(&fields, &fields);
        for name in ["ReplacePet", "ReplacePetData"] {
            let attributes = code.structure(name).attrs.iter().map(flat).collect::<String>();
            let what = format!("{name} of {first} and {second}");
            assert_eq!(attributes.contains("Default"), has_default, "{what}");
        }
        let arguments = code.method("", "ReplacePet", "new").sig.inputs.len();
        assert_eq!(arguments, [first, second].iter().filter(|field| **field == required).count());
    }
}

#[test]
fn check_calls_each_rule_of_each_field_and_says_where() {
    // The field, and its checks. `@` is the value, and `HERE` the pointer to it.
    let cases = [
        ("type: string, chars: 1..5", "rules::chars(&@,1..=5,AT);"),
        ("type: string, chars: 2..", "rules::chars(&@,2..,AT);"),
        ("type: string, chars: ..5", "rules::chars(&@,..=5,AT);"),
        ("type: i32, range: -2..9", "rules::range(*@,-2..=9,AT);"),
        ("type: f64, range: 0.5..", "rules::range(*@,0.5..,AT);rules::finite(*@,AT);"),
        ("type: \"[bool]\", items: 1..3", "rules::items(@.len(),1..=3,AT);"),
        ("type: UnixMillis", "rules::unix_millis(&@,AT);"),
        ("type: Size", "ifletSize::Unknown(unknown)=&@{rules::values(unknown,Size::VALUES,AT);}"),
        ("type: Mood", "ifletMood::Unknown(unknown)=&@{rules::values(unknown,Mood::VALUES,AT);}"),
        ("type: Food", "@.check(AT);"),
        ("type: Meal", "@.check(AT);"),
        (
            "type: \"[Meal]\", items: ..2",
            "rules::items(@.len(),..=2,AT);for(index,item)in @.iter().enumerate(){item.check(&HERE.index(index),violations);}",
        ),
        (
            "type: \"{string: Mood}\"",
            "for(key,item)in&@{ifletMood::Unknown(unknown)=item{rules::values(unknown,Mood::VALUES,&HERE.field(key),violations);}}",
        ),
        // No value breaks these.
        ("type: string", ""),
        ("type: bool", ""),
        ("type: PetId", ""),
        ("type: Toy", ""),
        ("type: \"[Toy]\"", ""),
        ("type: string, chars: 0..", ""),
    ];
    // Spaces between words are of no interest here.
    let plain = |text: &str| text.replace(' ', "");
    for required in [true, false] {
        let fields: Vec<_> =
            cases.iter().map(|(field, _)| format!("{field}, required: {required}")).collect();
        let code = Code::with(&numbered(&fields), &[]);
        let found = plain(&flat(&code.method("Validate", "ReplacePet", "check").block));
        let mut rest = found.trim_start_matches('{');
        for (name, (field, checks)) in FIELDS.iter().zip(&cases) {
            let at = format!("&at.field(\"{name}\"),violations");
            let checks =
                plain(checks).replace("AT", &at).replace("HERE", &format!("at.field(\"{name}\")"));
            let place = format!("self.{name}");
            let expected = if checks.is_empty() {
                checks
            } else if required {
                checks.replace("*@", &place).replace('@', &place)
            } else if let Some((unknown, report)) =
                checks.strip_prefix("iflet").and_then(|checks| checks.split_once("=&@{"))
            {
                format!("ifletSome({unknown})=&{place}{{{report}")
            } else if checks.contains("*@") {
                format!("ifletSome(value)={place}{{{}}}", checks.replace("*@", "value"))
            } else {
                let checks = checks.replace("&@", "value").replace('@', "value");
                format!("ifletSome(value)=&{place}{{{checks}}}")
            };
            let after = rest.strip_prefix(&expected);
            rest = after
                .unwrap_or_else(|| panic!("{field}:\n{expected}\nis not what comes next:\n{rest}"));
        }
        assert_eq!(rest, "}");
    }
    // Where there is nothing to check, nothing is.
    let code = Code::with(&[("f", "type: string"), ("g", "type: Toy")], &[]);
    assert_eq!(flat(&code.method("Validate", "ReplacePet", "check").block), "{}");
}

/// What is around it calls it.
#[test]
fn an_object_whose_rules_are_all_inside_has_them_checked() {
    let code = Code::with(&[("f", "type: Meal"), ("toy", "type: Toy")], &[]);
    let check = |name: &str| flat(&code.method("Validate", name, "check").block);
    assert!(check("Food").contains("rules::chars(&self.label"), "{}", check("Food"));
    assert!(check("Meal").contains("value.check(&at.field(\"food\")"), "{}", check("Meal"));
    assert_eq!(check("Toy"), "{}");
}

#[test]
fn a_field_is_written_under_its_name_and_read_by_whether_it_is_required() {
    // The name on the wire and in Rust.
    let names = [
        ("name", "name"),
        ("nickName", "nick_name"),
        ("kebab-case", "kebab_case"),
        ("type", "r#type"),
    ];
    let fields = |required: [bool; 4]| {
        let what = required.map(|required| format!("type: string, required: {required}"));
        let fields = names.into_iter().zip(what).map(|((wire, _), what)| (wire, what));
        fields.collect::<Vec<_>>()
    };
    let list: Vec<_> = names.iter().map(|(wire, _)| format!("\"{wire}\"")).collect();
    for required in [[false; 4], [true; 4], [true, false, true, false]] {
        let fields = fields(required);
        let fields: Vec<_> = fields.iter().map(|(name, what)| (*name, what.as_str())).collect();
        let code = Code::with(&fields, &fields);
        let presence = |at: usize| if required[at] { "required" } else { "optional" };
        for of in ["ReplacePet", "ReplacePetData"] {
            let written = names
                .iter()
                .enumerate()
                .map(|(at, (wire, rust))| format!("to.{}(\"{wire}\",&self.{rust});", presence(at)));
            let writer = &code.method("wire::WriteFields", of, "write_fields").block;
            assert_eq!(flat(writer), format!("{{{}}}", written.collect::<String>()), "{of}");
            if required == [false; 4] {
                let known = &code.method("wire::ReadFields", of, "names").block;
                assert_eq!(flat(known), format!("{{&[{}]}}", list.join(",")), "{of}");
                let read = names
                    .iter()
                    .enumerate()
                    .map(|(at, (_, rust))| format!("{at}=>from.optional(&mut self.{rust}),"));
                let reader = &code.method("wire::ReadFields", of, "read_field").block;
                let expected = format!("{{match index{{{}_=>Ok(())}}}}", read.collect::<String>());
                assert_eq!(flat(reader), expected, "{of}");
                continue;
            }
            let reader = flat(&code.method("wire::Decode", of, "decode").block);
            assert!(
                reader.contains(&format!("const NAMES:&[&str]=&[{}];", list.join(","))),
                "{reader}"
            );
            for (at, (wire, rust)) in names.iter().enumerate() {
                let slot = format!("found_{}", rust.trim_start_matches("r#"));
                let read = format!("{at}=>from.{}(&mut {slot})", presence(at));
                assert!(reader.contains(&read), "{read}: {reader}");
                let value = match required[at] {
                    true => format!("{rust}:from.found(\"{wire}\",{slot})?"),
                    false => format!("{rust}:{slot}"),
                };
                let ends = [",", "}"].map(|end| format!("{value}{end}"));
                assert!(ends.iter().any(|value| reader.contains(value)), "{value}: {reader}");
            }
        }
    }
}

/// What nobody but a server reads is not read, and so on, unless a feature asks for both ways.
#[test]
fn what_is_sent_is_always_written_and_what_comes_is_always_read() {
    for what in ["type: string", "type: string, required: true"] {
        let code = Code::with(&[("name", what)], &[("name", what)]);
        let readers = ["wire::ReadFields", "wire::Decode"];
        for (of, always, role) in
            [("ReplacePet", false, "request"), ("ReplacePetData", true, "response")]
        {
            let condition = |of_trait: &str| {
                let found = code.implementation(of_trait, of)?;
                Some(found.attrs.iter().map(flat).collect::<String>())
            };
            let reader = readers.iter().find_map(|name| condition(name)).expect("a reader");
            let writer = condition("wire::WriteFields").expect("a writer");
            let feature =
                |is_always: bool| if is_always { "" } else { "#[cfg(feature=\"full-serde\")]" };
            assert_eq!(
                (reader.as_str(), writer.as_str()),
                (feature(always), feature(!always)),
                "{of}"
            );
            let in_place = if what.contains("required") { "" } else { " in_place" };
            let common = code.macros("feishu_core::object");
            assert!(common.contains(&format!("{role} {of}{in_place}")), "{common:?}");
        }
    }
}

/// There are no attributes of serde, so those of `schemars` say it all.
#[test]
fn schemars_is_told_a_name_only_where_rust_spells_it_otherwise_and_what_may_be_absent() {
    for (wire, rust, renamed) in [
        ("name", "name", false),
        ("nickName", "nick_name", true),
        ("kebab-case", "kebab_case", true),
        ("type", "r#type", false),
        ("self", "self_field", true),
    ] {
        for required in [true, false] {
            let what = format!("type: string, required: {required}");
            let code = Code::with(&[(wire, &what)], &[]);
            let attributes = code.attributes("ReplacePet", rust);
            let rename = format!("rename=\"{wire}\"");
            assert_eq!(attributes.contains(&rename), renamed, "{attributes}");
            assert_eq!(attributes.contains("rename"), renamed, "{attributes}");
            let omitted = "default,skip_serializing_if=\"Option::is_none\"";
            assert_eq!(attributes.contains(omitted), !required, "{attributes}");
            assert!(!attributes.contains("serde("), "{attributes}");
        }
    }
}

/// A schema of a request lists the values of an enumeration; what is received may have others, and values of other types
/// that are read without loss.
#[test]
fn schemars_is_shown_the_width_of_numbers_and_enumerations_that_are_open_where_they_are_received() {
    let shown = |attributes: &str| {
        let rest = attributes.split_once("with=\"")?.1;
        Some(rest.split_once('"').expect("a string").0.to_owned())
    };
    // The type, what a request shows, and what a response shows.
    let cases = [
        ("string", "String", "feishu_core::schema::received::Text"),
        ("i32", "feishu_core::schema::Int32", "feishu_core::schema::received::Int32"),
        ("bool", "bool", "feishu_core::schema::received::Flag"),
        ("f64", "feishu_core::schema::Double", "feishu_core::schema::received::Double"),
        ("PetId", "PetId", "feishu_core::schema::received::Text"),
        ("Size", "Size", "feishu_core::schema::received::Int32"),
        ("Mood", "Mood", "feishu_core::schema::received::Text"),
        ("[Size]", "Vec<Size>", "Vec<Option<feishu_core::schema::received::Int32>>"),
        (
            "{string: Mood}",
            "BTreeMap<String, Mood>",
            "BTreeMap<String, Option<feishu_core::schema::received::Text>>",
        ),
        ("[bool]", "Vec<bool>", "Vec<Option<feishu_core::schema::received::Flag>>"),
    ];
    let rust = |ty: &str| match ty {
        "string" => "String".to_owned(),
        "[Size]" => "Vec<Size>".to_owned(),
        "[bool]" => "Vec<bool>".to_owned(),
        "{string: Mood}" => "BTreeMap<String, Mood>".to_owned(),
        other => other.to_owned(),
    };
    for required in [true, false] {
        let fields = cases.map(|(ty, ..)| format!("type: \"{ty}\", required: {required}"));
        let code = Code::with(&numbered(&fields), &numbered(&fields));
        for (name, (ty, sent, received)) in FIELDS.iter().zip(cases) {
            // What is received and may be absent may also be `null`.
            let received = match required {
                true => received.to_owned(),
                false => format!("Option<{received}>"),
            };
            for (of, expected) in [("ReplacePet", sent.to_owned()), ("ReplacePetData", received)] {
                // A required field shows its type by itself.
                let expected = (!required || expected != rust(ty)).then_some(expected);
                assert_eq!(shown(&code.attributes(of, name)), expected, "{ty} of {of}");
            }
        }
    }
}
