// The emulator's page in a real browser.
//
//     node browser.mjs BASE_URL OUT_DIR CALLS
//
// CALLS is JSON: the calls that the emulator has handled so far, the oldest first, each with `method`, `path`, `status`,
// `code`, `verdict`, and `body` as it was sent. The emulator holds its samples, and an offer with the hostile text below;
// without any call, it holds nothing.
// Screenshots go to OUT_DIR. Says what is wrong and ends with another status than 0, or ends with 0.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { chromium } = createRequire(import.meta.url)('playwright-core');

const [baseUrl, outDir, callsJson] = process.argv.slice(2);
const calls = JSON.parse(callsJson);
const hostile = '<img src=x onerror="window.owned = true">';
const hostileId = '"><script>window.owned=true</script>';
const patience = 15_000;

const executablePath = process.env.FEISHU_CHROMIUM ?? '/usr/bin/chromium';
const quiet = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

const complaints = [];
const asked = [];

async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 860 }, ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A poll that is under way when the page is closed fails, and that is no fault of the page.
    if (!page.isClosed()) complaints.push(`request: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('request', (request) => asked.push(request.url()));
  // So that a test can move the page's time instead of waiting for it.
  await page.clock.install();
  await page.goto(`${baseUrl}/`);
  await page.locator('#connection[data-state=live]').waitFor();
  return page;
}

const shot = (page, name) => page.screenshot({ path: join(outDir, `${name}.png`) });

/** The visible rows of the log, the newest first. */
async function logRows(page) {
  return page.locator('#log tr').evaluateAll((rows) => rows.filter((row) => !row.hidden).map((row) => {
    const text = (name) => row.querySelector(`.c-${name}`).textContent;
    return {
      method: text('method'), path: text('path'), status: Number(text('status')), code: Number(text('code')),
      verdict: row.dataset.verdict,
    };
  }));
}

const told = ({ method, path, status, code, verdict }) => ({ method, path, status, code, verdict });
const newestFirst = calls.map(told).reverse();

const steps = {
  async 'the log shows each call with its verdict, and none of the page itself'(page) {
    await page.locator('#log tr').nth(calls.length - 1).waitFor();
    assert.deepEqual(await logRows(page), newestFirst);
    const color = (verdict) => page.locator(`#log tr[data-verdict=${verdict}] .c-status`).first()
      .evaluate((cell) => getComputedStyle(cell).color);
    assert.notEqual(await color('ok'), await color('refused'));
    await shot(page, 'log-light');
  },

  async 'a call shows its request and what was wrong with it'(page) {
    const bad = calls.findLast((call) => call.verdict === 'refused' && call.body.includes('salary'));
    await page.locator('#log tr', { hasText: bad.path }).filter({ hasText: String(bad.code) }).first().click();
    const detail = page.locator('#detail-body');
    await detail.getByText('Refused · HTTP 400').waitFor();
    assert.match(await detail.innerText(), /\/salary/);
    assert.match(await detail.innerText(), /content-type/);
    const body = detail.locator('pre');
    assert.equal(JSON.stringify(JSON.parse(await body.innerText())), JSON.stringify(JSON.parse(bad.body)));
    await shot(page, 'call-light');
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'hidden' });
  },

  async 'the log is filtered by text and by verdict'(page) {
    await page.getByRole('radio', { name: 'Refused' }).check();
    assert.deepEqual(await logRows(page), newestFirst.filter((call) => call.verdict === 'refused'));
    await page.locator('#filter').fill('TENANT_access_token');
    await page.getByRole('radio', { name: 'All' }).check();
    assert.deepEqual(await logRows(page), newestFirst.filter((call) => call.path.includes('tenant_access_token')));
    await page.locator('#filter').fill('nothing has this text');
    await page.getByText('No call matches the filter.').waitFor();
    await page.locator('#filter').fill('');
    assert.deepEqual(await logRows(page), newestFirst);
  },

  async 'a call that is made meanwhile appears without a reload, on top'(page) {
    await page.evaluate(() => { window.sameDocument = true; });
    const answer = await fetch(`${baseUrl}/open-apis/made/meanwhile`);
    await page.locator('#log tr', { hasText: '/open-apis/made/meanwhile' }).waitFor();
    const [first, ...rest] = await logRows(page);
    const { code } = await answer.json();
    const path = '/open-apis/made/meanwhile';
    assert.deepEqual(first, { method: 'GET', path, status: answer.status, code, verdict: 'refused' });
    assert.deepEqual(rest, newestFirst);
    assert.equal(await page.evaluate(() => window.sameDocument), true);
  },

  async 'a paused log stands still until it goes on'(page) {
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('#connection[data-state=paused]').waitFor();
    const before = (await logRows(page)).length;
    await fetch(`${baseUrl}/open-apis/made/in-a-pause`);
    const polls = asked.length;
    // Several periods of the page's own clock, and it has not asked.
    await page.clock.fastForward(5000);
    assert.equal(asked.length, polls);
    assert.equal((await logRows(page)).length, before);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.locator('#log tr', { hasText: '/open-apis/made/in-a-pause' }).waitFor();
  },

  async 'a kind and an object of it are opened, and its JSON is shown'(page) {
    const stored = await (await fetch(`${baseUrl}/_emulator/objects`)).json();
    for (const { kind, count } of stored.kinds) {
      const entry = page.locator(`#kinds a[data-view="${kind}"]`);
      assert.equal(await entry.locator('.count').innerText(), String(count), kind);
    }
    await page.getByRole('link', { name: /^external_offer / }).click();
    const id = '6989202908470446380';
    await page.getByRole('link', { name: id }).click();
    await page.locator('#detail-heading', { hasText: id }).waitFor();
    const shown = JSON.parse(await page.locator('#detail-body pre').innerText());
    const answer = await fetch(`${baseUrl}/_emulator/objects/external_offer/${id}`);
    assert.deepEqual(shown, await answer.json());
    await shot(page, 'object-light');
  },

  async 'hostile text stays text'(page) {
    await page.locator('#find-id').fill(hostileId);
    await page.locator('#find-id').press('Enter');
    await page.locator('#detail-heading', { hasText: hostileId }).waitFor();
    assert.equal(JSON.parse(await page.locator('#detail-body pre').innerText()).owner, hostile);
    await page.getByRole('link', { name: /^Requests/ }).click();
    for (const call of calls.filter((one) => one.body.includes('onerror'))) {
      await page.locator('#log tr', { hasText: call.path }).first().click();
      await page.locator('#detail-body', { hasText: 'onerror' }).waitFor();
    }
    await shot(page, 'hostile-light');
    assert.equal(await page.locator('main img, aside img, main script, aside script').count(), 0);
    assert.equal(await page.evaluate(() => window.owned), undefined);
  },

  async 'the keyboard alone reaches a call and leaves it'(page) {
    await page.goto(`${baseUrl}/#/requests`);
    await page.locator('#log tr').first().locator('a').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('#detail-body .verdict').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#detail').waitFor({ state: 'hidden' });
    assert.equal(await page.evaluate(() => document.activeElement.closest('#log tr') !== null), true);
  },
};

const ofNothing = {
  async 'an empty log says how to begin, without the secret'(page) {
    const empty = page.locator('#log-empty');
    await empty.getByText('Nothing has been asked yet.').waitFor();
    const { app_ids: [appId] } = await (await fetch(`${baseUrl}/_emulator/about`)).json();
    const text = await empty.innerText();
    assert.ok(text.includes(baseUrl) && text.includes(appId), text);
    assert.ok(!(await page.content()).includes('emulator-secret'));
    await shot(page, 'empty-log-light');
  },

  async 'an empty list says how to fill it'(page) {
    await page.getByRole('link', { name: /^external_offer / }).click();
    await page.getByText('There is no external_offer yet.').waitFor();
    assert.match(await page.locator('#list-empty').innerText(), /_emulator\/seed/);
    await shot(page, 'empty-list-light');
  },

  async 'an object that is not there is said not to be'(page) {
    await page.locator('#find-id').fill('1');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByText('There is no external_offer 1.').waitFor();
    // The browser itself logs on the console that the response was 404.
    assert.match(complaints.pop(), /404/);
  },
};

const alone = {
  async 'the dark page'(browser) {
    const page = await openPage(browser, { colorScheme: 'dark' });
    await page.locator('#log tr[data-verdict=refused]').first().click();
    await page.locator('#detail-body .verdict').waitFor();
    await shot(page, 'call-dark');
    await page.getByRole('link', { name: /^external_interview / }).click();
    await page.locator('#list tr').first().click();
    await page.locator('#detail-body pre').waitFor();
    await shot(page, 'object-dark');
    const [red, green, blue] = await page.evaluate(
      () => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
    assert.ok(red + green + blue < 150, 'the page is not dark');
    await page.context().close();
  },

  async 'the width of a phone, where nothing is cut off'(browser) {
    const page = await openPage(browser, { viewport: { width: 375, height: 760 }, hasTouch: true, deviceScaleFactor: 2 });
    await page.locator('#log tr').first().waitFor();
    await shot(page, 'log-phone');
    await page.locator('#log tr[data-verdict=refused]').first().click();
    await page.locator('#detail-body .verdict').waitFor();
    await shot(page, 'call-phone');
    await page.locator('#close').click();
    await page.getByRole('link', { name: /^external_offer / }).click();
    await page.locator('#list tr').first().waitFor();
    await shot(page, 'objects-phone');
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wider, 0, 'the page scrolls sideways');
    await page.context().close();
  },
};

async function attempt(name, step) {
  try {
    await step();
  } catch (error) {
    console.error(`failed: ${name}\n${error.message}`);
    process.exitCode = 1;
  }
}

await mkdir(outDir, { recursive: true });
const browser = await chromium.launch({ executablePath, args: quiet });
try {
  const page = await openPage(browser);
  for (const [name, step] of Object.entries(calls.length > 0 ? steps : ofNothing)) await attempt(name, () => step(page));
  for (const [name, step] of Object.entries(calls.length > 0 ? alone : {})) await attempt(name, () => step(browser));
  await attempt('no error and no warning on the console', () => assert.deepEqual(complaints, []));
  const elsewhere = asked.filter((url) => !url.startsWith(`${baseUrl}/`) && !url.startsWith('data:'));
  await attempt('nothing is asked of anybody else', () => assert.deepEqual(elsewhere, []));
} finally {
  await browser.close();
}
