"""External applications through lark-oapi: create, list, replace, delete."""

from lark_oapi.api.hire.v1 import (
    CreateExternalApplicationRequest,
    DeleteExternalApplicationRequest,
    ExternalApplication,
    ListExternalApplicationRequest,
    UpdateExternalApplicationRequest,
)

from sdk import client, equal, fields, ok, report

TALENT = "7000000000000000003"
applications = client().hire.v1.external_application


def create(application):
    request = CreateExternalApplicationRequest.builder().request_body(application).build()
    return ok(applications.create(request)).external_application


def page(size, token=None):
    request = ListExternalApplicationRequest.builder().talent_id(TALENT).page_size(size)
    return ok(applications.list((request.page_token(token) if token else request).build()))


full = {
    "job_recruitment_type": 1,
    "job_title": "高级Java",
    "resume_source": "lagou",
    "stage": "1",
    "talent_id": TALENT,
    "termination_reason": "不符合期望",
    "delivery_type": 1,
    "modify_time": 1618500278644,
    "create_time": 1618500278644,
    "termination_type": "health",
}
first = create(ExternalApplication({"external_id": "application-1", **full}))
equal(fields(first), {"id": first.id, **full})
second = create(ExternalApplication.builder().talent_id(TALENT).build())

head = page(1)
tail = page(1, head.page_token)
equal((head.has_more, tail.has_more), (True, False))
equal([application.id for application in head.items + tail.items], [first.id, second.id])

replaced = {"id": first.id, "talent_id": TALENT, "stage": "2"}
request = UpdateExternalApplicationRequest.builder().external_application_id(first.id)
application = ExternalApplication.builder().talent_id(TALENT).stage("2").build()
equal(fields(ok(applications.update(request.request_body(application).build())).external_application), replaced)
equal(fields(page(10).items[0]), replaced)

request = DeleteExternalApplicationRequest.builder().external_application_id(second.id).talent_id(TALENT).build()
equal(fields(ok(applications.delete(request)).external_application), {"id": second.id, "talent_id": TALENT})
equal([application.id for application in page(10).items], [first.id])
report(kept=first.id, deleted=second.id)
