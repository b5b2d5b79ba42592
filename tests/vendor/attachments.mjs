// Files, through @larksuiteoapi/node-sdk: uploading one, what is known of it, and where to look at it.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { client, ok, report } from './sdk.mjs';

const { attachment: attachments } = client().hire;

// The types name no file, yet what is given is sent as a form. A stream needs a name for that, as one of a file has.
const content = Readable.from(['hello']);
content.path = 'offer 1.txt';
// Of an upload alone the SDK gives `data` without the envelope around it, and so no code.
const { id, name } = await attachments.create({ data: { content } });
assert.equal(name, 'offer 1.txt');

const { attachment } = ok(await attachments.get({ path: { attachment_id: id }, params: { type: 3 } }));
assert.deepEqual([attachment.id, attachment.name, attachment.mime], [id, 'offer 1.txt', 'text/plain']);
const { url } = ok(await attachments.preview({ path: { attachment_id: id } }));
assert.ok(url.startsWith(process.env.FEISHU_BASE_URL), url);
report({ uploaded: id, url });
