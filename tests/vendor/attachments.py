"""Files, through lark-oapi: what is known of one, and where to look at it. It cannot upload one."""

import os

from lark_oapi.api.hire.v1 import CreateAttachmentRequest, GetAttachmentRequest, PreviewAttachmentRequest

from sdk import client, equal, ok, report

attachments = client().hire.v1.attachment

# The request has no place for a file, so what is sent is a form without one, or no form at all. When a version has such a
# place, this fails, and the upload belongs here.
assert not hasattr(CreateAttachmentRequest.builder(), "request_body")
refused = attachments.create(CreateAttachmentRequest.builder().build())
equal((refused.success(), refused.code), (False, 1002002))

attachment = "7000000000000000002"
known = ok(attachments.get(GetAttachmentRequest.builder().attachment_id(attachment).type(1).build())).attachment
equal((known.id, known.name), (attachment, "offer.pdf"))
preview = ok(attachments.preview(PreviewAttachmentRequest.builder().attachment_id(attachment).build()))
assert preview.url.startswith(os.environ["FEISHU_BASE_URL"]), preview.url
report(uploaded=None)
