"""External background checks through lark-oapi: create, read, replace, delete."""

from lark_oapi.api.hire.v1 import (
    BatchQueryExternalBackgroundCheckRequest,
    BatchQueryExternalBackgroundCheckRequestBody,
    CreateExternalBackgroundCheckRequest,
    DeleteExternalBackgroundCheckRequest,
    ExternalBackgroundCheck,
    UpdateExternalBackgroundCheckRequest,
)

from sdk import client, equal, fields, ok, report

APPLICATION, ATTACHMENT = "7000000000000000001", "7000000000000000002"
checks = client().hire.v1.external_background_check


def create(check):
    request = CreateExternalBackgroundCheckRequest.builder().request_body(check).build()
    return ok(checks.create(request)).external_background_check


def query(*ids):
    body = BatchQueryExternalBackgroundCheckRequestBody.builder().external_background_check_id_list(list(ids)).build()
    request = BatchQueryExternalBackgroundCheckRequest.builder().request_body(body).build()
    return ok(checks.batch_query(request)).items or []


first = create(
    ExternalBackgroundCheck.builder()
    .external_application_id(APPLICATION)
    .date(1626602069392)
    .name("张三的背调")
    .result("已通过")
    .attachment_id_list([ATTACHMENT])
    .build()
)
equal(
    fields(first),
    {
        "id": first.id,
        "external_application_id": APPLICATION,
        "date": 1626602069392,
        "name": "张三的背调",
        "result": "已通过",
        "attachment_list": [{"id": ATTACHMENT, "name": "offer.pdf", "size": 2048}],
    },
)
second = create(ExternalBackgroundCheck.builder().external_application_id(APPLICATION).build())
equal({check.id for check in query(first.id, second.id)}, {first.id, second.id})

replaced = {"id": first.id, "external_application_id": APPLICATION, "date": 0, "name": "again"}
check = ExternalBackgroundCheck.builder().external_application_id(APPLICATION).date(0).name("again").build()
request = UpdateExternalBackgroundCheckRequest.builder().external_background_check_id(first.id).request_body(check)
equal(fields(ok(checks.update(request.build())).external_background_check), replaced)
equal(fields(query(first.id)), [replaced])

ok(checks.delete(DeleteExternalBackgroundCheckRequest.builder().external_background_check_id(second.id).build()))
equal([check.id for check in query(first.id, second.id)], [first.id])
report(kept=first.id, deleted=second.id)
