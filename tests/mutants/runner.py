"""Changes the code in one place after the other and looks whether a test notices. See README.md here."""
import argparse
import collections
import concurrent.futures
import fnmatch
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import compiler
import report
import tests
from switches import Switches

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "target/mutants"
TREE = WORK / "tree"

CORE, CLI, PAGES = "crates/feishu-core/src/", "crates/feishu-cli/src/", "codegen/pages/src/specs/"

# Changed in every place.
WHOLE = {
    "core: policy": [CORE + "policy/*", CORE + "run.rs", CORE + "run/*"],
    "core: tokens": [CORE + "token/*"],
    "core: limits": [CORE + "limit/*"],
    "core: bulk": [CORE + "bulk.rs", CORE + "bulk/*"],
    "core: downloads": [CORE + "download.rs", CORE + "download/*", CORE + "file_name.rs"],
    "core: uploads": [CORE + "upload.rs", CORE + "upload/*"],
    "core: paging": [CORE + "paging.rs", CORE + "paging/*"],
    "cli: bulk": [CLI + "bulk/*"],
    "cli: modify": [CLI + "modify.rs"],
    "codegen: merge": [PAGES + "merge.rs", PAGES + "merge/*"],
    "codegen: draft": [PAGES + "draft.rs"],
    "codegen: files": ["codegen/model/src/files.rs"],
    "codegen: names": ["codegen/model/src/names.rs"],
}
# Otherwise, this many are sampled from these packages. Some of them do not compile.
PACKAGES = {"feishu-core": "crates/feishu-core", "feishu-cli": "crates/feishu-cli",
            "feishu-emulator": "crates/feishu-emulator", "feishu-text": "crates/feishu-text",
            "feishu-codegen-model": "codegen/model", "feishu-codegen-diff": "codegen/diff",
            "feishu-codegen-pages": "codegen/pages", "feishu-codegen-rust": "codegen/rust"}
DRAWN, SEED = 600, 14

# Tests that compile other crates for minutes or count instructions of a quiet process.
WITHOUT = {"tests::stranger", "tests::outside", "tests::other_clients", "feishu-hire::examples", "codegen::growth"}


def changes():
    """All that cargo-mutants would change, each with its area and a number, which is the same in every run."""
    listing = subprocess.run(["cargo", "mutants", "--list", "--json", *(a for p in PACKAGES for a in ("--package", p))],
                             cwd=ROOT, check=True, capture_output=True, text=True)
    found = json.loads(listing.stdout)
    seen = collections.Counter()
    for change in found:
        # Without its line, so that an edit elsewhere changes neither what is drawn nor what is explained.
        what = f"{change['file']}: {change['name'].split(': ', 1)[1]}"
        seen[what] += 1
        change["key"] = what if seen[what] == 1 else f"{what} ({seen[what]})"
        change["area"] = next((area for area, globs in WHOLE.items()
                               if any(fnmatch.fnmatch(change["file"], glob) for glob in globs)), None)
    rest = [change for change in found if change["area"] is None]
    rest.sort(key=lambda change: hashlib.sha256(f"{SEED} {change['key']}".encode()).digest())
    for change in rest[:DRAWN]:
        change["area"] = f"drawn: {change['package']}"
    chosen = [change for change in found if change["area"]]
    for number, change in enumerate(chosen, 1):
        change["number"] = number
    return chosen


def copy_tree():
    """A copy of what git knows of the workspace, in which every package can look its switches up."""
    known = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    known = {file for file in known.split("\0") if file and (ROOT / file).exists()}
    for old in TREE.rglob("*"):
        if old.is_file() and "target" not in old.relative_to(TREE).parts and str(old.relative_to(TREE)) not in known:
            old.unlink()
    # The workspace takes every folder of some names for a package.
    for folder in sorted((path for path in TREE.glob("[!t]*/**/") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    for file in known:
        to = TREE / file
        to.parent.mkdir(parents=True, exist_ok=True)
        # What did not change keeps its time, so that cargo does not build it again.
        if not to.exists() or to.read_bytes() != (ROOT / file).read_bytes():
            shutil.copyfile(ROOT / file, to)
            shutil.copymode(ROOT / file, to)
    shutil.copytree(ROOT / "tests/mutants/switch", TREE / "mutant", dirs_exist_ok=True)
    manifest = (TREE / "Cargo.toml").read_text()
    manifest = manifest.replace("members = [", 'members = ["mutant", ', 1)
    # A change may leave something unused; lints are no tests.
    manifest = re.sub(r"(?m)^(\w+) = (\"(?:deny|warn|forbid)\"|\{ level = .*\})$", "", manifest)
    manifest = manifest.replace("line-tables-only", "none")
    (TREE / "Cargo.toml").write_text(manifest)
    for folder in PACKAGES.values():
        path = TREE / folder / "Cargo.toml"
        text = path.read_text()
        up = "../" * len(pathlib.PurePath(folder).parts)
        path.write_text(text.replace("[dependencies]\n", f'[dependencies]\nmutant = {{ path = "{up}mutant" }}\n', 1))
        root = TREE / folder / "src/lib.rs"
        if root.exists():
            root.write_text(re.sub(r"(?m)^#!\[deny\(.*\)\]$", "", root.read_text()))


def environment():
    env = dict(os.environ, CARGO_INCREMENTAL="0", RUST_BACKTRACE="0", INSTA_UPDATE="no",
               PROPTEST_DISABLE_FAILURE_PERSISTENCE="1", CARGO_TARGET_DIR=str(WORK / "build"))
    # Without its tool a test says so and is not used.
    env.pop("CI", None)
    return env


def alone(change, env):
    """A change that is no switch, built for itself."""
    path = TREE / change["file"]
    text = (ROOT / change["file"]).read_text()
    start, end = Switches(text, []).range(change["span"])
    changed = text.encode()[:start] + change["replacement"].encode() + text.encode()[end:]
    if change["genre"] == "StructField":
        # With the comma behind it.
        changed = text.encode()[:start] + re.sub(rb"^\s*,", b"", text.encode()[end:])
    kept = path.read_bytes()
    path.write_bytes(changed)
    try:
        run, _, programs = compiler.cargo(TREE, env, ["test", "--package", change["package"], "--no-run"])
        if run.returncode:
            return "not viable", ""
        for test in tests.listed(programs, env, WITHOUT):
            out, passed = tests.execute(test.program, test.folder, env, [test.name], 1, tests.LONGEST)
            if not passed:
                return ("timeout" if passed is None else "killed"), f"{test.suite} {test.name}"
        return "survived", ""
    finally:
        path.write_bytes(kept)


def main():
    parser = argparse.ArgumentParser(prog="tests/mutants/run", description=__doc__)
    parser.add_argument("--list", action="store_true", help="print the changes of the areas, and change nothing")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="tests that run at a time")
    parser.add_argument("--without", action="append", default=[], metavar="TESTS",
                        help="do without a suite, such as codegen::malformed, or with 'SUITE NAME' without some of its tests")
    parser.add_argument("--again", action="store_true",
                        help="switch on only what the last run did not see killed, and keep the rest of its results")
    parser.add_argument("area", nargs="*", help="areas, or parts of their names; all of them if none is given")
    options = parser.parse_args()

    chosen = [c for c in changes() if not options.area or any(part in c["area"] for part in options.area)]
    if not chosen:
        areas = ", ".join([*WHOLE, *(f"drawn: {package}" for package in PACKAGES)])
        parser.error(f"there is no such area; there are: {areas}")
    if options.list:
        for change in chosen:
            print(change["number"], change["area"], change["name"], sep="\t")
        return

    kept = report.last(WORK) if options.again else {}

    def keep(results):
        # What is found without some of the tests says nothing of them.
        if not options.without:
            report.save(WORK, results)

    begun = time.monotonic()
    copy_tree()
    env = environment()
    by_file = collections.defaultdict(list)
    for change in chosen:
        by_file[change["file"]].append(change)
    files = {file: Switches((ROOT / file).read_text(), here) for file, here in by_file.items()}
    verdicts = {number: "not viable" if why == "not viable" else "alone"
                for switches in files.values() for number, why in switches.refused.items()}
    try:
        # Most refusals show in a check, which is quick; some only with the features of the whole workspace.
        compiler.settle(TREE, env, files, ["check", "--keep-going", *(a for p in PACKAGES for a in ("-p", p))], verdicts)
        programs = compiler.settle(TREE, env, files, ["test", "--workspace", "--no-run"], verdicts)
    except compiler.Failed as error:
        sys.exit(str(error))
    print(f"{len(chosen)} changes, {len(verdicts)} of them are no switches", flush=True)

    without = WITHOUT | set(options.without)
    used, others = tests.cover(list(tests.listed(programs, env, without)), env, WORK / "cover", options.jobs)
    for name in others:
        print(f"not used, since it fails or takes too long: {name}")
    print(f"{len(used)} tests", flush=True)
    reaching = collections.defaultdict(list)
    for test in used:
        for number in test.reached:
            reaching[number].append(test)

    def judged(change):
        number = change["number"]
        if kept.get(change["key"], ("", ""))[0] in ("killed", "timeout", "not viable"):
            return change, *kept[change["key"]]
        if number in verdicts:
            return change, verdicts[number], ""
        if not reaching[number]:
            return change, "unreached", ""
        return change, *tests.judge(number, reaching[number], env)

    results = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for future in concurrent.futures.as_completed([pool.submit(judged, change) for change in chosen]):
            change, verdict, test = future.result()
            if verdict in ("survived", "unreached"):
                print(f"{verdict}: {change['name']}", flush=True)
            results.append((change, verdict, test))
            if len(results) % 100 == 0:
                keep(results)
    for at, (change, verdict, _) in enumerate(results):
        if verdict == "alone":
            results[at] = (change, *alone(change, env))
            print(f"{results[at][1]}, alone: {change['name']}", flush=True)
            keep([results[at]])
    keep(results)
    hours = (time.monotonic() - begun) / 3600
    took = f"The run took {hours:.1f} hours{', after others that had seen the rest killed' if options.again else ''}."
    whole = not options.area and not options.without
    sys.exit(report.write(ROOT, results, took, whole))


if __name__ == "__main__":
    main()
