"""Cargo on the copy of the workspace, and which changes the compiler refuses."""
import json
import pathlib
import subprocess

# Refused as a switch and maybe not as a change: in a `const fn`, where nothing can be looked up.
ALONE = {"E0015", "E0492", "E0493", "E0658"}
LIMIT = 30


class Failed(Exception):
    """The copy does not compile, and no change is to blame."""


def cargo(tree, env, arguments):
    """Runs cargo: whether it succeeded, errors, and the test programs that it built."""
    run = subprocess.run(["cargo", *arguments, "--message-format=json"], cwd=tree, env=env, capture_output=True, text=True)
    errors, programs = [], []
    for line in run.stdout.splitlines():
        message = json.loads(line) if line.startswith("{") else {}
        if message.get("reason") == "compiler-message" and message["message"]["level"] == "error":
            errors.append(message["message"])
        elif message.get("reason") == "compiler-artifact" and message["executable"] and message["profile"]["test"]:
            folder = pathlib.Path(message["manifest_path"]).parent
            programs.append((message["executable"], str(folder), message["target"]["name"]))
    return run, errors, programs


def settle(tree, env, files, arguments, verdicts):
    """Builds, and takes out what the compiler refuses until it refuses nothing. `verdicts` says why by number."""
    for _ in range(LIMIT):
        marks = {}
        for file, switches in files.items():
            text, marks[file] = switches.render(verdicts.keys())
            path = tree / file
            if path.read_text() != text:
                path.write_text(text)
        run, errors, programs = cargo(tree, env, arguments)
        if run.returncode == 0:
            return programs
        refused = {}
        for error in errors:
            code = (error["code"] or {}).get("code", "")
            for number in blamed(error, marks):
                refused[number] = "alone" if code in ALONE else "not viable"
        if not refused.keys() - verdicts.keys():
            raise Failed("\n".join(error["rendered"] for error in errors[:5]) or run.stderr[-2000:])
        verdicts.update(refused)
    raise Failed(f"the compiler still refuses changes after {LIMIT} builds")


def blamed(error, marks):
    """The changes that an error is about: the smallest switches that hold the first of its places that is in one."""
    spans = sorted(error["spans"], key=lambda span: not span["is_primary"])
    spans += [span for child in error["children"] for span in child["spans"]]
    for span in spans:
        start, end = span["byte_start"], span["byte_end"]
        here = marks.get(span["file_name"], ())
        held = [m for m in here if m[0] <= start and end <= m[1]] or [m for m in here if m[0] < end and start < m[1]]
        if held:
            least = min(end - start for start, end, _ in held)
            return {number for start, end, number in held if end - start == least}
    # A match that lacks the arm that a switch guards: the last arm before the place where the compiler wants one.
    for span in spans:
        here = [other for other in spans if other["file_name"] == span["file_name"]]
        last = max(other["byte_end"] for other in here)
        before = [m for m in marks.get(span["file_name"], ()) if span["byte_start"] < m[0] <= last]
        if before:
            return {max(before)[2]}
    return set()
