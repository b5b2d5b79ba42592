"""What goes wrong, as lark-oapi shows it."""

import asyncio

from lark_oapi.api.hire.v1 import ExternalOffer, UpdateExternalOfferRequest
from lark_oapi.core.exception import ObtainAccessTokenException

from sdk import client, equal, report

OFFER, APPLICATION = "7000000000000000004", "7000000000000000001"


def update(sdk, offer_id, attachments):
    offer = ExternalOffer.builder().external_application_id(APPLICATION).attachment_id_list(attachments).build()
    request = UpdateExternalOfferRequest.builder().external_offer_id(offer_id).request_body(offer).build()
    return sdk.hire.v1.external_offer.update(request)


# A wrong secret first: a token of the right one would be taken from the SDK's cache, whatever the secret is.
try:
    update(client("not-the-secret"), OFFER, [])
    raise SystemExit("a wrong secret was taken")
except ObtainAccessTokenException as error:
    equal(error.code, 10015)
    assert "10015" in str(error), error

eleven = [str(number) for number in range(11)]
broken = update(client(), OFFER, eleven)
equal((broken.success(), broken.code, broken.raw.status_code), (False, 1002002, 400))
assert broken.get_log_id(), broken.raw.headers
equal([violation["field"] for violation in broken.error["field_violations"]], ["/attachment_id_list"])
equal(broken.error["log_id"], broken.get_log_id())

# An id that would leave its path segment stays in it.
hostile = update(client(), "elsewhere/../" + OFFER, [])
equal((hostile.success(), hostile.code), (False, 1002002))

# Two things that version 1.7.5 does wrong. When one of these fails, the SDK has mended it, or the emulator broke.
#
# `error` stays a dictionary, since its models do not name its type; the SDK's own accessor trips over that.
try:
    broken.get_troubleshooter()
    raise SystemExit("get_troubleshooter() works")
except AttributeError as error:
    equal(str(error), "'dict' object has no attribute 'troubleshooter'")
assert broken.error["troubleshooter"], broken.error
# Asynchronous calls find no log id: httpx writes header names in lower case, and the SDK looks for another spelling.
offer = ExternalOffer.builder().external_application_id(APPLICATION).attachment_id_list(eleven).build()
request = UpdateExternalOfferRequest.builder().external_offer_id(OFFER).request_body(offer).build()
awaited = asyncio.run(client().hire.v1.external_offer.aupdate(request))
equal((awaited.code, awaited.get_log_id()), (1002002, None))
equal(awaited.raw.headers["x-tt-logid"], awaited.error["log_id"])
report(log_id=broken.get_log_id())
