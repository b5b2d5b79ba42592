// Requests per second of the emulator and of Prism, for the same operation, from the same load generator, in turns.
//
// A closed loop: each connection sends its next request when it has received the last response. Everything stays on this machine.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { document, request, response } from './openapi.mjs';

const require = createRequire(import.meta.url);
const autocannon = require('autocannon');

const [binary, ...numbers] = process.argv.slice(2);
const [rounds = 7, amount = 3000, connections = 8] = numbers.map(Number);

const [body] = request.examples;
const [answer] = response.examples;
const path = `/open-apis/hire/v1/external_offers/${answer.data.external_offer.id}`;
const processes = [];
const folder = mkdtempSync(join(tmpdir(), 'feishu-bench-'));

/** Starts the emulator with the samples, on a free port. */
async function startEmulator() {
  const child = spawn(binary, ['--samples', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  processes.push(child);
  const [line] = await once(createInterface(child.stdout), 'line');
  const { address, app_id } = JSON.parse(line);
  const token = await fetch(`${address}/open-apis/auth/v3/tenant_access_token/internal`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ app_id, app_secret: 'emulator-secret' }),
  });
  return { name: 'emulator', address, token: (await token.json()).tenant_access_token };
}

/** Starts Prism; it does not say where it listens when it is told to log nothing, so it is asked until it answers. */
async function startPrism() {
  const file = join(folder, 'openapi.json');
  writeFileSync(file, document('/open-apis/hire/v1/external_offers/{external_offer_id}'));
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address();
  listener.close();
  const cli = join(require.resolve('@stoplight/prism-cli/package.json'), '../dist/index.js');
  const options = ['mock', '--host', '127.0.0.1', '--port', String(port), '--verboseLevel', 'silent', file];
  const child = spawn(process.execPath, [cli, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
  processes.push(child);
  const prism = { name: 'prism', address: `http://127.0.0.1:${port}`, token: 't-any' };
  for (let attempt = 0; ; attempt++) {
    try {
      await fetch(prism.address);
      return prism;
    } catch (error) {
      assert.ok(attempt < 300 && child.exitCode === null, `Prism does not answer: ${error.cause ?? error}`);
      await pause(100);
    }
  }
}

const headers = ({ token }) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' });

/** Both must answer the sample alike, and refuse a body that breaks a rule; else they would not do the same work. */
async function check(server) {
  const put = (body) =>
    fetch(server.address + path, { method: 'PUT', headers: headers(server), body: JSON.stringify(body) });
  const good = await put(body);
  assert.deepEqual([good.status, await good.json()], [200, answer], server.name);
  const broken = await put({ ...body, attachment_id_list: Array(11).fill('1') });
  assert.ok([400, 422].includes(broken.status), `${server.name} took a broken body: ${broken.status}`);
}

async function round(server) {
  const url = server.address + path;
  const options = { url, method: 'PUT', headers: headers(server), body: JSON.stringify(body), connections, amount };
  // Its own times are rounded up to whole seconds. This one is from before the first request to the last response.
  let last;
  const start = performance.now();
  const running = autocannon(options);
  running.on('response', () => { last = performance.now(); });
  const result = await running;
  assert.deepEqual([result['2xx'], result.non2xx, result.errors], [amount, 0, 0], `${server.name}: not all succeeded`);
  return (amount * 1000) / (last - start);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  const servers = [await startEmulator(), await startPrism()];
  for (const server of servers) await check(server);
  // Once before it counts: both are faster when they are warm.
  for (const server of servers) await round(server);
  const figures = new Map(servers.map(({ name }) => [name, []]));
  for (let turn = 1; turn <= rounds; turn++) {
    for (const server of servers) figures.get(server.name).push(await round(server));
    const line = [...figures].map(([name, values]) => `${name} ${values.at(-1).toFixed(0)}/s`);
    console.log(`round ${turn}: ${line.join(', ')}`);
  }
  const [emulator, prism] = [...figures.values()].map(median);
  console.log(`median of ${rounds} rounds of ${amount} requests, ${connections} connections, Node ${process.version}:`);
  console.log(`emulator ${emulator.toFixed(0)}/s, prism ${prism.toFixed(0)}/s, ratio ${(emulator / prism).toFixed(1)}`);
} finally {
  for (const child of processes) child.kill();
  rmSync(folder, { recursive: true, force: true });
}
