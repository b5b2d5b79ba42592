//! Open enumerations: which values are known, and by which macro of the runtime they are declared, whose own tests say what
//! becomes of them and of all others.

use quote::ToTokens;
use syn::Item;

use crate::macros;
use crate::zoo::{Code, flat};

const FIELDS: [(&str, &str); 2] = [("size", "type: Size"), ("mood", "type: Mood")];

#[test]
fn an_enumeration_knows_its_values_and_whether_they_are_strings_or_numbers() {
    let code = Code::with(&FIELDS, &FIELDS);
    for (file, by, name, variants) in [
        ("types/size.rs", "feishu_core::number_enum", "Size", ["Small=1", "Large=-2"]),
        ("types/mood.rs", "feishu_core::text_enum", "Mood", ["Happy=\"happy\"", "Sad=\"SO SAD\""]),
    ] {
        let [Item::Macro(item)] = code.file(file) else { panic!("more than a macro in {file}") };
        assert_eq!(flat(&item.mac.path), by, "{file}");
        let declared = macros::enumeration(item).expect("an enumeration");
        assert_eq!(declared.ident, name);
        assert_eq!(flat(&declared.vis), "pub");
        let found = declared.variants.iter().map(|variant| {
            let attributes = variant.attrs.iter().all(|it| it.path().is_ident("doc"));
            assert!(attributes, "{}", variant.to_token_stream());
            let (_, value) = variant.discriminant.as_ref().expect("a value");
            format!("{}={}", variant.ident, flat(value))
        });
        assert_eq!(found.collect::<Vec<_>>(), variants, "{name}");
    }
}
