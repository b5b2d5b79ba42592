//! Query strings of the emulator's own paths.

use std::ops::RangeInclusive;

use super::problem::Problem;
use crate::query_string::decode;

/// A few parameters, each known and given once.
#[derive(Debug)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn read(raw: Option<&str>, known: &[&str]) -> Result<Self, Problem> {
        let mut found: Vec<(String, String)> = Vec::new();
        for pair in raw.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(name), Some(value)) = (decode(name), decode(value)) else {
                return Err(Problem::new(
                    400,
                    "the query is not UTF-8 in whole percent-escapes".to_owned(),
                ));
            };
            if !known.contains(&name.as_str()) {
                let problem = format!("{name:?} is not a parameter here; there is {known:?}");
                return Err(Problem::new(400, problem));
            }
            if found.iter().any(|(before, _)| *before == name) {
                return Err(Problem::new(400, format!("{name} is given more than once")));
            }
            found.push((name, value));
        }
        Ok(Self(found))
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn number(
        &self,
        name: &str,
        range: RangeInclusive<i64>,
    ) -> Result<Option<i64>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.parse() {
            Ok(number) if range.contains(&number) => Ok(Some(number)),
            _ => {
                let (least, most) = range.into_inner();
                let problem = format!("{name} is {text:?}, expected {least} to {most}");
                Err(Problem::new(400, problem))
            }
        }
    }
}
