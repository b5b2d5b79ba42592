//! Specs that are small, and have one of everything whose change has a verdict.

use feishu_codegen::Sources;
use feishu_codegen::diff::{Diff, diff};

/// Path and text.
pub(crate) type Files = Vec<(String, String)>;

const FILES: [(&str, &str); 9] = [
    ("spec/platform.yaml", include_str!("../fixture/platform.yaml")),
    ("spec/zoo/v1/types.yaml", include_str!("spec/types.yaml")),
    ("spec/zoo/v1/pet/replace.yaml", include_str!("spec/pet/replace.yaml")),
    ("spec/zoo/v1/pet/create.yaml", include_str!("spec/pet/create.yaml")),
    ("spec/zoo/v1/pet/get.yaml", include_str!("spec/pet/get.yaml")),
    ("spec/zoo/v1/photo/create.yaml", include_str!("spec/photo/create.yaml")),
    ("spec/zoo/v1/cage/list.yaml", include_str!("spec/cage/list.yaml")),
    ("spec/zoo/v1/cage/replace.yaml", include_str!("spec/cage/replace.yaml")),
    ("spec/zoo/product.yaml", include_str!("spec/product.yaml")),
];

/// The files before any change.
pub(crate) fn files() -> Files {
    FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// The files as the generator takes them.
pub(crate) fn sources(files: &Files) -> Sources {
    let mut sources = Sources::new();
    for (path, text) in files {
        sources.add(path, text.as_bytes().to_vec());
    }
    sources
}

/// The difference of specs that have no errors.
pub(crate) fn between(old: &Sources, new: &Sources) -> Diff {
    diff(old, new).unwrap_or_else(|invalid| {
        let problems = invalid.old.iter().map(|problem| problem.render(old, false));
        let problems: Vec<_> =
            problems.chain(invalid.new.iter().map(|p| p.render(new, false))).collect();
        panic!("{}", problems.join("\n"))
    })
}
