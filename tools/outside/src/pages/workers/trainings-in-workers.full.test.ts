/** @module-tag chromium */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { key, randomInteger } from '@thalweg/tensor';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launchChromium } from '../../browsers/launch.ts';
import { callExpression } from '../../hosts/hosts.ts';
import type * as program from './page-program.ts';

const opened: { browser?: Browser; server?: Server; context?: BrowserContext } = {};

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ['page-program', 'training-worker'].map(name => fileURLToPath(new URL(`${name}.ts`, import.meta.url))),
    conditions: ['@thalweg/source', 'module'],
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    outdir: 'out',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    logLevel: 'silent',
  });
  const files = new Map(outputFiles.map(({ path, text }) => [`/${basename(path)}`, text]));
  opened.server = createServer(({ url }, response) => {
    const script = files.get(url!);
    if (script !== undefined) response.setHeader('content-type', 'text/javascript').end(script);
    else if (url!.endsWith('.mjs')) response.writeHead(404).end();
    else response.setHeader('content-type', 'text/html').end(`<!doctype html><title>${url}</title>`);
  });
  await once(opened.server.listen(0, '127.0.0.1'), 'listening');
  opened.browser = await launchChromium();
});

afterAll(async () => {
  await opened.browser?.close();
  opened.server?.closeAllConnections();
  opened.server?.close();
});

const address = (path: string): string => `http://127.0.0.1:${(opened.server!.address() as AddressInfo).port}${path}`;

/** Opens a page in a context that the test closes. */
async function openPage(browser = opened.browser!): Promise<Page> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(address('/'));
  return page;
}

type Program = typeof program;

function call<K extends keyof Program>(
  page: Page,
  name: K,
  ...given: Parameters<Program[K]>
): Promise<Awaited<ReturnType<Program[K]>>> {
  return page.evaluate<never>(callExpression('/page-program.mjs', name, given));
}

const stepOf = (page: Page): Promise<number> => page.evaluate<number>('watched.step');

/** Waits until the training of a page has gone on. */
async function goesOn(page: Page): Promise<void> {
  const before = await stepOf(page);
  await expect.poll(() => stepOf(page)).toBeGreaterThan(before + 50);
}

describe('a training in a worker of a page', () => {
  it('comes to the bits of one in the page, though its worker is killed at 30 random moments', async () => {
    const count = 12_000;
    const page = await openPage();
    const moments = Array.from({ length: 30 }, (_, n) => 1 + randomInteger(key(3), n, count / 8 - 1));
    const expected = await call(page, 'trainHere', count);
    const { losses, bits, workers } = await call(page, 'trainKilled', count, moments);
    expect(losses).toEqual(expected.losses);
    expect(bits).toBe(expected.bits);
    expect(workers).toBeGreaterThan(10);
    await expect.poll(() => page.workers().length).toBe(0);
  });

  it('leaves no worker behind after 50 starts and stops', async () => {
    const page = await openPage();
    expect(await call(page, 'startAndStop', 50)).toBe(50);
    await expect.poll(() => page.workers().length).toBe(0);
  });

  it('says so if its script is not found', async () => {
    const page = await openPage();
    expect(await call(page, 'withoutScript')).toContain('WorkerError: connectTraining: the worker must live');
  });

  it('goes on while its page is hidden, and after it was frozen', async () => {
    const page = await openPage();
    await call(page, 'watch');
    await goesOn(page);
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('Emulation.setFocusEmulationEnabled', { enabled: false });
    const other = await page.context().newPage();
    await other.bringToFront();
    await goesOn(page);
    await devTools.send('Page.setWebLifecycleState', { state: 'frozen' });
    await devTools.send('Page.setWebLifecycleState', { state: 'active' });
    await goesOn(page);
  });

  it(
    'goes on after its page was left and returned from the back-forward cache',
    { tags: ['whole-chromium'] },
    async () => {
      const ignoreDefaultArgs = ['--disable-back-forward-cache'];
      const browser = await launchChromium([], { isWhole: true, ignoreDefaultArgs });
      onTestFinished(() => browser.close());
      const page = await openPage(browser);
      await call(page, 'watch');
      await goesOn(page);
      await page.goto(address('/elsewhere'));
      await page.goBack({ waitUntil: 'commit' });
      await expect.poll(() => page.evaluate<boolean>('watched.returned')).toBe(true);
      await goesOn(page);
    },
  );
});
