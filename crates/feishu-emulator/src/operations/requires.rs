//! What pages demand of a body in words that no schema of a single field holds.

use feishu_text::Pointer;
use serde_json::Value;

use crate::answer::FieldViolation;
use crate::objects::kind::Requirement;
use crate::objects::record::Document;

/// What the body lacks.
pub(super) fn violations(requires: &[Requirement], body: &Document) -> Vec<FieldViolation> {
    requires.iter().filter_map(|requirement| violation(requirement, body)).collect()
}

fn violation(requirement: &Requirement, body: &Document) -> Option<FieldViolation> {
    match requirement {
        Requirement::OneOf { one_of } => {
            let (first, others) = one_of.split_first()?;
            if one_of.iter().any(|way| find(body, way).is_some()) {
                return None;
            }
            let others: Vec<_> = others.iter().map(|way| way.join(".")).collect();
            let none = if others.len() == 1 { "neither" } else { "none" };
            let rule =
                format!("is required unless {} is given, and {none} is", others.join(" or "));
            Some(FieldViolation::missing(pointer(first), rule))
        }
        Requirement::When { field, when, is, of } => {
            if find(body, when) != Some(is) || find(body, field).is_some() {
                return None;
            }
            let name = when.last().map_or("", String::as_str);
            let rule = match of {
                Some(of) => format!("is required for {of} ({name} {is})"),
                None => format!("is required where {name} is {is}"),
            };
            Some(FieldViolation::missing(pointer(field), rule))
        }
    }
}

fn find<'b>(body: &'b Document, way: &[String]) -> Option<&'b Value> {
    let (first, rest) = way.split_first()?;
    rest.iter().try_fold(body.get(first)?, |value, name| value.get(name))
}

fn pointer(way: &[String]) -> String {
    way.iter().collect::<Pointer>().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(requires: Value, body: Value) -> Vec<String> {
        let requires: Vec<Requirement> = serde_json::from_value(requires).unwrap();
        let Value::Object(body) = body else { panic!("{body}") };
        violations(&requires, &body).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn one_of_several_fields_is_enough_and_the_first_one_is_missed() {
        let requires = json!([{ "one_of": [["a"], ["b"], ["c", "d"]] }]);
        for body in [json!({ "a": 1 }), json!({ "b": null }), json!({ "c": { "d": "" }, "e": 1 })] {
            assert_eq!(said(requires.clone(), body), [""; 0]);
        }
        for body in [json!({}), json!({ "c": {} }), json!({ "c": 1 })] {
            let expected = ["/a: is required unless b or c.d is given, and none is"];
            assert_eq!(said(requires.clone(), body), expected);
        }
        let two = json!([{ "one_of": [["a"], ["b"]] }]);
        assert_eq!(said(two, json!({})), ["/a: is required unless b is given, and neither is"]);
    }

    #[test]
    fn a_field_is_required_where_another_has_the_value() {
        let requires = json!([
            { "field": ["a", "b"], "when": ["a", "c"], "is": 1, "for": "a thing in b" },
            { "field": ["d"], "when": ["e"], "is": "x" },
        ]);
        let expected = ["/a/b: is required for a thing in b (c 1)"];
        assert_eq!(said(requires.clone(), json!({ "a": { "c": 1 } })), expected);
        let expected = ["/d: is required where e is \"x\""];
        assert_eq!(said(requires.clone(), json!({ "e": "x" })), expected);
        for body in
            [json!({}), json!({ "a": { "c": 2 }, "e": "y" }), json!({ "a": { "b": 0, "c": 1 } })]
        {
            assert_eq!(said(requires.clone(), body), [""; 0]);
        }
    }
}
