// An offer is made, replaced and read by a client that another generator made of openapi.json. The address, the app and what
// the objects are come in the environment; what was read goes to standard output.

import createClient from 'openapi-fetch';
import type { paths as Auth } from './auth';
import type { paths as Hire } from './hire';

const address = (name: string): string => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`${name} is not set`);
    return value;
};
const baseUrl = address('BASE_URL');

async function main(): Promise<void> {
    const auth = createClient<Auth>({ baseUrl });
    const issued = await auth.POST('/open-apis/auth/v3/tenant_access_token/internal', {
        body: { app_id: address('APP_ID'), app_secret: address('APP_SECRET') },
    });
    const token = issued.data?.tenant_access_token;
    if (token === undefined) throw new Error(JSON.stringify(issued.error));

    const hire = createClient<Hire>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
    const made = await hire.POST('/open-apis/hire/v1/external_offers', {
        body: { external_application_id: address('APPLICATION'), owner: '张三' },
    });
    const given = made.data?.data?.external_offer?.id;
    if (given === undefined || given === null) throw new Error(JSON.stringify(made.error));
    // Servers also write ids as numbers, and the document says so.
    const id = String(given);

    const replaced = await hire.PUT('/open-apis/hire/v1/external_offers/{external_offer_id}', {
        params: { path: { external_offer_id: id } },
        body: { external_application_id: address('APPLICATION'), owner: '李四', offer_status: '已接受' },
    });
    const found = await hire.POST('/open-apis/hire/v1/external_offers/batch_query', {
        params: { query: { page_size: 10 } },
        body: { external_offer_id_list: [id] },
    });
    // Eleven attachments are one more than the page allows: types cannot say so, and the server does.
    const refused = await hire.PUT('/open-apis/hire/v1/external_offers/{external_offer_id}', {
        params: { path: { external_offer_id: id } },
        body: { external_application_id: address('APPLICATION'), attachment_id_list: Array(11).fill('1') },
    });
    console.log(
        JSON.stringify({
            replaced: replaced.data?.data?.external_offer,
            found: found.data?.data?.items,
            refused: refused.error?.code,
            status: refused.response.status,
        }),
    );
}

main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
});
