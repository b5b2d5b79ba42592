// The reference site in a real browser.
//
//     node site.mjs HTML_DIR OUT_DIR
//
// Opens three pages, light, dark and as wide as a phone, and searches. The pages are read from the disk, so that whatever is
// asked of a network is asked of somebody else. Screenshots go to OUT_DIR. Says what is wrong and ends with another status
// than 0, or ends with 0.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const { chromium } = createRequire(import.meta.url)('playwright-core');

const [htmlDir, outDir] = process.argv.slice(2);
const root = pathToFileURL(resolve(htmlDir)).href;
const patience = 15_000;

const executablePath = process.env.FEISHU_CHROMIUM ?? '/usr/bin/chromium';
const quiet = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

const pages = {
  overview: 'index.html',
  operation: 'operations/hire.v1.external_offer.update.html',
  type: 'types/hire.v1.ExternalInterview.html',
};

const looks = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 375, height: 760 }, hasTouch: true, deviceScaleFactor: 2 },
};

const complaints = [];
const asked = [];

async function open(context, path) {
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${path}: console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`));
  page.on('requestfailed', (request) => {
    if (!page.isClosed()) complaints.push(`${path}: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${root}/${path}`);
  return page;
}

const shot = (page, name, options = {}) => page.screenshot({ path: join(outDir, `${name}.png`), ...options });

/** How bright the page behind the text is, from 0 to 765. */
const brightness = (page) => page.evaluate(() => {
  const behind = [document.body, document.documentElement].map((it) => getComputedStyle(it).backgroundColor);
  const color = behind.find((it) => !it.endsWith(', 0)')) ?? 'rgb(255, 255, 255)';
  return color.match(/\d+/g).slice(0, 3).map(Number).reduce((sum, part) => sum + part);
});

async function look(browser, name, path, style) {
  const context = await browser.newContext(looks[style]);
  context.setDefaultTimeout(patience);
  const page = await open(context, path);
  await page.locator('main h1').first().waitFor();
  await shot(page, `${name}-${style}`);
  const bright = await brightness(page);
  if (style === 'dark') assert.ok(bright < 250, `the dark page is bright: ${bright}`);
  else assert.ok(bright > 600, `the light page is dark: ${bright}`);
  if (style === 'phone') {
    const wide = await page.evaluate(() => {
      const root = document.documentElement;
      return { page: root.scrollWidth - root.clientWidth, text: document.querySelector('main').scrollWidth - root.clientWidth };
    });
    assert.ok(wide.page <= 0, `the page scrolls sideways by ${wide.page}`);
    assert.ok(wide.text <= 0, `the text is cut off by ${wide.text}`);
    await shot(page, `${name}-${style}-whole`, { fullPage: true });
  }
  await context.close();
}

async function search(browser) {
  const context = await browser.newContext(looks.light);
  context.setDefaultTimeout(patience);
  for (const [words, page] of [
    ['replace external offer', 'operations/hire.v1.external_offer.update.html'],
    ['hire.v1.external_interview.batch_query', 'operations/hire.v1.external_interview.batch_query.html'],
    ['biz_create_time', 'operations/hire.v1.external_offer.create.html'],
  ]) {
    const site = await open(context, 'index.html');
    await site.keyboard.press('s');
    const field = site.locator('#mdbook-searchbar');
    await field.waitFor({ state: 'visible' });
    // It listens to keys.
    await field.pressSequentially(words);
    const results = site.locator('#mdbook-searchresults a');
    await results.first().waitFor();
    const found = await results.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    assert.ok(found.some((link) => link.includes(page)), `${words}: ${page} is not among ${found.join(', ')}`);
    await shot(site, `search-${words.replaceAll(/[^a-z]+/g, '-')}`);
    await results.nth(found.findIndex((link) => link.includes(page))).click();
    await site.waitForURL(`**/${page}**`);
    await site.close();
  }
  await context.close();
}

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
  for (const [name, path] of Object.entries(pages)) {
    for (const style of Object.keys(looks)) await attempt(`${name}, ${style}`, () => look(browser, name, path, style));
  }
  await attempt('the search', () => search(browser));
  await attempt('no error and no warning on the console', () => assert.deepEqual(complaints, []));
  const elsewhere = asked.filter((url) => !url.startsWith(`${root}/`) && !url.startsWith('data:'));
  await attempt('nothing is asked of anybody else', () => assert.deepEqual(elsewhere, []));
  await attempt('the pages were asked for', () => assert.ok(asked.length > 20, `${asked.length}`));
} finally {
  await browser.close();
}
