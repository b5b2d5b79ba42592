//! `import`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use feishu_codegen::{Import, Severity, Sources, Verdict, hidden, is_platform};
use feishu_text::counted;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value as Json, json};

use crate::cli;
use crate::out;
use crate::pages::pages;
use crate::report::{Problems, Status};
use crate::workspace::{Workspace, platform, sources_of};

/// Number of pages from which a progress bar is shown.
const MANY: usize = 20;

/// Imports pages into the specs of a folder.
pub(crate) fn import(workspace: &Workspace, arguments: &cli::Import) -> io::Result<Status> {
    let pages = pages(&arguments.pages)?;
    let folder = match &arguments.spec {
        Some(folder) => std::path::absolute(folder)?,
        None => workspace.root().join("spec"),
    };
    let (root, name) = split(&folder)?;
    let mut sources = sources_of(&folder, &name)?;
    with_platform(workspace, &mut sources, &name)?;
    let bar = bar(pages.len());
    let imported = feishu_codegen::import(&pages, &sources, &name, &mut |done| {
        bar.set_position(done.try_into().unwrap_or(u64::MAX));
    });
    bar.finish_and_clear();

    let mut problems = Problems::default();
    problems.show(&imported.problems, &sources);
    let has_errors = imported.problems.iter().any(|problem| problem.severity == Severity::Error);
    let refused = imported.outcomes.iter().filter(|page| page.verdict == Verdict::Refused).count();
    if has_errors {
        problems.count();
        if refused == imported.outcomes.len() {
            let _ = writeln!(out::stderr(), "nothing was imported: correct the specs first");
            return Ok(Status::SpecHasErrors);
        }
    }
    if !arguments.dry_run {
        imported.files.apply(root)?;
    }
    let out = &mut out::stdout();
    if arguments.json {
        writeln!(out, "{}", hidden::in_json(&format!("{:#}", as_json(&imported))))?;
    } else {
        tell(&imported, arguments.dry_run, out)?;
    }
    Ok(match refused {
        _ if has_errors => Status::SpecHasErrors,
        0 => Status::Fine,
        _ => Status::PageRefused,
    })
}

/// The parent of a folder, and its name.
pub(crate) fn split(folder: &Path) -> io::Result<(&Path, String)> {
    let name = folder.file_name().and_then(|name| name.to_str());
    let is_plain = |name: &&str| {
        name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
    };
    match (folder.parent(), name.filter(is_plain)) {
        (Some(root), Some(name)) => Ok((root, name.to_owned())),
        _ => Err(io::Error::other(format!(
            "{} cannot be a folder of specs; name one with ASCII letters, digits, `_`, `-` and `.`",
            folder.display()
        ))),
    }
}

/// A new folder shares the facts of the platform.
fn with_platform(workspace: &Workspace, sources: &mut Sources, name: &str) -> io::Result<()> {
    let path = format!("{name}/platform.yaml");
    if !sources.readable().any(|(_, source)| is_platform(source.path())) {
        sources.add(path, platform(workspace.root())?);
    }
    Ok(())
}

fn bar(pages: usize) -> ProgressBar {
    if pages < MANY || !out::is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} pages, {eta} left");
    let bar = ProgressBar::new(pages.try_into().unwrap_or(u64::MAX));
    style.map(|style| bar.clone().with_style(style)).unwrap_or(bar)
}

fn tell(imported: &Import, dry_run: bool, out: &mut impl Write) -> io::Result<()> {
    let mut counts = BTreeMap::new();
    let mut reviews = 0;
    for page in &imported.outcomes {
        *counts.entry(page.verdict).or_insert(0) += 1;
        reviews += page.reviews;
        if page.verdict == Verdict::Unchanged {
            continue;
        }
        let file = page.file.as_deref().unwrap_or(&page.page);
        writeln!(out, "{:<9} {}", page.verdict.word(), hidden::one_line(file))?;
        for note in &page.notes {
            writeln!(out, "          {}", hidden::one_line(note))?;
        }
        if page.reviews > 0 {
            writeln!(out, "          {} to review", counted(page.reviews, "place"))?;
        }
    }
    let parts: Vec<_> = [Verdict::Created, Verdict::Updated, Verdict::Unchanged, Verdict::Refused]
        .into_iter()
        .filter_map(|verdict| Some(format!("{} {}", counts.get(&verdict)?, verdict.word())))
        .collect();
    let written = imported.files.iter().count();
    let done = if dry_run { "would be written" } else { "written" };
    writeln!(
        out,
        "{}: {}; {} to review; {} {done}",
        counted(imported.outcomes.len(), "page"),
        parts.join(", "),
        counted(reviews, "place"),
        counted(written, "file"),
    )
}

fn as_json(imported: &Import) -> Json {
    let pages: Vec<_> = imported
        .outcomes
        .iter()
        .map(|page| {
            json!({
                "page": page.page,
                "outcome": page.verdict.word(),
                "file": page.file,
                "notes": page.notes,
                "review": page.reviews,
            })
        })
        .collect();
    let files: Vec<_> = imported.files.iter().map(|(path, _)| path).collect();
    json!({ "pages": pages, "files": files, "rounds": imported.rounds, "parsed": imported.parsed })
}
