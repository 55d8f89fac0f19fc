// Drives the emulator's page as a user would. EMULATOR_URL, CHROMIUM and SCREENSHOT (a file to write, optional) come from page-test.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const url = process.env.EMULATOR_URL;
const pair = '/crm/objects/2026-03/contacts/101/associations/default/companies/202';
let browser;
let page;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
});

after(async () => {
  await browser?.close();
});

beforeEach(async () => {
  await call('POST', '/emulator/reset');
  page = await browser.newPage({ viewport: { width: 1180, height: 1020 } });
  page.setDefaultTimeout(20_000);
  await page.goto(url);
});

// Uses a new connection for each call: the emulator may close an idle one just as it is used again.
function call(method, path, json) {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: 'Bearer any', ...(json && { 'Content-Type': 'application/json' }) };
    const request = http.request(url + path, { method, headers, agent: false }, async response => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode, headers: response.headers, json: () => JSON.parse(text) });
    });
    request.on('error', reject);
    request.end(json && JSON.stringify(json));
  });
}

const put = (path = pair) => call('PUT', path);

// The page refreshes once a second; this waits until it shows a text.
const shows = (selector, text) => page.locator(selector).filter({ hasText: text }).first().waitFor();

// Not page.waitForFunction, which takes the promise of an async function for true and so does not wait.
async function eventually(check) {
  for (let tries = 0; !(await check()); tries++) {
    assert.ok(tries < 200, `not true within 20 seconds: ${check}`);
    await delay(100);
  }
}

test('shows what was associated and requested', async () => {
  assert.equal((await put()).status, 200);
  assert.equal((await put('/crm/objects/2026-03/contacts/404041/associations/default/companies/202')).status, 404);

  await shows('#associations', '1');
  await shows('#total', '2');
  await shows('#rows', 'contacts/101');
  await shows('#requests .ok', '200');
  await shows('#requests .rejected', '404');
});

test('sets faults and clears them', async () => {
  await page.selectOption('select[name=fault]', { label: '503, Retry-After 2 s' });
  await page.selectOption('select[name=times]', 'always');
  await page.click('#faults button:not([type=button])');
  await shows('#faults-now', 'always=status 503');

  const response = await put();
  assert.equal(response.status, 503);
  assert.equal(response.headers['retry-after'], '2');

  await page.click('#clear');
  await shows('#faults-now', 'None.');
  assert.equal((await put()).status, 200);
});

test('sets limits', async () => {
  const before = (await call('GET', '/emulator/limits')).json();
  try {
    await eventually(async () => (await page.inputValue('[name=tenSecondly]')) !== '');
    await page.fill('[name=tenSecondly]', '1');
    await page.check('[name=retryAfter]');
    await page.click('#limits button');

    await eventually(async () => (await call('GET', '/emulator/limits')).json().tenSecondly === 1);
    assert.equal((await put()).status, 200);
    assert.equal((await put()).status, 429);
  } finally {
    await call('PUT', '/emulator/limits', before);
  }
});

test('resets', async () => {
  await put();
  await shows('#associations', '1');
  await page.click('#reset');
  await shows('#associations', '0');
});

test('another origin can neither read nor change anything', async () => {
  await page.goto('about:blank');
  const changed = await page.evaluate(async base => {
    try {
      await fetch(`${base}/emulator/faults`, { method: 'POST', mode: 'no-cors', body: '{"status":503}' });
      return (await fetch(`${base}/emulator/status`)).ok;
    } catch {
      return false;
    }
  }, url);
  assert.equal(changed, false);
  assert.equal((await call('GET', '/emulator/faults')).json().queued, 0);
});

test('looks as in its picture', { skip: !process.env.SCREENSHOT }, async () => {
  await call('POST', '/emulator/faults', [{ status: 503, times: 3 }, { policy: 'TEN_SECONDLY_ROLLING' }]);
  const inputs = Array.from({ length: 25 }, (_, i) => ({ from: { id: `${101 + i}` }, to: { id: '202' } }));
  await put();
  for (let i = 0; i < 6; i++) {
    await call('POST', '/crm/associations/2026-03/contacts/companies/batch/associate/default', { inputs });
  }
  await put('/crm/objects/2026-03/contacts/404041/associations/default/companies/202');
  await call('POST', '/emulator/faults', { status: 503, retryAfter: 2, times: 3 });
  await shows('#requests', '404041');
  await shows('#faults-now', '3 queued');
  await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });
});
