//! Open enumerations: which values are known, and what becomes of the others.

use syn::ImplItem;

use crate::zoo::{Code, flat};

const FIELDS: [(&str, &str); 2] = [("size", "type: Size"), ("mood", "type: Mood")];

#[test]
fn an_enumeration_knows_its_values_and_says_which_one_it_does_not_know() {
    let code = Code::with(&FIELDS, &FIELDS);
    let cases = [
        (
            "Size",
            "&[\"1\",\"-2\"]",
            (
                "value",
                "i32",
                "{match self{Self::Small=>1,Self::Large=>-2,Self::Unknown(value)=>*value}}",
            ),
            "From<i32>",
            "{match value{1=>Self::Small,-2=>Self::Large,other=>Self::Unknown(other)}}",
        ),
        (
            "Mood",
            "&[\"happy\",\"SO SAD\"]",
            (
                "as_str",
                "&str",
                "{match self{Self::Happy=>\"happy\",Self::Sad=>\"SO SAD\",Self::Unknown(value)=>value}}",
            ),
            "From<&str>",
            "{match value{\"happy\"=>Self::Happy,\"SO SAD\"=>Self::Sad,other=>Self::Unknown(other.to_owned())}}",
        ),
    ];
    for (name, values, (method, output, to), from, made) in cases {
        let inherent = code.implementation("", name).expect("methods");
        let constant = inherent.items.iter().find_map(|item| match item {
            ImplItem::Const(item) if item.ident == "VALUES" => Some(flat(&item.expr)),
            _ => None,
        });
        assert_eq!(constant.as_deref(), Some(values), "{name}");
        let value = code.method("", name, method);
        assert_eq!(flat(&value.sig.output), format!("->{output}"), "{name}");
        assert_eq!(flat(&value.block), to, "{name}");
        assert_eq!(flat(&code.method(from, name, "from").block), made, "{name}");
        let unknown = code.method("", name, "unknown");
        assert_eq!(flat(&unknown.sig.output), "->Option<String>", "{name}");
        let unknown = flat(&unknown.block);
        let expected = "{match self{Self::Unknown(value)=>Some(value.to_string()),_=>None}}";
        assert_eq!(unknown, expected, "{name}");
    }
}

#[test]
fn an_enumeration_is_printed_written_read_and_described() {
    let code = Code::with(&FIELDS, &FIELDS);
    for (name, print, write, wire, schema) in [
        ("Size", "self.value().fmt(f)", "serialize_i32(self.value())", "i32", "[1,-2]"),
        (
            "Mood",
            "f.pad(self.as_str())",
            "serialize_str(self.as_str())",
            "String",
            "[\"happy\",\"SO SAD\"]",
        ),
    ] {
        let body = |of: &str, method: &str| flat(&code.method(of, name, method).block);
        assert_eq!(body("fmt::Display", "fmt"), format!("{{{print}}}"));
        assert_eq!(body("Serialize", "serialize"), format!("{{serializer.{write}}}"));
        // Derived code reads it by the trait of serde, generated code as the object around it is read.
        assert_eq!(body("Deserialize<'de>", "deserialize"), "{Self::strict(deserializer)}");
        for side in ["strict", "lenient"] {
            let read = format!("{{{wire}::{side}(deserializer)");
            let found = body("Decode<'de>", side);
            assert!(found.starts_with(&read), "{found}");
        }
        let described = body("schemars::JsonSchema", "json_schema");
        assert!(described.contains(&format!("{{\"enum\":{schema}}}")), "{described}");
    }
}
