/** @module-tag chromium */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../browsers/launch.ts';
import { bundle, callExpression, serve, type Bundle, type Call, type Server } from './hosts.ts';

type Opened = {
  readonly browser: Awaited<ReturnType<typeof launchChromium>>;
  readonly server: Server;
  readonly program: Bundle;
};
const opened: { now?: Opened } = {};

beforeAll(async () => {
  const program = await bundle();
  opened.now = { program, server: await serve(program), browser: await launchChromium() };
});
afterAll(async () => {
  await opened.now?.browser.close();
  opened.now?.server.close();
  await opened.now?.program.remove();
});

/** Opens pages of one browser, and calls functions of the program in them. */
async function pages(count: number): Promise<readonly { readonly page: Page; readonly call: Call }[]> {
  const { browser, server } = opened.now!;
  const context = await browser.newContext();
  const policy = "script-src 'self' 'wasm-unsafe-eval'; worker-src blob: 'self'";
  return Promise.all(
    Array.from({ length: count }, async () => {
      const page = await context.newPage();
      await page.goto(server.page(policy, false));
      const call: Call = (name, ...given) => page.evaluate<never>(callExpression('/program.mjs', name, given));
      return { page, call };
    }),
  );
}

const TEXTS = ['eins', 'zwei', 'drei'];

describe('a log in Chromium', () => {
  it('is served by one page to others, and by the next one once it is closed', async () => {
    const [server, writer, reader, next] = await pages(4);
    const read = reader!.call('readOverBroadcast', 'tabs', 3);
    const appended = writer!.call('appendOverBroadcast', 'tabs', TEXTS);
    await server!.call('serveOverBroadcast', 'tabs');
    expect(await appended).toEqual([1, 2, 3]);
    expect(await read).toEqual(TEXTS);
    await server!.page.close();
    await next!.call('serveOverBroadcast', 'tabs');
    expect(await writer!.call('appendOverBroadcast', 'tabs', ['vier'])).toEqual([1]);
    await writer!.page.context().close();
  });

  it('is served by a worker to its page, and over a port', async () => {
    const [one] = await pages(1);
    expect(await one!.call('throughWorker', TEXTS)).toEqual(TEXTS);
    expect(await one!.call('throughPort', TEXTS)).toEqual(TEXTS);
    await one!.page.context().close();
  });
});
