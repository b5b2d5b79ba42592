//! The first page, a page for each resource, and the table of contents.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::operation::effect;
use super::paths::{operation_path, resource_path, type_path};
use super::text::{code, table, text};
use super::types;
use crate::model::{Model, Operation};

/// Operations by project, version and resource.
type Resources<'a> = BTreeMap<(&'a str, &'a str, &'a str), Vec<&'a Operation>>;

/// The pages.
pub(super) fn pages(model: &Model) -> Vec<(String, String)> {
    let mut resources = Resources::new();
    for operation in model.operations() {
        let id = &operation.id;
        let resource = (id.project.as_str(), id.version.as_str(), id.resource.as_str());
        resources.entry(resource).or_default().push(operation);
    }
    let mut pages = vec![
        ("index.md".to_owned(), first(model, &resources)),
        ("SUMMARY.md".to_owned(), summary(model, &resources)),
    ];
    for ((project, version, resource), operations) in &resources {
        let path = format!("{}.md", resource_path(project, version, resource));
        let about = format!("Operations of {} on this resource.", code(project));
        let list = list(operations, "../");
        pages.push((path, format!("# {}\n\n{about}\n\n{list}", text(resource))));
    }
    pages
}

fn first(model: &Model, resources: &Resources<'_>) -> String {
    let mut page = format!(
        "# Feishu / Lark reference\n\n{} operations and {} types of the Feishu / Lark open platform, with fields and rules, \
         examples in Rust and for a shell, JSON Schemas, errors and what to do about them, limits and scopes. Press {} to \
         search.\n\n\
         Not an official product of the platform. Each page links to the vendor's own.\n\n\
         - [What changed](changes.md)\n- [The platform](platform.md): hosts, tokens, rate limits, errors common to all operations\n\
         - [Types](types/index.md)\n",
        model.operations().count(),
        model.apis.iter().flat_map(types::names).count(),
        code("s"),
    );
    for ((project, version, resource), operations) in resources {
        let _ = write!(
            page,
            "\n## {}\n\n{}",
            text(&format!("{project} {version} {resource}")),
            list(operations, "")
        );
    }
    page
}

fn list(operations: &[&Operation], root: &str) -> String {
    let rows: Vec<_> = operations
        .iter()
        .map(|operation| {
            vec![
                format!("[{}]({root}{}.md)", text(&operation.summary), operation_path(operation)),
                code(&format!("{} {}", operation.method.word(), operation.path)),
                effect(operation.effect).to_owned(),
            ]
        })
        .collect();
    table(&["Operation", "Call", "Effect"], &rows)
}

fn summary(model: &Model, resources: &Resources<'_>) -> String {
    let mut page = String::from(
        "# Summary\n\n[Overview](index.md)\n[What changed](changes.md)\n[The platform](platform.md)\n",
    );
    let mut last = "";
    for ((project, version, resource), operations) in resources {
        if last != *project {
            let _ = write!(page, "\n# {}\n\n", text(project));
            last = project;
        }
        let path = resource_path(project, version, resource);
        let _ = writeln!(page, "- [{}]({path}.md)", text(resource));
        for operation in operations {
            let path = operation_path(operation);
            let _ = writeln!(page, "  - [{}]({path}.md)", text(&operation.summary));
        }
    }
    let _ = write!(page, "\n# Types\n\n- [All types]({})\n", types::INDEX);
    for api in &model.apis {
        for name in types::names(api) {
            let _ = writeln!(page, "  - [{}]({}.md)", text(name), type_path(&api.space, name));
        }
    }
    page
}
