/** @module-tag chromium */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '@thalweg/outside/launch';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSandbox } from '../sandbox/bundle-sandbox.ts';
import type { Report } from '../sandbox/messages.ts';
import { serveFolder, type ServedFolder } from '../serving/serve-folder.ts';

// A bare page with the policy of the site, in which blocks run as in a page of the docs.
const PAGE = `<!doctype html><meta http-equiv="content-security-policy" content="frame-src 'none'"><link rel=icon href="data:,">
<div id=place></div><script type=module>import { startBlock } from './page.js'; Object.assign(window, { startBlock });
document.cookie = 'secret=1'; localStorage.secret = '2';</script>`;

const opened: { folder?: string; site?: ServedFolder; browser?: Browser } = {};
beforeAll(async () => {
  const folder = (opened.folder = await mkdtemp(join(tmpdir(), 'blocks-')));
  const page = { contents: "export { startBlock } from './block-run.ts';", resolveDir: import.meta.dirname };
  await Promise.all([
    bundleSandbox(join(folder, 'sandbox.js')),
    build({
      stdin: page,
      outfile: join(folder, 'page.js'),
      bundle: true,
      format: 'esm',
      conditions: ['@thalweg/source'],
    }),
    writeFile(join(folder, 'index.html'), PAGE),
  ]);
  opened.site = await serveFolder(folder, '/');
  opened.browser = await launchChromium();
});
afterAll(async () => {
  await opened.browser?.close();
  opened.site?.close();
  if (opened.folder !== undefined) await rm(opened.folder, { recursive: true });
});

/** The messages of a block to its page, and the traces in the page: its address, errors, and requests beside those for its files. */
async function ran(code: string): Promise<{ texts: string[]; reports: Report[]; did: string[] }> {
  const { address } = opened.site!;
  const page = await opened.browser!.newPage();
  const did: string[] = [];
  page.on('pageerror', error => did.push(String(error)));
  for (const event of ['dialog', 'popup', 'download'] as const) page.on(event as 'popup', () => did.push(event));
  page.on(
    'response',
    response => !/\/(|page\.js|sandbox\.js)$/.test(new URL(response.url()).pathname) && did.push(response.url()),
  );
  await page.goto(address);
  await page.waitForFunction('startBlock');
  const reports = await page.evaluate(async block => {
    const got: Report[] = [];
    const start = (globalThis as unknown as { startBlock: (options: object) => Promise<unknown> }).startBlock;
    const place = document.querySelector('#place');
    const quiet = new Promise<void>(resolve => {
      const receive = (report: Report): void => {
        got.push(report);
        if (report.kind === 'quiet') resolve();
      };
      void start({ blocks: [block], place, sandbox: './sandbox.js', theme: 'light', receive });
    });
    await quiet;
    return got;
  }, code);
  if (page.url() !== address) did.push(page.url());
  await page.close();
  return { texts: reports.flatMap(report => ('text' in report ? [report.text] : [])), reports, did };
}

const wait = 'await new Promise(resolve => setTimeout(resolve, 200));';

describe('a block', () => {
  it.each([
    ['the page around it', 'parent.document.title', /^SecurityError/],
    ['the address of the page', 'top.location = "about:blank#gone"', /^SecurityError/],
    ['cookies', 'console.log(document.cookie)', /^SecurityError/],
    ['storage', 'console.log(localStorage.secret)', /^SecurityError/],
    ['databases', 'indexedDB.open("a")', /^SecurityError/],
    ['the network', 'await fetch("/x").catch(error => console.log(String(error)))', /Failed to fetch/],
    ['workers', 'new Worker("/x.js")', /SecurityError/],
    ['windows', 'console.log(String(window.open("about:blank")))', /^null$/],
  ])('cannot reach %s', async (_, code, said) => {
    const { texts, did } = await ran(code);
    expect(texts.join()).toMatch(said);
    expect(did).toEqual([]);
  });

  it('loads nothing, sends no form and opens nothing', async () => {
    const { did } = await ran(`
      const add = (tag, fields) => document.body.appendChild(Object.assign(document.createElement(tag), fields));
      add('img', { src: '/a' }); add('script', { src: '/b' }); add('iframe', { src: '/c' }); add('link', { rel: 'prefetch', href: '/d' });
      add('form', { action: '/e' }).submit(); add('a', { href: '/f', download: 'x' }).click(); alert(1); ${wait}`);
    expect(did).toEqual([]);
  });

  it('that goes to another page ends, and asks no other host', async () => {
    const { texts, did } = await ran(`location.href = 'http://other.invalid/?stolen'; ${wait} ${wait}`);
    expect(texts).toEqual(['A block must stay in its frame, got another page. Remove what changes location.']);
    expect(did).toEqual([]);
  });

  it('runs once, and says nothing that does not fit', async () => {
    const { texts, reports, did } = await ran(`
      const forge = message => parent.postMessage(message, '*');
      forge(null); forge('x'); forge({ kind: 'done', shows: 5 }); forge({ kind: 'height', pixels: 1e9 }); forge({ kind: 'ready' });
      forge({ kind: 'printed', line: {}, text: { a: 1 } }); forge({ kind: 'printed', text: 'y'.repeat(1e6) }); ${wait} console.log('ran');`);
    expect(texts.map(text => text.length)).toEqual([10_001, 3]);
    expect(reports.filter(({ kind }) => kind === 'done')).toEqual([{ kind: 'done', shows: [] }]);
    expect(did).toEqual([]);
  });
});

it('other frames and windows cannot speak for a block', async () => {
  const page = await opened.browser!.newPage();
  await page.goto(opened.site!.address);
  await page.waitForFunction('startBlock');
  const got = await page.evaluate(async () => {
    const texts: string[] = [];
    const start = (globalThis as unknown as { startBlock: (options: object) => Promise<unknown> }).startBlock;
    await start({ blocks: ['1'], place: document.querySelector('#place'), sandbox: './sandbox.js', theme: 'light', receive: (report: { text?: string }) => texts.push(report.text ?? '') }); // prettier-ignore
    const other = document.body.appendChild(document.createElement('iframe'));
    postMessage({ kind: 'printed', text: 'forged' }, '*');
    (other.contentWindow as unknown as { eval: (code: string) => void }).eval(
      "parent.postMessage({ kind: 'printed', text: 'forged' }, '*')",
    );
    // The other frame asks the sandbox to run something.
    (other.contentWindow as unknown as { eval: (code: string) => void }).eval(
      "parent.frames[0].postMessage({ kind: 'run', code: 'report.print(7)', linesBefore: 0 }, '*')",
    );
    await new Promise(resolve => setTimeout(resolve, 500));
    return texts;
  });
  await page.close();
  expect(got.filter(text => /forged|7/.test(text))).toEqual([]);
});
