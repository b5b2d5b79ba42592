//! What the description of a field states: sample, default, values, rules, scopes, unit.

use serde_json::Value as Json;

use crate::facts::{Limit, RowType, Rules, Unit, ValueFact};
use crate::model::rule::{self, Kind, Limits};
use crate::terms;

/// The facts of one description.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) example: Option<Json>,
    pub(super) default: Option<Json>,
    pub(super) rules: Rules,
    pub(super) values: Vec<ValueFact>,
    pub(super) unit: Option<Unit>,
    pub(super) wide: bool,
    pub(super) idempotency_key: Option<Option<u64>>,
    pub(super) deprecated: bool,
    pub(super) scopes: Vec<String>,
}

/// What a line belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Label {
    Prose,
    Example,
    Default,
    Values,
    Rules,
    Scopes,
    Other,
}

pub(super) fn read(text: &str, ty: &RowType) -> Cell {
    let mut cell = Cell::default();
    let (mut label, mut prose) = (Label::Prose, String::new());
    let (mut example, mut default) = (String::new(), String::new());
    for line in text.lines().map(str::trim) {
        let mut rest = line;
        if let Some((found, after)) = labelled(line) {
            (label, rest) = (found, after);
        } else if line.is_empty() {
            // A blank line ends what may go over several.
            if matches!(label, Label::Example | Label::Default) {
                label = Label::Prose;
            }
            continue;
        }
        match label {
            Label::Prose => {
                prose.push_str(rest);
                prose.push('\n');
            }
            Label::Example => push_line(&mut example, rest),
            Label::Default => push_line(&mut default, rest),
            Label::Values => cell.values.extend(value(rest, ty)),
            Label::Rules => rule(rest, ty, &mut cell.rules),
            Label::Scopes => cell.scopes.extend(scopes(rest)),
            Label::Other => {}
        }
    }
    cell.example = sample(&example, ty);
    cell.default = sample(&default, ty);
    cell.about(&prose, ty);
    cell
}

impl Cell {
    /// What the words of the page say in passing.
    fn about(&mut self, prose: &str, ty: &RowType) {
        self.wide = prose.contains("int64");
        let number_or_text = matches!(ty, RowType::Int | RowType::Int64 | RowType::String);
        if number_or_text && terms::TIMESTAMP.is_in(prose) {
            if terms::MILLISECONDS.is_in(prose) {
                self.unit = Some(Unit::UnixMillis);
                self.wide = true;
            } else if terms::SECONDS.is_in(prose) {
                self.unit = Some(Unit::UnixSeconds);
                self.wide = true;
            }
        }
        if terms::IDEMPOTENT.is_in(prose) && *ty == RowType::String {
            self.idempotency_key = Some(window(prose));
        }
        self.deprecated = terms::DEPRECATED_FIELD.is_in(prose);
        if *ty == RowType::File {
            self.rules.max_bytes = bytes(prose);
        }
    }
}

/// `**示例值**：1` -> what kind of line it is, and what follows the label.
fn labelled(line: &str) -> Option<(Label, &str)> {
    let rest = line.trim_start_matches("- ").strip_prefix("**")?;
    let (word, rest) = rest.split_once("**")?;
    let word = word.trim().trim_end_matches(['：', ':']);
    let rest = rest.trim_start().trim_start_matches(['：', ':']).trim();
    let known = [
        (terms::EXAMPLE, Label::Example),
        (terms::DEFAULT, Label::Default),
        (terms::VALUES, Label::Values),
        (terms::RULES, Label::Rules),
    ];
    let label = match known.into_iter().find(|(term, _)| term.is(word)) {
        Some((_, label)) => label,
        None if terms::FIELD_SCOPES.is_in(word) => Label::Scopes,
        None => Label::Other,
    };
    Some((label, rest))
}

fn push_line(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// A sample, as JSON if it is a value of the type, otherwise as a string.
pub(super) fn sample(text: &str, ty: &RowType) -> Option<Json> {
    let text = text.trim().trim_end_matches(['。', '；']);
    if text.is_empty() || text == "无" || text == "-" {
        return None;
    }
    let bare = text.trim_matches('`').trim();
    let parsed = serde_json::from_str::<Json>(bare).ok();
    if *ty == RowType::String {
        return Some(match parsed {
            Some(Json::String(text)) => text.into(),
            _ => bare.trim_matches(['"', '“', '”']).into(),
        });
    }
    Some(match parsed {
        Some(Json::String(inner)) if is_number(ty) => {
            serde_json::from_str(&inner).unwrap_or(Json::String(inner))
        }
        Some(value) => value,
        None => match (ty, bare) {
            (RowType::Bool, "true" | "True" | "TRUE") => true.into(),
            (RowType::Bool, "false" | "False" | "FALSE") => false.into(),
            _ => bare.trim_matches('"').into(),
        },
    })
}

fn is_number(ty: &RowType) -> bool {
    matches!(ty, RowType::Int | RowType::Int64 | RowType::Float | RowType::Bool)
}

/// ``- `1`：社招``
fn value(line: &str, ty: &RowType) -> Option<ValueFact> {
    let item = line.strip_prefix(['-', '*', '•'])?.trim();
    let (key, meaning) = match item.strip_prefix('`').and_then(|item| item.split_once('`')) {
        Some((key, rest)) => (key, rest),
        None => item.split_once(['：', ':']).unwrap_or((item, "")),
    };
    let key = key.trim().trim_matches('"');
    let mut inner = ty;
    while let RowType::List(next) | RowType::Map(next) = inner {
        inner = next;
    }
    let value = match inner {
        RowType::Int | RowType::Int64 => Json::from(key.parse::<i64>().ok()?),
        RowType::Bool => match key {
            "true" => true.into(),
            "false" => false.into(),
            _ => return None,
        },
        // A sentence is not a value.
        _ if key.is_empty() || key.len() > 100 || key.contains(['。', '，', '\n']) => {
            return None;
        }
        _ => key.into(),
    };
    let meaning = meaning.trim_start_matches(['：', ':', ' ']).trim();
    Some(ValueFact { value, meaning: meaning.to_owned() })
}

/// `- 长度范围：`0` ～ `10``
fn rule(line: &str, ty: &RowType, rules: &mut Rules) {
    let item = line.trim_start_matches(['-', '*', ' ']);
    let (name, text) = item.split_once(['：', ':']).unwrap_or((item, ""));
    let (name, text) = (name.trim(), text.trim());
    let mut named = rule::ALL.iter().filter_map(|kind| {
        let names = kind.page.as_ref()?.names;
        Some((*kind, names.iter().position(|known| *known == name)?))
    });
    // Pages call a length of a list as they call one of a string.
    let is_list = matches!(ty, RowType::List(_));
    let fits = |(kind, _): &(Kind, usize)| kind.subject.is_list() == is_list;
    let Some((kind, end)) = named.clone().find(fits).or_else(|| named.next()) else { return };
    let limit = match kind.limits {
        Limits::Pattern => Limit::Pattern(text.trim_matches('`').to_owned()),
        Limits::Stated => Limit::Holds,
        Limits::Sizes | Limits::Numbers => {
            let is_size = kind.limits == Limits::Sizes;
            let numbers = numbers(text);
            let number =
                |at: usize| numbers.get(at).filter(|number| number.is_u64() || !is_size).cloned();
            match end {
                0 => Limit::Ends(number(0), number(1)),
                1 => Limit::Ends(number(0), None),
                _ => Limit::Ends(None, number(0)),
            }
        }
    };
    rules.state(kind, limit);
}

/// The numbers of a text, in order; a minus sign counts unless it means "to".
fn numbers(text: &str) -> Vec<Json> {
    let mut found = Vec::new();
    let mut end = 0;
    while let Some(start) = text.get(end..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit()))
    {
        let start = end + start;
        let (before, rest) = text.split_at(start);
        let is_part = |c: char| c.is_ascii_digit() || c == '.';
        let length = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        let digits = rest.get(..length).unwrap_or_default().trim_end_matches('.');
        let negative = before
            .strip_suffix('-')
            .is_some_and(|text| !text.ends_with(|c: char| c.is_ascii_digit()));
        let number = if negative { format!("-{digits}") } else { digits.to_owned() };
        found.extend(serde_json::from_str::<Json>(&number).ok().filter(Json::is_number));
        end = start + length;
    }
    found
}

/// The scopes in `查询用户席位信息(contact:user.assign_info:read)` and the like.
pub(super) fn scopes(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('(') {
        let end = after
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-')));
        let (name, tail) = after.split_at(end.unwrap_or(after.len()));
        if tail.starts_with(')') && name.contains(':') && !name.contains("//") {
            found.push(name.to_owned());
        }
        rest = after;
    }
    found
}

/// `24小时内仅可创建一次` -> 86400
fn window(text: &str) -> Option<u64> {
    terms::TIMES.iter().find_map(|(size, unit)| {
        let (before, _) = text.split_once(unit.word())?;
        let before = before.trim_end();
        let digits: String = before.chars().rev().take_while(char::is_ascii_digit).collect();
        let count = digits.chars().rev().collect::<String>().parse::<u64>().ok()?;
        count.checked_mul(u64::from(*size))
    })
}

/// `最大 300 MB` -> 314572800
fn bytes(text: &str) -> Option<u64> {
    let upper = text.to_ascii_uppercase();
    for (size, unit) in terms::SIZES {
        let Some((before, _)) = upper.split_once(unit.word()) else { continue };
        let digits: String =
            before.trim_end().chars().rev().take_while(char::is_ascii_digit).collect();
        let number = digits.chars().rev().collect::<String>().parse::<u64>().ok()?;
        return number.checked_mul(size);
    }
    None
}

#[cfg(test)]
mod tests;
