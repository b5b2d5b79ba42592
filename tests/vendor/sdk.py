"""What the scripts share: a client of the vendor's SDK for the emulator that a Rust test started, and its checks.

`tests/tests/vendor_sdks.rs` gives the emulator in the environment and reads the last line of the output.
"""

import json
import os

import lark_oapi as lark


def client(secret=None):
    """A client as its documentation builds one, with another domain."""
    return (
        lark.Client.builder()
        .app_id(os.environ["FEISHU_APP_ID"])
        .app_secret(secret or os.environ["FEISHU_APP_SECRET"])
        .domain(os.environ["FEISHU_BASE_URL"])
        .log_level(lark.LogLevel.ERROR)
        .build()
    )


def ok(response):
    """`data` of a response that must be a success with a log id. Responses to deletions have no such attribute."""
    assert response.success(), (response.code, response.msg, response.raw.content)
    assert response.get_log_id(), response.raw.headers
    return getattr(response, "data", None)


def equal(found, expected):
    assert found == expected, f"found {found!r}, expected {expected!r}"


def fields(model):
    """A model of the SDK as plain data, without what it does not have."""
    if isinstance(model, list):
        return [fields(item) for item in model]
    if not hasattr(model, "__dict__"):
        return model
    return {name: fields(value) for name, value in vars(model).items() if value is not None}


def report(**found):
    """What the Rust test shall look up in the emulator."""
    print(json.dumps(found))
