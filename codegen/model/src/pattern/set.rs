//! Sets of characters.

use std::iter::Peekable;
use std::str::Chars;

pub(super) type Rest<'p> = Peekable<Chars<'p>>;

const LAST: u32 = char::MAX as u32;

/// Ranges in order, that do not touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Set(Vec<(u32, u32)>);

impl Set {
    pub(super) fn one(c: char) -> Self {
        Self(vec![(c.into(), c.into())])
    }

    fn of(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.sort_unstable();
        let mut set: Vec<(u32, u32)> = Vec::new();
        for (low, high) in ranges {
            match set.last_mut() {
                Some((_, end)) if low <= end.saturating_add(1) => *end = high.max(*end),
                _ => set.push((low, high)),
            }
        }
        Self(set)
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        Self::of(self.0.iter().chain(&other.0).copied().collect())
    }

    pub(super) fn negated(&self) -> Self {
        let mut ranges = Vec::new();
        let mut next = 0;
        for (low, high) in &self.0 {
            if *low > next {
                ranges.push((next, low - 1));
            }
            next = high + 1;
        }
        if next <= LAST {
            ranges.push((next, LAST));
        }
        Self(ranges)
    }

    /// Whether both have a character.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some((low, high)), Some((from, to))) = (a.peek(), b.peek()) {
            if low <= to && from <= high {
                return true;
            }
            if high < from {
                a.next()
            } else {
                b.next()
            };
        }
        false
    }
}

/// What follows `[`, up to its `]`.
pub(super) fn class(chars: &mut Rest<'_>) -> Set {
    let is_negated = chars.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    let mut is_first = true;
    while let Some(c) = chars.next() {
        // A bracket that comes first means itself.
        if c == ']' && !is_first {
            break;
        }
        is_first = false;
        let low = if c == '\\' { escape(chars) } else { c };
        let mut ahead = chars.clone();
        let is_range = ahead.next() == Some('-') && ahead.next().is_some_and(|end| end != ']');
        if is_range {
            chars.next();
            let end = chars.next().unwrap_or(low);
            let high = if end == '\\' { escape(chars) } else { end };
            ranges.push((low.into(), u32::from(high).max(low.into())));
        } else {
            ranges.push((low.into(), low.into()));
        }
    }
    let set = Set::of(ranges);
    if is_negated { set.negated() } else { set }
}

/// The character that an escape means.
pub(super) fn escape(chars: &mut Rest<'_>) -> char {
    let Some(c) = chars.next() else { return '\\' };
    let digits = match c {
        'n' => return '\n',
        't' => return '\t',
        'r' => return '\r',
        'f' => return '\u{c}',
        'v' => return '\u{b}',
        'a' => return '\u{7}',
        'x' => 2,
        'u' => 4,
        'U' => 8,
        c => return c,
    };
    let mut code = String::new();
    if chars.next_if_eq(&'{').is_some() {
        while let Some(digit) = chars.next_if(|c| *c != '}') {
            code.push(digit);
        }
        chars.next();
    } else {
        code.extend(std::iter::from_fn(|| chars.next_if(char::is_ascii_hexdigit)).take(digits));
    }
    u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_what_classes_say() {
        let of = |class: &str| super::class(&mut class.chars().peekable());
        assert_eq!(of("a-c]"), Set(vec![(97, 99)]));
        assert_eq!(of("]a]"), Set(vec![(93, 93), (97, 97)]));
        assert_eq!(of("a-]"), Set(vec![(45, 45), (97, 97)]));
        assert_eq!(of("\\x41-\\u{43}\\]]"), Set(vec![(65, 67), (93, 93)]));
        assert_eq!(of("^\0-a]"), Set(vec![(98, LAST)]));
        assert!(of("a-c]").meets(&of("c-d]")) && !of("a-c]").meets(&of("d-z]")));
        assert_eq!(of("a]").negated().negated(), of("a]"));
    }

    /// All sets of three ranges, also such as overlap, touch, or are one inside another.
    #[test]
    fn a_set_has_the_characters_of_its_ranges_and_no_others() {
        const CHARS: std::ops::RangeInclusive<u32> = 97..=101;
        let ranges: Vec<_> =
            CHARS.flat_map(|low| (low..=101).map(move |high| (low, high))).collect();
        let has = |set: &Set, c: u32| set.meets(&Set(vec![(c, c)]));
        let count = ranges.len();
        for at in 0..count.pow(3) {
            let [first, second, third] =
                [at, at / count, at / count / count].map(|at| ranges[at % count]);
            let all = [first, second, third];
            let set = Set::of(all.to_vec());
            let apart = set.0.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0);
            assert!(apart, "{all:?}: {set:?}");
            for c in 96..=102 {
                let expected = all.iter().any(|(low, high)| (*low..=*high).contains(&c));
                assert_eq!(has(&set, c), expected, "{c} in {all:?}: {set:?}");
                assert_eq!(has(&set.negated(), c), !expected, "{c} in {all:?}, negated");
            }
            let both = Set::of(vec![first]).or(&Set::of(vec![second, third]));
            assert_eq!(both, set);
        }
    }
}
