//! The shell commands of the reference, run unchanged.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use feishu_codegen::{Sources, reference};
use feishu_emulator::{App, Emulator};

use crate::{Ran, ran};

/// The apps and the tenant that the pages of the token endpoints have for samples.
const APP: (&str, &str) = ("cli_slkdjalasdkjasd", "dskLLdkasdjlasdKK");
const TENANT: &str = "73658811060f175d";

fn specs(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            specs(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
}

/// The pages of operations, by id.
fn pages() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (mut sources, mut found) = (Sources::new(), Vec::new());
    specs(&root.join("spec"), &mut found);
    for path in found {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        sources.add(name, fs::read(&path).unwrap());
    }
    let (files, _) = reference(&sources, None);
    let id =
        |path: &str| path.strip_prefix("src/operations/")?.strip_suffix(".md").map(str::to_owned);
    files.iter().filter_map(|(path, page)| Some((id(path)?, page.to_owned()))).collect()
}

/// What the page says for the command.
fn line(page: &str) -> &str {
    let (_, rest) = page.split_once("\n```sh\nfeishu ").unwrap();
    rest.split_once("\n```\n").unwrap().0
}

fn shell(line: &str, emulator: &Emulator, folder: &Path, set: &[(&str, String)]) -> Ran {
    let feishu = Path::new(env!("CARGO_BIN_EXE_feishu"));
    let path = std::env::join_paths(
        std::iter::once(feishu.parent().unwrap().to_owned())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let mut command = Command::new("sh");
    command
        .current_dir(folder)
        .args(["-euc", &format!("feishu {line}")])
        .env_clear()
        .env("PATH", path.unwrap())
        .env("FEISHU_APP_ID", APP.0)
        .env("FEISHU_APP_SECRET", APP.1)
        .env("FEISHU_BASE_URL", emulator.base_url())
        .envs(set.iter().map(|(name, value)| (name, value)));
    ran(&command.output().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_line_of_every_page_of_the_reference_is_taken() {
    let pages = pages();
    assert!(pages.len() >= 30, "{}", pages.len());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("resume.pdf"), "a resume").unwrap();
    for (id, page) in &pages {
        // Each on data of its own, since some delete what others need.
        let is_of_store = page.contains("| Apps | store |");
        let app = if is_of_store {
            App::store(APP.0, APP.1).tenant(TENANT)
        } else {
            App::new(APP.0, APP.1)
        };
        let emulator = Emulator::builder().samples().app(app).start().await.unwrap();
        let mut set = Vec::new();
        if is_of_store {
            let ticket = emulator.app_ticket(APP.0).await.unwrap().unwrap();
            set.push(("FEISHU_APP_TICKET", ticket));
            let create = line(&pages["auth.v3.app_access_token.create"]);
            let token =
                shell(&format!("{create} --show-secrets -o json"), &emulator, folder.path(), &set);
            let token = token.ok().json()["app_access_token"].as_str().unwrap().to_owned();
            set.push(("FEISHU_APP_ACCESS_TOKEN", token));
        }
        let ran = shell(line(page), &emulator, folder.path(), &set);
        assert_eq!(ran.status, 0, "{id}: {}{}\n{}", ran.out, ran.err, line(page));
        let asked = emulator.requests();
        assert_eq!(asked.last().and_then(|one| one.operation.as_deref()), Some(id.as_str()));
    }
}
