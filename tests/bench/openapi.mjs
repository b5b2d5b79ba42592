// The operation that is measured, as an OpenAPI document for Prism. Made of the generated schemas whenever it is needed, so
// that Prism checks the same rules as the emulator.

import { readFileSync } from 'node:fs';

const schemas = new URL('../../crates/sdk/feishu-hire/schema/', import.meta.url);
const OPERATION = 'hire.v1.external_offer.update';

const read = (part) => {
  const { $schema, $id, $comment, ...schema } = JSON.parse(readFileSync(new URL(`${OPERATION}.${part}.json`, schemas)));
  return schema;
};

export const request = read('request');
export const response = read('response');

/** The document; `path` with its parameter in braces. */
export function document(path) {
  const { $defs: requestTypes, ...body } = request;
  const { $defs: responseTypes, ...answer } = response;
  const parameter = /\{(\w+)\}/.exec(path)[1];
  const text = JSON.stringify({
    openapi: '3.1.0',
    info: { title: OPERATION, version: '1' },
    paths: {
      [path]: {
        put: {
          operationId: OPERATION,
          security: [{ token: [] }],
          parameters: [{ name: parameter, in: 'path', required: true, schema: { type: 'string' } }],
          requestBody: { required: true, content: { 'application/json': { schema: body } } },
          responses: {
            200: {
              description: 'Replaced.',
              content: { 'application/json': { schema: answer, example: answer.examples[0] } },
            },
          },
        },
      },
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { ...requestTypes, ...responseTypes },
    },
  });
  return text.replaceAll('#/$defs/', '#/components/schemas/');
}
