import type * as graph from '@thalweg/graph';
import type * as inspect from '@thalweg/inspect';
import type * as miniatures from '@thalweg/miniatures';
import type * as surfaces from '@thalweg/miniatures/surfaces';
import type * as nn from '@thalweg/nn';
import type * as optim from '@thalweg/optim';
import type * as train from '@thalweg/train';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchChromium } from '../launch.ts';
import { servePackages, type PackagesServed } from './packages-served.ts';

declare global {
  /** The packages, as globals of the blank page. */
  var thalweg: {
    readonly graph: typeof graph;
    readonly inspect: typeof inspect;
    readonly miniatures: typeof miniatures;
    readonly nn: typeof nn;
    readonly optim: typeof optim;
    readonly surfaces: typeof surfaces;
    readonly train: typeof train;
  };
}

/** Pages for the tests of a file. `withPage` opens one, and fails if it logs an error. */
export interface Pages {
  readonly withPage: <T>(
    which: 'blank' | 'tenLines',
    use: (page: Page) => Promise<T>,
    options?: BrowserContextOptions,
  ) => Promise<T>;
}

/** Starts Chromium and a server before the tests of a file, and stops both after them. */
export function pages(): Pages {
  let browser: Browser;
  let served: PackagesServed;
  beforeAll(async () => {
    [browser, served] = await Promise.all([launchChromium(), servePackages()]);
  });
  afterAll(async () => {
    await browser?.close();
    served?.close();
  });
  return {
    withPage: async (which, use, options = {}) => {
      const context = await browser.newContext(options);
      try {
        const page = await context.newPage();
        const logged: string[] = [];
        page.on('console', message => message.type() === 'error' && logged.push(message.text()));
        page.on('pageerror', error => logged.push(String(error)));
        await page.goto(served[which]);
        if (which === 'blank') await page.waitForFunction(() => 'thalweg' in globalThis);
        const result = await use(page);
        if (logged.length > 0) throw new Error(`console: must have no errors, got ${logged.join('; ')}.`);
        return result;
      } finally {
        await context.close();
      }
    },
  };
}
