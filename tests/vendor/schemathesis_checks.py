"""What Schemathesis cannot know of the platform: why a request that keeps its schema may still be refused.

Loaded by the environment variable SCHEMATHESIS_HOOKS.
"""

import schemathesis

# What is said of a field whose value is well formed. No schema can say what exists.
MAY_BE_SAID = (
    # An id of something that is not there.
    "names no",
    # An idempotency key of something that was deleted meanwhile.
    "was used within",
    # A page token that no query returned.
    "is not what this query was answered",
    # An id of something that belongs to something else.
    "is not the talent of this external application",
    # The pages state how much a page holds at most, and not at least.
    "is less than 1",
    # What else a request must hold depends on what it holds, and the pages say so in sentences.
    "is required for a reward in ",
    "is required unless ",
)


@schemathesis.check
def valid_data_is_refused_only_for_what_it_names(ctx, response, case):
    mode = case.meta.generation.mode if case.meta is not None else None
    if response.status_code != 400 or mode is None or not mode.is_positive:
        return
    violations = response.json().get("error", {}).get("field_violations", [])
    if not violations:
        raise AssertionError(f"refused without a reason: {response.text}")
    for violation in violations:
        if not violation["description"].startswith(MAY_BE_SAID):
            raise AssertionError(f"refused although it keeps the schema: {violation}")
