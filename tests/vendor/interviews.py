"""External interviews and their assessments through lark-oapi: create, read, replace, change, delete."""

from lark_oapi.api.hire.v1 import (
    BatchQueryExternalInterviewRequest,
    BatchQueryExternalInterviewRequestBody,
    CreateExternalInterviewAssessmentRequest,
    CreateExternalInterviewRequest,
    DeleteExternalInterviewRequest,
    ExternalInterview,
    ExternalInterviewAssessment,
    ExternalInterviewAssessmentDimension,
    PatchExternalInterviewAssessmentRequest,
    UpdateExternalInterviewRequest,
)

from sdk import client, equal, fields, ok, report

APPLICATION = "7000000000000000001"
hire = client().hire.v1
interviews, assessments = hire.external_interview, hire.external_interview_assessment


def create(interview):
    request = CreateExternalInterviewRequest.builder().request_body(interview).build()
    return ok(interviews.create(request)).external_interview


def query(*ids):
    body = BatchQueryExternalInterviewRequestBody.builder().external_interview_id_list(list(ids)).build()
    request = BatchQueryExternalInterviewRequest.builder().request_body(body).build()
    return ok(interviews.batch_query(request)).items or []


question = {"score": 99, "options": ["a", "b"], "assessment_type": 4, "title": "面试测试", "content": "不错"}
assessment = (
    ExternalInterviewAssessment.builder()
    .username("张三")
    .conclusion(2)
    .content("第一次面试")
    .assessment_dimension_list([ExternalInterviewAssessmentDimension(question)])
    .build()
)
first = create(
    ExternalInterview.builder()
    .external_application_id(APPLICATION)
    .participate_status(2)
    .begin_time(1618500278638)
    .end_time(1618500278639)
    .interview_assessments([assessment])
    .build()
)
inner = first.interview_assessments[0]
equal(
    fields(first),
    {
        "id": first.id,
        "external_application_id": APPLICATION,
        "participate_status": 2,
        "begin_time": 1618500278638,
        "end_time": 1618500278639,
        "interview_assessments": [
            {
                "id": inner.id,
                "username": "张三",
                "conclusion": 2,
                "content": "第一次面试",
                "assessment_dimension_list": [question],
            }
        ],
    },
)
second = create(ExternalInterview.builder().external_application_id(APPLICATION).build())

# An assessment added later, and changed: a patch keeps what it does not name.
later = ExternalInterviewAssessment.builder().external_interview_id(second.id).username("王五").conclusion(3).build()
request = CreateExternalInterviewAssessmentRequest.builder().request_body(later).build()
added = ok(assessments.create(request)).external_interview_assessment
change = ExternalInterviewAssessment.builder().conclusion(1).build()
request = PatchExternalInterviewAssessmentRequest.builder().external_interview_assessment_id(added.id)
changed = ok(assessments.patch(request.request_body(change).build())).external_interview_assessment
expected = {"id": added.id, "username": "王五", "conclusion": 1}
equal(fields(changed), {**expected, "external_interview_id": second.id})
equal(fields(query(second.id)[0].interview_assessments), [expected])

replaced = {"id": first.id, "external_application_id": APPLICATION, "begin_time": 1}
request = UpdateExternalInterviewRequest.builder().external_interview_id(first.id)
interview = ExternalInterview.builder().external_application_id(APPLICATION).begin_time(1).build()
equal(fields(ok(interviews.update(request.request_body(interview).build())).external_interview), replaced)
equal(fields(query(first.id)), [replaced])

ok(interviews.delete(DeleteExternalInterviewRequest.builder().external_interview_id(second.id).build()))
equal([interview.id for interview in query(first.id, second.id)], [first.id])
report(kept=first.id, deleted=second.id)
