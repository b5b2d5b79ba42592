//! Two crates that do not depend on each other replace hidden characters: the runtime, in what it prints, and the generator,
//! in what it writes. They mean the same ones.

#![allow(clippy::panic, reason = "tests fail by panicking")]

#[test]
fn the_runtime_and_the_generator_hide_the_same_characters() {
    let mut hidden = 0;
    for c in '\0'..=char::MAX {
        let (core, codegen) = (feishu_core::is_hidden(c), feishu_codegen::hidden::is_hidden(c));
        assert_eq!(core, codegen, "{:?}", c.escape_unicode().to_string());
        hidden += u32::from(core);
    }
    // Unicode's Default_Ignorable_Code_Point alone has more than 4,000.
    assert!(hidden > 4_000, "{hidden}");
    for c in ['a', '张', ' ', 'é', '😀'] {
        assert!(!feishu_core::is_hidden(c), "{c}");
    }
}
