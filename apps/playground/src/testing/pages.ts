import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { buildApp, type Built } from './build.ts';
import { openChromium } from './chromium.ts';
import { serve, type Host } from './serve.ts';

/** What a test in a browser may take, in milliseconds. */
export const TIMEOUT = 60_000;

/** Uses the app in a page of its own. An error that the page logs, or a request for a file it has not, fails the test. */
export type UsePage = <T>(
  fragment: string,
  use: (page: Page) => Promise<T>,
  options?: BrowserContextOptions,
) => Promise<T>;

/** The built app in Chromium, for the tests of one file. */
export function builtApp(): { readonly inPage: UsePage; readonly folder: () => string } {
  let built: Built;
  let host: Host;
  let browser: Browser;
  beforeAll(async () => {
    [built, browser] = await Promise.all([buildApp(), openChromium()]);
    host = await serve(built.folder);
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    host?.close();
    await built?.remove();
  });
  const inPage: UsePage = async (fragment, use, options) => {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const logged: string[] = [];
      page.on('console', message => message.type() === 'error' && logged.push(message.text()));
      page.on('pageerror', error => logged.push(String(error)));
      page.on('requestfailed', request => logged.push(`no ${request.url()}`));
      await page.goto(host.address + fragment);
      const result = await use(page);
      expect(logged).toEqual([]);
      return result;
    } finally {
      await context.close();
    }
  };
  return { inPage, folder: () => built.folder };
}
