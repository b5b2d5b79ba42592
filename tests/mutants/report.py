"""The result of each change: a table, and the survivors without an explanation."""
import collections
import json
import re

AREAS_BEGIN, AREAS_END = "<!-- table: written by tests/mutants/run -->", "<!-- end of the table -->"


def last(work):
    """By change, what the last run found."""
    path = work / "results.json"
    found = json.loads(path.read_text()) if path.exists() else []
    return {result["change"]: (result["verdict"], result["test"]) for result in found}


def save(work, results):
    """Keeps what was found, beside what earlier runs found elsewhere, so that `--again` can go on from there."""
    work.mkdir(parents=True, exist_ok=True)
    found = last(work) | {change["key"]: (verdict, test) for change, verdict, test in results}
    new = work / "results.new"
    new.write_text(json.dumps(
        [{"change": key, "verdict": verdict, "test": test} for key, (verdict, test) in found.items()], indent=1))
    new.rename(work / "results.json")


def accepted(root):
    """Survivors that are explained in survivors.md: the lines of code in it."""
    text = (root / "tests/mutants/survivors.md").read_text()
    return set(re.findall(r"(?m)^- `([^`]+)`", text))


def write(root, results, took, whole):
    """Prints the table, and after a run of everything writes it to the README. Returns the exit status."""
    results.sort(key=lambda result: result[0]["number"])
    explained = accepted(root)
    counts = collections.defaultdict(collections.Counter)
    unexplained, seen = [], set()
    for change, verdict, _ in results:
        if verdict in ("survived", "unreached"):
            seen.add(change["key"])
            if change["key"] not in explained:
                unexplained.append(change["name"])
            verdict = "survived"
        counts[change["area"]][{"timeout": "killed"}.get(verdict, verdict)] += 1

    rows = ["| area | killed | survived | not viable | killed of viable |", "|---|---|---|---|---|"]
    total = collections.Counter()
    # Whole modules first, then what is drawn.
    for area, count in sorted(counts.items(), key=lambda entry: entry[0].startswith("drawn")):
        total += count
        rows.append(row(area, count))
    rows.append(row("all", total))
    table = "\n".join(rows)
    print(f"\n{table}\n\n{took}")
    if whole:
        path = root / "tests/mutants/README.md"
        text = path.read_text()
        before, rest = text.split(AREAS_BEGIN)
        after = rest.split(AREAS_END)[1]
        new = f"{before}{AREAS_BEGIN}\n{table}\n\n{took}\n{AREAS_END}{after}"
        path.with_suffix(".new").write_text(new)
        path.with_suffix(".new").rename(path)
        for gone in sorted(explained - seen):
            print(f"survivors.md explains what does not survive: {gone}")
    for name in unexplained:
        print(f"nobody has explained: {name}")
    return 1 if unexplained else 0


def row(area, count):
    killed, survived = count["killed"], count["survived"]
    share = f"{100 * killed / (killed + survived):.1f} %" if killed + survived else ""
    return f"| {area} | {killed} | {survived} | {count['not viable']} | {share} |"
