//! Patterns: which ones every consumer reads alike, and none of them hangs on.
//!
//! Ours run as `regex-lite`, which takes linear time. But they go into JSON Schema and OpenAPI, and validators of other
//! languages backtrack: where a repetition can be left at two places for the same text, they try all ways, and
//! `^(a+)+b$` takes minutes for thirty letters. So inside a repetition, at each step only one way may go on. That is
//! what is checked here, by the sets of characters that can come next.
//!
//! Classes such as `\d`, `\w`, `\s` and `\b` differ between engines and are refused, so that a
//! pattern means the same to `regex-lite`, to ECMA-262 and to every validator. `$` is permitted at
//! the end of a pattern only. Python's `$` also matches before a final line break, so the schema
//! adds `not: { type: string, pattern: "\n$" }`, which all engines read alike. A look-ahead would
//! say the same, but validators without it (Go, RE2) could not read the schema at all.

mod set;

use std::collections::BTreeMap;

use feishu_text::pattern::is_anchored;
use regex_lite::{Regex, RegexBuilder};

use self::set::{Rest, Set};

/// Longer ones are no rule of a field. The longest of the vendor's has a tenth of it.
const MAX_CHARS: usize = 1_000;

/// Groups in a pattern, at most.
const MAX_GROUPS: usize = 50;

/// Bytes that a compiled pattern may take: `(x{999}){999}` takes more.
const MAX_COMPILED: usize = 1 << 20;

/// What is wrong with a pattern, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub help: &'static str,
}

/// What is wrong with a pattern, if anything is.
pub fn problem(pattern: &str) -> Option<Problem> {
    const PLAIN: &str = "use character classes such as [0-9], groups, repetition, ^ and $";
    const SHORT: &str = "use a shorter pattern, or state the rule in the description";
    const ONE_WAY: &str = "repeat only once, or separate the repeated parts: ^a+$ for ^(a+)+$, ^[a-z]+(,[a-z]+)*$ for a list";
    let differs =
        ["\\d", "\\w", "\\s", "\\D", "\\W", "\\S", "\\b", "\\B", "(?", "[[:", "\\A", "\\z", "&&"]
            .into_iter()
            .find(|construct| pattern.contains(construct));
    let (what, help) = if pattern.chars().nth(MAX_CHARS).is_some() {
        (format!("the pattern is longer than {MAX_CHARS} characters"), SHORT)
    } else if has_inner_end(pattern) {
        let what = "`$` before the end of a pattern means different things to different engines";
        (what.to_owned(), PLAIN)
    } else if let Some(construct) = differs {
        (format!("`{construct}` means different things to different engines"), PLAIN)
    } else if pattern.matches('(').count() > MAX_GROUPS {
        (format!("the pattern has more than {MAX_GROUPS} groups"), SHORT)
    } else if let Err(error) = RegexBuilder::new(pattern).size_limit(MAX_COMPILED).build() {
        (format!("the pattern cannot be read: {error}"), PLAIN)
    } else if is_ambiguous(pattern) {
        let what = "inside a repetition, the same text can be matched in more than one way: engines that backtrack hang on it";
        (what.to_owned(), ONE_WAY)
    } else {
        return None;
    };
    Some(Problem { what, help })
}

/// Patterns of one run, each compiled once.
#[derive(Debug, Default)]
pub struct Patterns(BTreeMap<String, Option<Regex>>);

impl Patterns {
    /// Whether a text matches, as the runtime and the schemas say it.
    pub fn matches(&mut self, pattern: &str, text: &str) -> bool {
        if !self.0.contains_key(pattern) {
            self.0.insert(pattern.to_owned(), Regex::new(pattern).ok());
        }
        let regex = self.0.get(pattern).and_then(Option::as_ref);
        regex.is_some_and(|regex| regex.is_match(text))
            && !(is_anchored(pattern) && text.ends_with('\n'))
    }
}

/// Whether `$` is an anchor anywhere but at the end of the pattern. There it is seen to that all engines
/// read it alike.
fn has_inner_end(pattern: &str) -> bool {
    let (mut escaped, mut in_class) = (false, false);
    pattern.char_indices().any(|(at, character)| {
        let literal = std::mem::replace(&mut escaped, false);
        match character {
            '\\' => escaped = !literal,
            '[' if !literal => in_class = true,
            ']' if !literal => in_class = false,
            _ => {}
        }
        character == '$' && !literal && !in_class && at + 1 < pattern.len()
    })
}

/// A pattern that `regex-lite` has read.
enum Node {
    /// An anchor, or nothing at all.
    Empty,
    One(Set),
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    Repeat {
        inner: Box<Node>,
        least: u32,
        most: Option<u32>,
    },
}

fn is_ambiguous(pattern: &str) -> bool {
    let mut chars = pattern.chars().peekable();
    let node = either(&mut chars);
    leaves_a_choice(&node, &Set::default(), false)
}

impl Node {
    fn is_nullable(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::One(_) => false,
            Self::Sequence(parts) => parts.iter().all(Self::is_nullable),
            Self::Either(ways) => ways.iter().any(Self::is_nullable),
            Self::Repeat { inner, least, .. } => *least == 0 || inner.is_nullable(),
        }
    }

    /// The characters that it can begin with.
    fn first(&self) -> Set {
        match self {
            Self::Empty => Set::default(),
            Self::One(set) => set.clone(),
            Self::Sequence(parts) => {
                let mut first = Set::default();
                for part in parts {
                    first = first.or(&part.first());
                    if !part.is_nullable() {
                        break;
                    }
                }
                first
            }
            Self::Either(ways) => ways.iter().fold(Set::default(), |set, way| set.or(&way.first())),
            Self::Repeat { inner, .. } => inner.first(),
        }
    }
}

/// Whether there is a step inside a repetition at which one character leads on in two ways. `follow` can come next.
fn leaves_a_choice(node: &Node, follow: &Set, repeated: bool) -> bool {
    match node {
        Node::Empty | Node::One(_) => false,
        Node::Sequence(parts) => {
            let mut follow = follow.clone();
            parts.iter().rev().any(|part| {
                let choice = leaves_a_choice(part, &follow, repeated);
                let first = part.first();
                follow = if part.is_nullable() { first.or(&follow) } else { first };
                choice
            })
        }
        Node::Either(ways) => {
            // To take none of the ways is one, too.
            let mut others = if node.is_nullable() { follow.clone() } else { Set::default() };
            let mut nullable = 0;
            ways.iter().any(|way| {
                let first = way.first();
                let overlaps = others.meets(&first);
                others = others.or(&first);
                nullable += usize::from(way.is_nullable());
                repeated && (overlaps || nullable > 1) || leaves_a_choice(way, follow, repeated)
            })
        }
        Node::Repeat { inner, least, most } => {
            let first = inner.first();
            let is_loop = most.is_none_or(|most| most > 1);
            let is_free = *most != Some(*least);
            if repeated && is_free && first.meets(follow) {
                return true;
            }
            if is_loop && inner.is_nullable() && !matches!(**inner, Node::Empty) {
                return true;
            }
            if is_loop {
                leaves_a_choice(inner, &follow.or(&first), true)
            } else {
                leaves_a_choice(inner, follow, repeated)
            }
        }
    }
}

fn either(chars: &mut Rest<'_>) -> Node {
    let mut ways = vec![sequence(chars)];
    while chars.next_if_eq(&'|').is_some() {
        ways.push(sequence(chars));
    }
    if ways.len() == 1 { ways.remove(0) } else { Node::Either(ways) }
}

fn sequence(chars: &mut Rest<'_>) -> Node {
    let mut parts = Vec::new();
    while let Some(c) = chars.next_if(|c| !matches!(c, '|' | ')')) {
        let part = match c {
            '(' => {
                let inner = either(chars);
                chars.next_if_eq(&')');
                inner
            }
            '[' => Node::One(set::class(chars)),
            '.' => Node::One(Set::one('\n').negated()),
            '^' | '$' => Node::Empty,
            '\\' => Node::One(Set::one(set::escape(chars))),
            c => Node::One(Set::one(c)),
        };
        parts.push(repeated(part, chars));
    }
    Node::Sequence(parts)
}

/// What follows a part: `*`, `+`, `?`, `{1,3}`, and a `?` that makes it lazy.
fn repeated(mut part: Node, chars: &mut Rest<'_>) -> Node {
    while let Some(mark) = chars.next_if(|c| matches!(c, '*' | '+' | '?' | '{')) {
        let (least, most) = match mark {
            '*' => (0, None),
            '+' => (1, None),
            '?' => (0, Some(1)),
            _ => counts(chars),
        };
        chars.next_if_eq(&'?');
        part = Node::Repeat { inner: Box::new(part), least, most };
    }
    part
}

/// `1,3}`
fn counts(chars: &mut Rest<'_>) -> (u32, Option<u32>) {
    let mut text = String::new();
    while let Some(c) = chars.next_if(|c| *c != '}') {
        text.push(c);
    }
    chars.next();
    let number = |text: &str| text.trim().parse().ok();
    match text.split_once(',') {
        Some((least, most)) => (number(least).unwrap_or(0), number(most)),
        None => (number(&text).unwrap_or(0), number(&text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_repetition_leaves_a_choice() {
        for pattern in [
            "^(a+)+b$",
            "^(a*)*$",
            "^(a|a)*b$",
            "^(a?a)*b$",
            "^([a-z]+)*$",
            "^(.*a){20}$",
            "^([a-z]+[0-9]*)+$",
            "^(a|[a-c])+$",
            "^((a+)b?)+$",
            "^(a{1,20}){1,20}$",
            "^(x(a+)*y?)*$",
            "^(\\x61+|\\u{61})*$",
            "^(a||b)*$",
            "^(a+?)+?$",
            "^([^,]+,?)*$",
            "^(a+)(a+)+$",
            "^(a(b|c?)b)*$",
        ] {
            let problem = problem(pattern).map(|problem| problem.what).unwrap_or_default();
            assert!(problem.contains("more than one way"), "{pattern}: {problem:?}");
        }
    }

    #[test]
    fn one_way_at_each_step_is_none() {
        for pattern in [
            "^a+b$",
            "^[a-z]+(,[a-z]+)*$",
            "^([0-9]{1,3}\\.){3}[0-9]{1,3}$",
            "^([a-z]+,)*$",
            "^(/[^/]+)+$",
            "^(0|-?[1-9][0-9]{0,15})$",
            "^(ab|cd)+$",
            "^[A-Za-z0-9_-]{1,64}$",
            "^([^\"\\\\]|\\\\.)*$",
            "^(a{3}){2}$",
            "^$",
            "",
            "^(1[3-9][0-9]{9})?$",
            "^[a-z]*[a-z0-9]*$",
            "^[]a]+$",
            "^(-|[a-c]|[\\]x])+$",
            "^(.|\\n)*$",
        ] {
            assert_eq!(problem(pattern), None, "{pattern}");
        }
    }

    /// More than any pattern takes that is accepted, on the texts below.
    const LIMIT: u32 = 100_000;

    /// What an engine that tries one way after the other does next, when it has come to a place of the text.
    type Next<'n> = &'n mut dyn FnMut(usize, &mut u32) -> bool;

    /// Such an engine, as that of many languages is. Counts its steps.
    fn walk(node: &Node, text: &[Set], at: usize, steps: &mut u32, next: Next<'_>) -> bool {
        *steps += 1;
        if *steps >= LIMIT {
            return true;
        }
        match node {
            Node::Empty => next(at, steps),
            Node::One(set) => text.get(at).is_some_and(|one| one.meets(set)) && next(at + 1, steps),
            Node::Sequence(parts) => sequence(parts, text, at, steps, next),
            Node::Either(ways) => ways.iter().any(|way| walk(way, text, at, steps, next)),
            Node::Repeat { inner, least, most } => {
                repeat(inner, (*least, *most), text, at, steps, next)
            }
        }
    }

    fn sequence(parts: &[Node], text: &[Set], at: usize, steps: &mut u32, next: Next<'_>) -> bool {
        let Some((first, rest)) = parts.split_first() else { return next(at, steps) };
        walk(first, text, at, steps, &mut |at, steps| sequence(rest, text, at, steps, next))
    }

    fn repeat(
        inner: &Node,
        (least, most): (u32, Option<u32>),
        text: &[Set],
        at: usize,
        steps: &mut u32,
        next: Next<'_>,
    ) -> bool {
        let left = (least.saturating_sub(1), most.map(|most| most.saturating_sub(1)));
        let more = most != Some(0)
            && walk(inner, text, at, steps, &mut |to, steps| {
                // A round that takes nothing would be followed by the same one.
                to > at && repeat(inner, left, text, to, steps, next)
            });
        more || least == 0 && next(at, steps)
    }

    /// All patterns of three parts inside a repetition, on texts that repeat a word and then end otherwise.
    #[test]
    fn no_engine_takes_long_for_a_pattern_that_is_accepted() {
        const PARTS: [&str; 16] = [
            "", "a", "b", "a?", "b?", "a*", "b+", "a{1,2}", "(a|b)", "(a|b?)", "(b|a?)", "(|a)",
            "(a|ab)", "(ab|c?)", "[ab]", "(ab)*",
        ];
        let words = ["a", "b", "ab", "ba", "aab", "abb", "aba"];
        let texts = words.map(|word| {
            let text: Vec<_> = word.repeat(24).chars().chain(['!']).map(Set::one).collect();
            (word, text)
        });
        let (mut accepted, mut refused) = (0, 0);
        for (first, second, third) in PARTS.iter().flat_map(|first| {
            PARTS
                .iter()
                .flat_map(move |second| PARTS.iter().map(move |third| (first, second, third)))
        }) {
            let pattern = format!("^({first}{second}{third})*$");
            if problem(&pattern).is_some() {
                refused += 1;
                continue;
            }
            accepted += 1;
            let node = either(&mut pattern.trim_matches(['^', '$']).chars().peekable());
            for (word, text) in &texts {
                let mut steps = 0;
                walk(&node, text, 0, &mut steps, &mut |at, _| at == text.len());
                assert!(steps < LIMIT, "{pattern} on many {word}");
            }
        }
        assert!(accepted > 100 && refused > 1000, "{accepted} accepted, {refused} refused");
    }

    #[test]
    fn no_text_that_ends_with_a_line_break_matches_a_pattern_that_ends_with_a_dollar() {
        let mut patterns = Patterns::default();
        for (pattern, text, expected) in [
            ("^a$", "a", true),
            ("^a$", "a\n", false),
            ("^[^x]+$", "a\n", false),
            ("^[^x]+$", "a\nb", true),
            ("^a", "a\n", true),
            ("(", "(", false),
        ] {
            assert_eq!(patterns.matches(pattern, text), expected, "{pattern} {text:?}");
        }
    }

    #[test]
    fn a_pattern_has_an_end() {
        let many = |count: usize| format!("^{}$", "(a)".repeat(count));
        assert_eq!(problem(&many(50)), None);
        assert!(problem(&many(51)).is_some_and(|it| it.what.contains("groups")));
        assert!(problem(&many(3_000)).is_some_and(|it| it.what.contains("longer")));
        assert!(problem("^((x{999}){999}){999}$").is_some_and(|it| it.what.contains("read")));
    }
}
