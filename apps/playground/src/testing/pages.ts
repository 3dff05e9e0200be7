import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { launchChromium } from '@thalweg/outside/launch';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { buildApp } from './build-app.ts';
import { type Host, serve } from './serve.ts';

/** Options for opening a page. */
interface PageOptions extends BrowserContextOptions {
  /** Called with the page before it opens the address. */
  readonly before?: (page: Page) => Promise<void>;
  /** Logged errors that the test expects. */
  readonly expected?: RegExp;
}

/** Opens the app in a new page. A logged error or a failed request fails the test. */
export type UsePage = <T>(fragment: string, use: (page: Page) => Promise<T>, options?: PageOptions) => Promise<T>;

/** The script policy of pages that may also run WebAssembly. */
export const COMPILED = "'self' 'wasm-unsafe-eval'";

/** Serves the built app to Chromium for the tests of one file. `script` is the script policy of its pages. */
export function builtApp(script = "'self'"): { readonly inPage: UsePage; readonly folder: () => string } {
  let folder: string;
  let host: Host;
  let browser: Browser;
  beforeAll(async () => {
    // Tests count the objects that are left after a garbage collection.
    [folder, browser] = await Promise.all([builtFolder(), launchChromium(['--js-flags=--expose-gc'])]);
    host = await serve(folder, script);
  });
  afterAll(async () => {
    await browser?.close();
    host?.close();
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
  return { inPage, folder: () => folder };
}

/**
 * Returns the folder of a production build of the app. All files of tests share the build, whatever process they run in: the
 * first that needs it makes it, and it is deleted after the run.
 */
async function builtFolder(): Promise<string> {
  const folder = join(inject('builds'), 'app');
  /** A file with what went wrong, which is there when the build has ended. */
  const outcome = `${folder}.txt`;
  if (await isFirst(folder)) {
    await writeFile(`${outcome}.new`, await buildApp(folder).then(() => '', String));
    await rename(`${outcome}.new`, outcome);
  }
  while (!existsSync(outcome)) await wait(50);
  const wrong = await readFile(outcome, 'utf8');
  if (wrong !== '') throw new Error(wrong);
  return folder;
}

/** Makes a folder. Returns false if another process has made it. */
async function isFirst(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch {
    return false;
  }
}
