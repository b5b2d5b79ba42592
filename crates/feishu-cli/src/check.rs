//! The violations of a request by its JSON Schema, with the names of the command line.

use feishu_core::RequestField;
use feishu_text::command::word;
use feishu_text::schema::{Broken, Schema};
use serde_json::Value;

use crate::failure::Failure;
use crate::fields;
use crate::secrets::MASK;
use crate::text::shown;
use crate::violation::Violation;

/// Maximum number of characters of a value in a message.
const SHOWN: usize = 60;

/// A compiled JSON Schema.
pub(crate) struct Check {
    schema: Schema,
    /// The fields, some of whose values have names.
    fields: &'static [RequestField],
    /// Fields whose values are not shown.
    secrets: &'static [&'static str],
}

impl Check {
    /// Compiles a schema that the generator wrote.
    pub(crate) fn new(schema: Value, fields: &'static [RequestField]) -> Result<Self, Failure> {
        let schema = Schema::compile(schema)
            .map_err(|problem| Failure::Local(format!("a schema of this program: {problem}")))?;
        Ok(Self { schema, fields, secrets: &[] })
    }

    /// The same check, which repeats no value of these fields.
    pub(crate) fn hiding(self, secrets: &'static [&'static str]) -> Self {
        Self { secrets, ..self }
    }

    /// All violations in `value`, each with its place.
    pub(crate) fn violations(&self, value: &Value) -> Vec<Violation> {
        let found = self.schema.violations(value);
        found.into_iter().map(|found| self.explain(found)).collect()
    }

    fn explain(&self, found: feishu_text::schema::Violation<'_>) -> Violation {
        let at = found.pointer.steps();
        let repeated = |value: &str| match self.is_shown(at) {
            true => shown(value, SHOWN),
            false => MASK.to_owned(),
        };
        let names = self.names(at).filter(|_| matches!(found.broken, Broken::Values(_)));
        let words = match (names, &found.value) {
            (Some(names), Some(value)) => {
                format!("is {}, which is not one of {names}", repeated(&value.to_string()))
            }
            _ => found.words(repeated),
        };
        Violation {
            part: None,
            words,
            rule: found.broken.rule().to_owned(),
            pointer: found.pointer,
        }
    }

    /// Whether a message may repeat the value: it is not a secret and contains none.
    fn is_shown(&self, at: &[String]) -> bool {
        match at.first() {
            Some(name) => !self.secrets.contains(&name.as_str()),
            None => self.secrets.is_empty(),
        }
    }

    /// The names of the values of a field, with their wire values.
    fn names(&self, at: &[String]) -> Option<String> {
        let values = fields::at(self.fields, at).map(|field| field.values).unwrap_or_default();
        let names = values.iter().map(|one| format!("{} ({})", word(one.name), one.value));
        let names = names.collect::<Vec<_>>().join(", ");
        (!names.is_empty()).then_some(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn offers() -> Check {
        let schema = serde_json::from_str(feishu::hire::schemas::EXTERNAL_OFFER_UPDATE_REQUEST);
        Check::new(schema.unwrap(), &[]).unwrap()
    }

    #[test]
    fn every_violation_is_named_with_its_place_and_rule() {
        let offer = json!({
            "biz_create_time": "yesterday",
            "attachment_id_list": vec!["1"; 11],
            "onwer": "张三",
        });
        let found = offers().violations(&offer);
        assert!(
            found
                .iter()
                .any(|one| one.pointer.steps() == ["attachment_id_list"] && one.rule == "items")
        );
        let mut found: Vec<_> = found.iter().map(ToString::to_string).collect();
        found.sort();
        assert_eq!(
            found,
            [
                "/attachment_id_list holds 11 items, at most 10 are allowed (items)",
                "/biz_create_time is \"yesterday\", which is not a time in milliseconds since 1970, an \
                 integer of at most 16 digits (pattern)",
                "/external_application_id is required and missing (required)",
                "/onwer is not a field; did you mean owner?",
            ]
        );
        assert!(offers().violations(&json!({ "external_application_id": "1" })).is_empty());
    }

    #[test]
    fn a_time_is_told_with_its_unit() {
        let schema = json!({ "properties": {
            "eaten": { "pattern": feishu_text::pattern::UNIX_MILLIS },
            "cooked": { "pattern": feishu_text::pattern::UNIX_SECONDS },
        } });
        let found =
            Check::new(schema, &[]).unwrap().violations(&json!({ "eaten": "", "cooked": "" }));
        let mut found: Vec<_> = found.iter().map(ToString::to_string).collect();
        found.sort();
        let expected = [
            "/cooked is \"\", which is not a time in seconds since 1970, an integer of at most 13 \
             digits (pattern)",
            "/eaten is \"\", which is not a time in milliseconds since 1970, an integer of at most 16 \
             digits (pattern)",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn values_are_told_by_their_names() {
        let create = feishu::hire::contracts::ALL
            .iter()
            .find(|contract| contract.operation.id == "hire.v1.external_interview.create")
            .unwrap();
        let schema = serde_json::from_str(create.request.unwrap()).unwrap();
        let interview = json!({
            "external_application_id": "1",
            "interview_assessments": [{}, { "conclusion": 9 }],
        });
        let found = Check::new(schema, create.request_fields).unwrap().violations(&interview);
        let [found] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(found.pointer.steps(), ["interview_assessments", "1", "conclusion"]);
        let found = found.to_string();
        assert!(
            found.starts_with("/interview_assessments/1/conclusion is 9, which is not one of ")
        );
        assert!(found.contains(" (1), ") && found.ends_with(" (values)"), "{found}");
    }

    #[test]
    fn a_secret_that_breaks_a_rule_is_not_repeated() {
        let word = json!({ "type": "string", "maxLength": 3, "pattern": "^a" });
        let object = json!({ "properties": { "name": word } });
        let check = |secret: &Value| {
            let fields = json!({ "app_secret": secret, "name": word });
            let schema = json!({ "type": "object", "properties": fields });
            Check::new(schema, &[]).unwrap().hiding(&["app_secret"])
        };
        for (secret, value, is_shown) in [
            (&word, json!({ "app_secret": "hush!" }), false),
            (&word, json!({ "app_secret": ["hush!"] }), false),
            // What is inside of it.
            (&object, json!({ "app_secret": { "name": "hush!" } }), false),
            (&json!({ "items": word }), json!({ "app_secret": ["hush!"] }), false),
            (&json!({ "items": object }), json!({ "app_secret": [{ "name": "hush!" }] }), false),
            // What it would be inside of.
            (&word, json!(["hush!"]), false),
            (&word, json!("hush!"), false),
            // What is beside it.
            (&word, json!({ "app_secret": "a", "name": "hush!" }), true),
        ] {
            let found = check(secret).violations(&value);
            assert!(!found.is_empty(), "{value}");
            assert_eq!(format!("{found:?}").contains("hush"), is_shown, "{found:?}");
        }
    }

    #[test]
    fn a_name_that_the_caller_made_up_stays_on_its_line() {
        let found =
            offers().violations(&json!({ "external_application_id": "1", "a\n\u{202e}b": 1 }));
        assert!(found[0].to_string().starts_with("/a\\n\\u{202e}b is not a field"), "{}", found[0]);
    }
}
