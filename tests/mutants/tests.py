"""The tests: which changes each reaches, and whether one of them notices a change."""
import collections
import concurrent.futures
import dataclasses
import fnmatch
import json
import os
import pathlib
import signal
import subprocess
import time

# Seconds that one test may take to be used, and that all tests of one change may take.
LONGEST = 90
TOTAL = 60
# Tests run fastest first, in parts of this many seconds: most changes are noticed at once.
PARTS = (1.0, 6.0, 40.0, float("inf"))


@dataclasses.dataclass(frozen=True)
class Test:
    program: str
    folder: str
    suite: str
    name: str
    seconds: float = 0.0
    reached: frozenset = frozenset()


def execute(program, folder, env, names, threads, timeout):
    """Runs tests of a program: whether they passed (None: not in time), and what they printed."""
    command = [program, "--exact", *names, f"--test-threads={threads}"]
    # What cargo sets when it runs a test.
    env = dict(env, CARGO_MANIFEST_DIR=folder)
    process = subprocess.Popen(command, cwd=folder, env=env, text=True, errors="replace", stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        return process.communicate(timeout=timeout)[0], process.returncode == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return "", None


def listed(programs, env, without):
    """Every test of the programs that is not ignored, and that `without` does not name by its suite or in full."""
    for program, folder, target in programs:
        suite = f"{pathlib.Path(folder).name}::{target}"
        if suite in without:
            continue
        def names(*arguments):
            run = subprocess.run([program, "--list", "--format", "terse", *arguments], cwd=folder, env=env,
                                 capture_output=True, text=True)
            return [line.removesuffix(": test") for line in run.stdout.splitlines() if line.endswith(": test")]
        ignored = set(names("--ignored"))
        for name in names():
            if name not in ignored and not any(fnmatch.fnmatch(f"{suite} {name}", one) for one in without):
                yield Test(program, folder, suite, name)


def cover(tests, env, scratch, jobs):
    """Runs each test alone. Returns those that pass, with what they reach, and the names of the others.

    What was found is kept as long as no program is built again.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(env["CARGO_TARGET_DIR"], "debug")
    programs = [path for path in (*folder.iterdir(), *(folder / "deps").iterdir()) if not path.suffix and path.is_file()]
    built = max(path.stat().st_mtime_ns for path in programs)
    keeper = scratch / "kept.json"
    kept = json.loads(keeper.read_text()) if keeper.exists() else {}
    known = kept.get("tests", {}) if kept.get("built") == built else {}

    def one(numbered):
        number, test = numbered
        if found := known.get(f"{test.suite} {test.name}"):
            passed, seconds, reached = found
            return passed, dataclasses.replace(test, seconds=seconds, reached=frozenset(reached))
        file = scratch / str(number)
        for old in (file, *scratch.glob(f"{number}.*")):
            old.unlink(missing_ok=True)
        begun = time.monotonic()
        _, passed = execute(test.program, test.folder, dict(env, MUTANT_COVER=str(file)), [test.name], 1, LONGEST)
        seconds = time.monotonic() - begun
        reached = read(file)
        return passed, dataclasses.replace(test, seconds=seconds, reached=reached)

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        results = list(pool.map(one, enumerate(tests)))
    known |= {f"{test.suite} {test.name}": (passed, test.seconds, sorted(test.reached)) for passed, test in results}
    keeper.write_text(json.dumps({"built": built, "tests": known}))
    return ([test for passed, test in results if passed],
            [f"{test.suite} {test.name}" for passed, test in results if not passed])


def read(file):
    """The numbers of the switches that a test reached: in its file, or each as a file beside it."""
    lines = file.read_text().split() if file.exists() else []
    return frozenset(map(int, (*lines, *(path.suffix[1:] for path in file.parent.glob(f"{file.name}.*")))))


def judge(number, reaching, env):
    """Whether a test notices a change, and which."""
    rest = collections.deque(sorted(reaching, key=lambda test: test.seconds))
    total = 0.0
    for part in PARTS:
        groups, seconds = collections.defaultdict(list), 0.0
        while rest and total + rest[0].seconds <= TOTAL and (not groups or seconds + rest[0].seconds <= part):
            test = rest.popleft()
            groups[test.program].append(test)
            seconds += test.seconds
            total += test.seconds
        for program, group in groups.items():
            names = [test.name for test in group]
            allowed = 20 + 4 * sum(test.seconds for test in group)
            out, passed = execute(program, group[0].folder, dict(env, MUTANT=str(number)), names, 2, allowed)
            if passed:
                continue
            failed = [line.split()[1] for line in out.splitlines() if line.startswith("test ") and line.endswith("FAILED")]
            test = failed[0] if failed else names[0]
            return ("killed" if passed is False else "timeout"), f"{group[0].suite} {test}"
    return "survived", ""
