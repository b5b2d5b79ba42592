//! The type column.

use crate::facts::RowType;
use crate::spec::type_expr::MAX_DEPTH;

/// Reads a type as the page writes it: `string[]`, `map<string, int>`, `external_offer[]`, `-`.
pub(super) fn row_type(text: &str) -> RowType {
    let text: String = text.chars().filter(|c| !matches!(c, '\\' | '`' | '*')).collect();
    parse(text.trim(), 0)
}

fn parse(text: &str, depth: usize) -> RowType {
    let text = text.trim();
    // What is nested deeper than the format can say is any value.
    let nested = |outer: fn(Box<RowType>) -> RowType, inner: &str| match depth {
        MAX_DEPTH.. => RowType::Any,
        _ => outer(Box::new(parse(inner, depth + 1))),
    };
    let list = |inner: &str| nested(RowType::List, inner);
    if let Some(inner) = text.strip_suffix("[]") {
        return list(inner);
    }
    let lower = text.to_ascii_lowercase();
    for word in ["list<", "array<", "list(", "array("] {
        if let (true, Some(inner)) = (lower.starts_with(word), text.get(word.len()..)) {
            return list(inner.trim_end_matches(['>', ')']));
        }
    }
    if let (true, Some(inner)) = (lower.starts_with("map<"), text.get(4..)) {
        let inner = inner.strip_suffix('>').unwrap_or(inner);
        let value = inner.split_once([',', '，']).map_or("", |(_, value)| value);
        return nested(RowType::Map, value);
    }
    if lower.contains("时间戳") {
        return RowType::Int64;
    }
    match lower.as_str() {
        "string" | "str" | "date" | "time" | "datetime" => RowType::String,
        "int" | "int32" | "integer" | "uint32" | "number" | "number(int)" => RowType::Int,
        "int64" | "uint64" | "long" | "number(int64)" => RowType::Int64,
        "boolean" | "bool" => RowType::Bool,
        "float" | "double" | "number(float)" | "number(double)" | "float64" | "decimal" => {
            RowType::Float
        }
        "file" | "binary" | "bytes" => RowType::File,
        "map" | "dict" => nested(RowType::Map, "any"),
        "any" | "json" => RowType::Any,
        "array" | "list" => list("any"),
        "" | "-" | "object" | "struct" | "body" => RowType::Object(None),
        _ => RowType::Object(Some(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_as_pages_write_them() {
        let list = |inner| RowType::List(Box::new(inner));
        let object = |name: &str| RowType::Object(Some(name.to_owned()));
        for (text, expected) in [
            ("string", RowType::String),
            ("string\\[\\]", list(RowType::String)),
            ("`int`", RowType::Int),
            ("\\-", RowType::Object(None)),
            ("object[]", list(RowType::Object(None))),
            ("i18n", object("i18n")),
            ("file.comment.reply\\[\\]", list(object("file.comment.reply"))),
            ("string\\[\\]\\[\\]", list(list(RowType::String))),
            ("map<string, string>", RowType::Map(Box::new(RowType::String))),
            ("map<string, int[]>", RowType::Map(Box::new(list(RowType::Int)))),
            ("array<int64>", list(RowType::Int64)),
            ("number(float)", RowType::Float),
            ("Unix 时间戳类型（单位为秒）", RowType::Int64),
        ] {
            assert_eq!(row_type(text), expected, "{text}");
        }
        let (any_map, any_list) = (RowType::Map(Box::new(RowType::Any)), list(RowType::Any));
        for (words, expected) in [
            ("string str date time datetime", RowType::String),
            ("int int32 integer uint32 number number(int)", RowType::Int),
            ("int64 uint64 long number(int64)", RowType::Int64),
            ("boolean bool", RowType::Bool),
            ("float double number(float) number(double) float64 decimal", RowType::Float),
            ("file binary bytes", RowType::File),
            ("map dict", any_map),
            ("any json", RowType::Any),
            ("array list", any_list),
            ("- object struct body", RowType::Object(None)),
        ] {
            for word in words.split(' ') {
                assert_eq!(row_type(word), expected, "{word}");
                assert_eq!(row_type(&word.to_uppercase()), expected, "{word} in capitals");
            }
        }
    }

    #[test]
    fn four_lists_or_maps_stand_inside_each_other_and_what_is_deeper_is_anything() {
        let deep = |kind: fn(Box<RowType>) -> RowType, innermost: RowType, levels: usize| {
            (0..levels).fold(innermost, |inner, _| kind(Box::new(inner)))
        };
        let lists = |levels: usize| format!("int{}", "[]".repeat(levels));
        let arrays = |levels| format!("{}int{}", "array<".repeat(levels), ">".repeat(levels));
        let maps = |levels| format!("{}int{}", "map<string, ".repeat(levels), ">".repeat(levels));
        for levels in 0..20 {
            let innermost = || if levels <= MAX_DEPTH { RowType::Int } else { RowType::Any };
            let levels_read = levels.min(MAX_DEPTH);
            assert_eq!(row_type(&lists(levels)), deep(RowType::List, innermost(), levels_read));
            assert_eq!(row_type(&arrays(levels)), deep(RowType::List, innermost(), levels_read));
            assert_eq!(row_type(&maps(levels)), deep(RowType::Map, innermost(), levels_read));
        }
    }
}
