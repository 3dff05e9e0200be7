import { launchChromium } from '@thalweg/browser/launch';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { buildApp, type Built } from './build.ts';
import { serve, type Host } from './serve.ts';

/** What a test in a browser may take, in milliseconds. */
export const TIMEOUT = 60_000;

/** How a page is opened. */
interface PageOptions extends BrowserContextOptions {
  /** Done to the page before it opens. */
  readonly before?: (page: Page) => Promise<void>;
  /** Errors that may be logged, since a test asks for them. */
  readonly expected?: RegExp;
}

/** Uses the app in a page of its own. An error that the page logs, or a request for a file it has not, fails the test. */
export type UsePage = <T>(fragment: string, use: (page: Page) => Promise<T>, options?: PageOptions) => Promise<T>;

/** What the pages may run: WebAssembly too. */
export const COMPILED = "'self' 'wasm-unsafe-eval'";

/** The built app in Chromium, for the tests of one file. Its pages may run scripts of their own host, and what else is said. */
export function builtApp(script = "'self'"): { readonly inPage: UsePage; readonly folder: () => string } {
  let built: Built;
  let host: Host;
  let browser: Browser;
  beforeAll(async () => {
    // For counting what is left after a garbage collection.
    [built, browser] = await Promise.all([buildApp(), launchChromium(['--js-flags=--expose-gc'])]);
    host = await serve(built.folder, script);
  }, TIMEOUT);
  afterAll(async () => {
    await browser?.close();
    host?.close();
    await built?.remove();
  });
  const inPage: UsePage = async (fragment, use, { before, expected, ...options } = {}) => {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const logged: string[] = [];
      page.on('console', message => message.type() === 'error' && logged.push(message.text()));
      page.on('pageerror', error => logged.push(String(error)));
      page.on('requestfailed', request => logged.push(`no ${request.url()}`));
      await before?.(page);
      await page.goto(host.address + fragment);
      const result = await use(page);
      expect(logged.filter(text => expected === undefined || !expected.test(text))).toEqual([]);
      return result;
    } finally {
      await context.close();
    }
  };
  return { inPage, folder: () => built.folder };
}
