//! Fields of a body, a query, a response or an object.

use super::findings::{Findings, Site};
use super::renames::FieldPairs;
use super::rules;
use super::values::{self, Relation, spell};
use crate::model::{Field, Type};
use crate::names;

/// Compares two lists of fields in the same place.
pub(super) fn compare(findings: &mut Findings<'_>, site: &Site, old: &[Field], new: &[Field]) {
    let pairs = FieldPairs::find(old, new, &findings.names);
    for &index in &pairs.removed {
        let field = &old[index];
        let class =
            if field.required { &rules::REQUIRED_REMOVED } else { &rules::OPTIONAL_REMOVED };
        let text = format!("`{}` ({}) is gone", field.name, describe(field));
        findings.part(class, site, &format!("/{}", field.name), text);
    }
    for &index in &pairs.added {
        let field = &new[index];
        let class = if field.required { &rules::REQUIRED_ADDED } else { &rules::OPTIONAL_ADDED };
        let text = format!("`{}` ({}) is new", field.name, describe(field));
        findings.part(class, site, &format!("/{}", field.name), text);
    }
    for &(before, after) in &pairs.both {
        field(findings, site, &old[before], &new[after]);
    }
    order(findings, site, old, new, &pairs);
    // Every other way to lose it is breaking anyway.
    let loses_default = site.usage.response
        && old.iter().all(|field| !field.required)
        && pairs.added.iter().any(|index| new[*index].required)
        && pairs.both.iter().all(|(_, after)| !new[*after].required);
    if loses_default {
        let text = "the struct has its first required field".to_owned();
        findings.part(&rules::DEFAULT_LOST, site, "", text);
    }
}

fn describe(field: &Field) -> String {
    format!("{} {}", if field.required { "required" } else { "optional" }, spell(&field.ty))
}

/// Compares a field with itself.
fn field(findings: &mut Findings<'_>, site: &Site, old: &Field, new: &Field) {
    let path = format!("/{}", new.name);
    if old.name != new.name {
        let same_in_rust = names::field(&old.name) == names::field(&new.name);
        let class = if same_in_rust { &rules::FIELD_RESPELLED } else { &rules::FIELD_RENAMED };
        findings.part(class, site, &path, format!("`{}` is called `{}` now", old.name, new.name));
    }
    if old.required != new.required {
        let class = if new.required { &rules::BECAME_REQUIRED } else { &rules::BECAME_OPTIONAL };
        let word = if new.required { "required" } else { "optional" };
        findings.part(class, site, &path, format!("`{}` is {word} now", new.name));
    }
    kind(findings, site, &path, old, new);
    for (class, text) in values::rules(&old.rules, &new.rules) {
        findings.part(class, site, &path, format!("`{}`: {text}", new.name));
    }
    words(findings, site, &path, old, new);
}

fn kind(findings: &mut Findings<'_>, site: &Site, path: &str, old: &Field, new: &Field) {
    let relation = values::relation((findings.old, findings.new), site.notation, &old.ty, &new.ty);
    let class = match relation {
        Relation::Same if findings.names.same(&old.ty, &new.ty) => return,
        Relation::Same => &rules::TYPE_NAMED_OTHERWISE,
        Relation::Wider => &rules::TYPE_WIDENED,
        Relation::Narrower => &rules::TYPE_NARROWED,
        Relation::BecameList => &rules::BECAME_LIST,
        Relation::NoLongerList => &rules::NO_LONGER_LIST,
        Relation::BecameEnum => &rules::BECAME_ENUM,
        Relation::NoLongerEnum => &rules::NO_LONGER_ENUM,
        Relation::Other => &rules::TYPE_CHANGED,
    };
    let text = format!("`{}` is {} now, not {}", new.name, spell(&new.ty), spell(&old.ty));
    findings.part(class, site, path, text);
    meet(findings, &old.ty, &new.ty);
}

/// Queues a pair of declared types for comparison, once.
fn meet(findings: &mut Findings<'_>, old: &Type, new: &Type) {
    match (old, new) {
        (Type::List(a) | Type::Map(a), Type::List(b) | Type::Map(b)) => meet(findings, a, b),
        (Type::List(a), b) => meet(findings, a, b),
        (a, Type::List(b)) => meet(findings, a, b),
        (Type::Object(a), Type::Object(b)) | (Type::Enum(a), Type::Enum(b))
            if findings.names.now(a) != b =>
        {
            findings.meet(a, b);
        }
        _ => {}
    }
}

/// The facts of a field besides its type and rules. A path parameter has no others.
pub(super) fn words(
    findings: &mut Findings<'_>,
    site: &Site,
    path: &str,
    old: &Field,
    new: &Field,
) {
    let name = &new.name;
    if old.default != new.default {
        let (class, text) = match (&old.default, &new.default) {
            (None, Some(is)) => (&rules::DEFAULT_ADDED, format!("`{name}`: the default is {is}")),
            (Some(was), None) => {
                (&rules::DEFAULT_REMOVED, format!("`{name}`: the default {was} is gone"))
            }
            (was, is) => {
                let say = |value: &Option<serde_json::Value>| {
                    value.as_ref().map(ToString::to_string).unwrap_or_default()
                };
                let text = format!("`{name}`: the default is {} now, not {}", say(is), say(was));
                (&rules::DEFAULT_CHANGED, text)
            }
        };
        findings.part(class, site, path, text);
    }
    if old.deprecated != new.deprecated {
        let (class, text) = if new.deprecated {
            (&rules::FIELD_DEPRECATED, format!("`{name}` is deprecated now"))
        } else {
            (&rules::FIELD_NOT_DEPRECATED, format!("`{name}` is no longer deprecated"))
        };
        findings.part(class, site, path, text);
    }
    if old.scopes != new.scopes {
        let kept = old.scopes.iter().all(|scope| new.scopes.contains(scope));
        let class = match (old.scopes.as_slice(), new.scopes.as_slice()) {
            ([], _) => &rules::PERMISSION_NEEDED,
            (_, []) => &rules::PERMISSION_NOT_NEEDED,
            _ if kept && old.scopes.len() == new.scopes.len() => &rules::TEXT_CHANGED,
            _ if kept => &rules::PERMISSION_WIDENED,
            _ => &rules::PERMISSION_CHANGED,
        };
        let say = |scopes: &[String]| match scopes {
            [] => "no scope".to_owned(),
            scopes => scopes.join(" or "),
        };
        let text = format!("`{name}` requires {} now, not {}", say(&new.scopes), say(&old.scopes));
        findings.part(class, site, path, text);
    }
    if old.description != new.description {
        findings.part(
            &rules::TEXT_CHANGED,
            site,
            path,
            format!("the description of `{name}` changed"),
        );
    }
    if old.example != new.example {
        findings.part(
            &rules::SAMPLE_CHANGED,
            site,
            path,
            format!("the sample of `{name}` changed"),
        );
    }
}

/// The order of fields matters only to constructors.
fn order(
    findings: &mut Findings<'_>,
    site: &Site,
    old: &[Field],
    new: &[Field],
    pairs: &FieldPairs,
) {
    let in_order = |places: Vec<usize>| places.windows(2).all(|pair| pair[0] < pair[1]);
    let arguments =
        |(before, after): &&(usize, usize)| old[*before].required && new[*after].required;
    if !in_order(pairs.both.iter().filter(arguments).map(|(before, _)| *before).collect()) {
        let names: Vec<_> =
            new.iter().filter(|field| field.required).map(|field| field.name.as_str()).collect();
        let text = format!("the required fields come in another order: {}", names.join(", "));
        findings.part(&rules::ARGUMENTS_REORDERED, site, "", text);
    } else if !in_order(pairs.both.iter().map(|(before, _)| *before).collect()) {
        findings.part(
            &rules::FIELDS_REORDERED,
            site,
            "",
            "the fields come in another order".to_owned(),
        );
    }
}
