import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '@thalweg/outside/launch';
import { buildApp } from 'playground/build-app';
import { serve } from 'playground/serve';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Options for opening a page. */
interface PageOptions extends BrowserContextOptions {
  /** Called with the page before it opens the address. */
  readonly before?: (page: Page) => Promise<void>;
}

/** The built playground in Chromium. */
export interface Playground {
  readonly browser: Browser;
  /** Uses a new page, with a cache of its own: of the playground, or an empty one without a fragment. An error in it fails. */
  readonly inPage: <T>(
    fragment: string | undefined,
    use: (page: Page) => Promise<T>,
    options?: PageOptions,
  ) => Promise<T>;
  readonly close: () => Promise<void>;
}

let built: Promise<string> | undefined;

/** Opens the playground in a Chromium of its own. It is built when it is first asked for. */
export async function openPlayground(): Promise<Playground> {
  const host = await serve(await (built ??= build()), "'self' 'wasm-unsafe-eval'");
  const browser = await launchChromium();
  return {
    browser,
    async inPage(fragment, use, { before, ...options } = {}) {
      const context = await browser.newContext(options);
      try {
        const page = await context.newPage();
        const errors: string[] = [];
        page.on('pageerror', error => errors.push(String(error)));
        await before?.(page);
        if (fragment !== undefined) await page.goto(host.address + fragment);
        const result = await use(page);
        if (errors.length > 0) throw new Error(`the page must have no errors, got ${errors.join('; ')}`);
        return result;
      } finally {
        await context.close();
      }
    },
    async close() {
      await browser.close();
      host.close();
    },
  };
}

async function build(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await buildApp(folder);
  return folder;
}
