"""External offers through lark-oapi: create, read, replace, delete."""

from lark_oapi.api.hire.v1 import (
    BatchQueryExternalOfferRequest,
    BatchQueryExternalOfferRequestBody,
    CreateExternalOfferRequest,
    DeleteExternalOfferRequest,
    ExternalOffer,
    UpdateExternalOfferRequest,
)

from sdk import client, equal, fields, ok, report

APPLICATION, ATTACHMENT = "7000000000000000001", "7000000000000000002"
offers = client().hire.v1.external_offer


def create(offer):
    request = CreateExternalOfferRequest.builder().request_body(offer).build()
    return ok(offers.create(request)).external_offer


def query(*ids):
    body = BatchQueryExternalOfferRequestBody.builder().external_offer_id_list(list(ids)).build()
    return ok(offers.batch_query(BatchQueryExternalOfferRequest.builder().request_body(body).build())).items or []


def page(token=None):
    request = BatchQueryExternalOfferRequest.builder().external_application_id(APPLICATION).page_size(1)
    if token:
        request = request.page_token(token)
    # Without a body the SDK sends no content type, and the operation takes one.
    return ok(offers.batch_query(request.request_body(BatchQueryExternalOfferRequestBody.builder().build()).build()))


full = (
    ExternalOffer.builder()
    .external_id("offer-1")
    .external_application_id(APPLICATION)
    .biz_create_time("1721899352428")
    .owner("张三")
    .offer_status("已发送")
    .attachment_id_list([ATTACHMENT])
    .build()
)
first = create(full)
equal(
    fields(first),
    {
        "id": first.id,
        "external_application_id": APPLICATION,
        "biz_create_time": "1721899352428",
        "owner": "张三",
        "offer_status": "已发送",
        "attachment_list": [{"id": ATTACHMENT, "name": "offer.pdf", "size": 2048}],
    },
)
# The same external id once more creates nothing.
equal(create(full).id, first.id)
second = create(ExternalOffer.builder().external_application_id(APPLICATION).owner("王五").build())

equal(sorted(fields(offer)["owner"] for offer in query(first.id, second.id)), sorted(["张三", "王五"]))
head = page()
tail = page(head.page_token)
equal((head.has_more, tail.has_more, len(head.items + tail.items)), (True, False, 2))
equal({offer.id for offer in head.items + tail.items}, {first.id, second.id})

# A full overwrite: omitted fields are cleared, in the response and when read back.
replaced = {"id": first.id, "external_application_id": APPLICATION, "owner": "李四"}
request = (
    UpdateExternalOfferRequest.builder()
    .external_offer_id(first.id)
    .request_body(ExternalOffer.builder().external_application_id(APPLICATION).owner("李四").build())
    .build()
)
equal(fields(ok(offers.update(request)).external_offer), replaced)
equal(fields(query(first.id)), [replaced])

ok(offers.delete(DeleteExternalOfferRequest.builder().external_offer_id(second.id).build()))
equal([offer.id for offer in query(first.id, second.id)], [first.id])
report(kept=first.id, deleted=second.id)
