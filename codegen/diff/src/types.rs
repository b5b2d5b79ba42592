//! Declared types: each is compared once, and its changes name the calls that it travels in.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::{Findings, Site};
use super::values::spell_value;
use super::{fields, rules};
use crate::model::{Api, Enum, Object, Usage};
use crate::names;

/// Compares all declared types, and the queued pairs.
pub(super) fn compare(findings: &mut Findings<'_>) {
    let (old, new) = (findings.old, findings.new);
    let (before, after) = (Types::of(old), Types::of(new));
    let renamed: BTreeMap<String, String> =
        findings.names.renamed().map(|(old, new)| (old.to_owned(), new.to_owned())).collect();
    let was: BTreeMap<&str, &str> =
        renamed.iter().map(|(old, new)| (new.as_str(), old.as_str())).collect();

    for name in before.names() {
        let now = renamed.get(name).map_or(name, String::as_str);
        if !after.has(now) {
            let site = site(findings, name, name, "");
            // What no call uses is not in the crate, unless it is an id or an enumeration.
            if before.is_in_the_crate(name) {
                findings.part(&rules::TYPE_REMOVED, &site, "", format!("`{name}` is gone"));
            } else {
                findings.part(
                    &rules::TEXT_CHANGED,
                    &site,
                    "",
                    format!("`{name}`, which nothing used, is gone"),
                );
            }
            continue;
        }
        if now != name {
            let site = site(findings, name, now, "");
            findings.part(
                &rules::TYPE_RENAMED,
                &site,
                "",
                format!("`{name}` is called `{now}` now"),
            );
        }
        findings.meet(name, now);
    }
    for name in after.names() {
        if !before.has(was.get(name).copied().unwrap_or(name)) {
            let site = site(findings, name, name, "");
            if after.is_in_the_crate(name) {
                findings.part(&rules::TYPE_ADDED, &site, "", format!("`{name}` is new"));
            } else {
                findings.part(
                    &rules::TEXT_CHANGED,
                    &site,
                    "",
                    format!("`{name}` is new, and nothing uses it"),
                );
            }
        }
    }
    while let Some((a, b)) = findings.next_types() {
        pair(findings, (&before, &after), &a, &b);
    }
}

fn pair(findings: &mut Findings<'_>, (before, after): (&Types<'_>, &Types<'_>), a: &str, b: &str) {
    let head = site(findings, a, b, "");
    let same_type = findings.names.now(a) == b;
    match (before.get(a), after.get(b)) {
        (Some(Type::Object(old)), Some(Type::Object(new))) => {
            if same_type {
                usage(findings, &head, old.usage, new.usage, b);
                text(findings, &head, &old.description, &new.description, b);
                if old.wire != new.wire {
                    let text = format!("the page calls `{b}` by another name");
                    findings.part(&rules::TEXT_CHANGED, &head, "", text);
                }
            }
            let site = site(findings, a, b, "/fields");
            fields::compare(findings, &site, &old.fields, &new.fields);
        }
        (Some(Type::Enum(old)), Some(Type::Enum(new))) => {
            if same_type {
                text(findings, &head, &old.description, &new.description, b);
            }
            enumeration(findings, old, new);
        }
        (Some(Type::Id(old)), Some(Type::Id(new))) => text(findings, &head, old, new, b),
        // Under one name there is another kind of type. Its fields say what that means for the wire.
        (Some(_), Some(_)) => {
            findings.part(
                &rules::TYPE_REMOVED,
                &head,
                "",
                format!("`{b}` is another kind of type now"),
            );
        }
        _ => {}
    }
}

/// What an object travels in decides whether it has a constructor, and whether the crate has it.
fn usage(findings: &mut Findings<'_>, site: &Site, old: Usage, new: Usage, name: &str) {
    let nothing = Usage::default();
    let (class, text) = match (old, new) {
        (old, new) if old == new => return,
        (old, _) if old == nothing => (&rules::TYPE_IN_USE, format!("calls use `{name}` now")),
        (_, new) if new == nothing => {
            (&rules::TYPE_OUT_OF_USE, format!("no call uses `{name}` any more"))
        }
        (_, new) if new.request => {
            (&rules::TYPE_TURNED, format!("`{name}` moved from the response to the request"))
        }
        _ => (&rules::TYPE_TURNED, format!("`{name}` moved from the request to the response")),
    };
    findings.part(class, site, "", text);
}

fn text(findings: &mut Findings<'_>, site: &Site, old: &str, new: &str, name: &str) {
    if old != new {
        findings.part(
            &rules::TEXT_CHANGED,
            site,
            "",
            format!("the description of `{name}` changed"),
        );
    }
}

/// Values are the same if they are so on the wire; names are ours.
fn enumeration(findings: &mut Findings<'_>, old: &Enum, new: &Enum) {
    let site = site(findings, &old.name, &new.name, "/values");
    if old.is_integer() != new.is_integer() {
        let now = if new.is_integer() { "numbers" } else { "texts" };
        findings.part(&rules::VALUES_TURNED, &site, "", format!("the values are {now} now"));
    }
    let by_value = |declared: &Enum| -> BTreeMap<String, usize> {
        let variants = declared.variants.iter().enumerate();
        variants.map(|(index, variant)| (spell_value(&variant.value), index)).collect()
    };
    let (was, is) = (by_value(old), by_value(new));
    let named: BTreeMap<_, _> =
        new.variants.iter().enumerate().map(|(index, variant)| (&variant.name, index)).collect();
    let mut places = Vec::new();
    for (index, variant) in old.variants.iter().enumerate() {
        let path = format!("/{}", variant.name);
        let value = spell_value(&variant.value);
        match is.get(&value).copied() {
            Some(now) => {
                places.push((index, now));
                let now = &new.variants[now];
                if now.name != variant.name {
                    // A spelling that Rust does not see is a word of ours.
                    let same = names::pascal(&now.name) == names::pascal(&variant.name);
                    let class = if same { &rules::TEXT_CHANGED } else { &rules::VALUE_RENAMED };
                    let text =
                        format!("{value} is called `{}` now, not `{}`", now.name, variant.name);
                    findings.part(class, &site, &format!("/{}", now.name), text);
                }
                if now.description != variant.description {
                    let text = format!("the description of {value} changed");
                    findings.part(&rules::TEXT_CHANGED, &site, &format!("/{}", now.name), text);
                }
            }
            None => match named.get(&variant.name).copied() {
                // Unless the new value had another name before.
                Some(now) if !was.contains_key(&spell_value(&new.variants[now].value)) => {
                    places.push((index, now));
                    let now = &new.variants[now];
                    let text =
                        format!("`{}` is {} now, not {value}", now.name, spell_value(&now.value));
                    findings.part(&rules::VALUE_CHANGED, &site, &path, text);
                    if now.description != variant.description {
                        let text =
                            format!("the description of {} changed", spell_value(&now.value));
                        findings.part(&rules::TEXT_CHANGED, &site, &path, text);
                    }
                }
                _ => {
                    let text = format!("{value} (`{}`) is gone", variant.name);
                    findings.part(&rules::VALUE_REMOVED, &site, &path, text);
                }
            },
        }
    }
    let known: BTreeSet<_> = places.iter().map(|(_, now)| *now).collect();
    for (index, variant) in new.variants.iter().enumerate() {
        if !known.contains(&index) {
            let text = format!("{} (`{}`) is new", spell_value(&variant.value), variant.name);
            findings.part(&rules::VALUE_ADDED, &site, &format!("/{}", variant.name), text);
        }
    }
    if !places.windows(2).all(|pair| pair[0].1 < pair[1].1) {
        findings.part(
            &rules::VALUES_REORDERED,
            &site,
            "",
            "the values come in another order".to_owned(),
        );
    }
}

/// A type and which way it travels, before or after.
pub(super) fn site(findings: &Findings<'_>, old: &str, new: &str, path: &str) -> Site {
    let (a, b) = (findings.reach.0.usage(old), findings.reach.1.usage(new));
    let usage = Usage { request: a.request || b.request, response: a.response || b.response };
    findings.of_type(old, new, path, usage)
}

/// A declared type.
#[derive(Debug, Clone, Copy)]
enum Type<'a> {
    /// With its description.
    Id(&'a str),
    Object(&'a Object),
    Enum(&'a Enum),
}

/// All of them, by name.
#[derive(Debug)]
struct Types<'a>(BTreeMap<&'a str, Type<'a>>);

impl<'a> Types<'a> {
    fn of(api: &'a Api) -> Self {
        let ids = api.ids.iter().map(|id| (id.name.as_str(), Type::Id(&id.description)));
        let objects = api.objects.iter().map(|object| (object.name.as_str(), Type::Object(object)));
        let enums = api.enums.iter().map(|declared| (declared.name.as_str(), Type::Enum(declared)));
        Self(ids.chain(objects).chain(enums).collect())
    }

    fn names(&self) -> impl Iterator<Item = &'a str> {
        self.0.keys().copied()
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn get(&self, name: &str) -> Option<Type<'a>> {
        self.0.get(name).copied()
    }

    fn is_in_the_crate(&self, name: &str) -> bool {
        !matches!(self.get(name), Some(Type::Object(object)) if object.usage == Usage::default())
    }
}
