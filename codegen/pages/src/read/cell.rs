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
    /// A note of the vendor's.
    Note,
    Other,
}

pub(super) fn read(text: &str, ty: &RowType) -> Cell {
    let mut cell = Cell::default();
    let (mut label, mut prose) = (Label::Prose, String::new());
    let (mut example, mut default) = (String::new(), String::new());
    let mut values = Vec::new();
    let (mut notes, mut open_rule) = (String::new(), None::<String>);
    for line in text.lines().flat_map(pieces).map(str::trim) {
        let mut rest = line;
        if let Some((found, after)) = labelled(line) {
            (label, rest) = (found, after);
            open_rule = None;
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
            Label::Values => values.push(rest),
            Label::Rules => {
                for item in items(rest, is_rule) {
                    // What a rule allows may be on the line after its name.
                    let is_limit = !is_rule(item.trim_start_matches(MARKS).trim_start());
                    let name = open_rule.take().filter(|_| is_limit).unwrap_or_default();
                    let item = name + item;
                    match item.trim_end_matches('*').ends_with(['：', ':']) {
                        true => open_rule = Some(item),
                        false => rule(&item, ty, &mut cell.rules),
                    }
                }
            }
            Label::Scopes => cell.scopes.extend(scopes(rest)),
            Label::Note => push_line(&mut notes, rest),
            Label::Other => {}
        }
    }
    // Only where all items are in one line was it joined: elsewhere, what looks like an item inside of one is its meaning.
    let is_joined = values.iter().filter(|line| value(line, ty).is_some()).count() == 1;
    for line in values {
        let is_item = has_key(line);
        let items = items(line, |text| is_joined && is_item(text));
        cell.values.extend(items.filter_map(|item| value(item, ty)));
    }
    cell.example = sample(&example, ty);
    cell.default = sample(&default, ty);
    cell.about(&prose, ty);
    cell.deprecated |= terms::THIS_FIELD_GOES.is_in(&notes);
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

/// A line, cut before each label that is in it: who copies a page may join its lines. What follows a label that is not
/// known is text of somebody's own, whatever is in it.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let is_text = labelled(line.trim()).is_some_and(|(label, _)| label == Label::Other);
    let is_label = |at: &usize| {
        let rest = line.get(*at..).unwrap_or_default();
        let known = |(label, _)| !matches!(label, Label::Other | Label::Note);
        !is_text && labelled(rest).is_some_and(known) && has_colon(rest)
    };
    let starts = line.match_indices("**").map(|(at, _)| at).filter(|at| *at > 0).filter(is_label);
    cut(line, starts.collect())
}

/// Whether a label is followed by a colon, or holds it. Without one it is emphasis.
fn has_colon(label: &str) -> bool {
    let inner = label.strip_prefix("**").and_then(|rest| rest.split_once("**"));
    inner.is_some_and(|(word, rest)| {
        word.trim_end().ends_with(['：', ':']) || rest.trim_start().starts_with(['：', ':'])
    })
}

/// The items of a list, of which several may be in one line, each with its mark.
fn items(line: &str, is_item: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
    let mark = line.chars().next().filter(|mark| MARKS.contains(mark));
    let starts = mark.map(|mark| {
        let separator = format!(" {mark} ");
        let places = line.match_indices(&separator);
        let is_start =
            |(at, _): &(usize, &str)| is_item(line.get(at + separator.len()..).unwrap_or_default());
        places.filter(is_start).map(|(at, _)| at + 1).collect()
    });
    cut(line, starts.unwrap_or_default())
}

/// The marks of items.
const MARKS: [char; 3] = ['-', '*', '•'];

fn cut(line: &str, starts: Vec<usize>) -> impl Iterator<Item = &str> {
    let ends: Vec<_> = starts.iter().copied().chain([line.len()]).collect();
    let starts = [0].into_iter().chain(starts);
    starts.zip(ends).filter_map(|(start, end)| line.get(start..end))
}

/// Tells whether a text begins with a value, in the form that the first item of a line has: in backquotes, or a word
/// before a colon.
fn has_key(line: &str) -> impl Fn(&str) -> bool {
    let quoted = line.trim_start_matches(MARKS).trim_start().starts_with('`');
    move |text| match text.strip_prefix('`') {
        Some(rest) => rest.contains('`'),
        None => {
            let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '"');
            let key = text.split_once(['：', ':']).map(|(key, _)| key.trim_end());
            !quoted && key.is_some_and(|key| !key.is_empty() && key.chars().all(is_key))
        }
    }
}

/// Whether a text begins with the name of a rule.
fn is_rule(text: &str) -> bool {
    let name = text.split(['：', ':', '*']).next().unwrap_or_default().trim();
    rule::ALL.iter().filter_map(|kind| kind.page.as_ref()).any(|page| page.names.contains(&name))
}

/// `**示例值**：1` -> what kind of line it is, and what follows the label.
fn labelled(line: &str) -> Option<(Label, &str)> {
    let inner = line.trim_start_matches("- ").strip_prefix("**")?;
    let (word, rest) = inner.split_once("**")?;
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
        // A rule of its own, not in a list of them.
        None if is_rule(word) => return Some((Label::Rules, inner)),
        None if terms::NOTE.is(word) => Label::Note,
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
        let text = match parsed {
            Some(Json::String(text)) => text,
            _ => bare.trim_matches(['"', '“', '”']).to_owned(),
        };
        // JSON as text may be marked as code, inside the quotes.
        let inner = text.strip_prefix('`').and_then(|text| text.strip_suffix('`'));
        let is_json = |text: &&str| {
            text.starts_with(['{', '[']) && serde_json::from_str::<Json>(text).is_ok()
        };
        return Some(inner.filter(is_json).unwrap_or(&text).into());
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
    let item = line.strip_prefix(MARKS)?.trim();
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
    let (name, text) = (name.trim_matches(['*', ' ']), text.trim_matches(['*', ' ']));
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

/// The scopes in `查询用户席位信息(contact:user.assign_info:read)`, and in marks of code.
pub(super) fn scopes(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, mark) in text.match_indices(['(', '`']) {
        let after = text.get(at + mark.len()..).unwrap_or_default();
        let end = after
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-')));
        let (name, tail) = after.split_at(end.unwrap_or(after.len()));
        let closing = if mark == "(" { ')' } else { '`' };
        let is_scope = tail.starts_with(closing) && name.contains(':') && !name.contains("//");
        if is_scope && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    }
    found
}

/// Whether the vendor's markup has a scope without its name.
pub(super) fn has_nameless_scope(text: &str) -> bool {
    text.contains(NAMELESS)
}

/// What becomes of a scope that the vendor's markup says in words alone.
pub(super) const NAMELESS: &str = "()";

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
