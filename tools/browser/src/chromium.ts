import type { Browser, Page } from 'playwright-core';
import type { Bundle } from './bundle.ts';
import { callExpression, type Call } from './call.ts';
import { launchChromium } from './launch.ts';
import { serve } from './serve.ts';

/** A running Chromium. */
export interface Chromium {
  /** Calls functions of the bundle, each in a new page with a content security policy. */
  readonly under: (policy: string, options?: { readonly isolated?: boolean }) => Call;
  readonly close: () => Promise<void>;
}

/** Starts the system’s Chromium in headless mode and serves a bundle to it. */
export async function openChromium(bundle: Bundle): Promise<Chromium> {
  const browser = await launchChromium();
  const server = await serve(bundle);
  return {
    under:
      (policy, { isolated = false } = {}) =>
      (name, ...given) =>
        inFreshPage(browser, async page => {
          await page.goto(server.page(policy, isolated));
          return page.evaluate<never>(callExpression('/program.mjs', name, given));
        }),
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}

/** Uses a page in a new browser context. Throws if the page logs an error. */
async function inFreshPage<T>(browser: Browser, use: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const logged: string[] = [];
    page.on('console', message => message.type() === 'error' && logged.push(message.text()));
    page.on('pageerror', error => logged.push(String(error)));
    const result = await use(page);
    if (logged.length > 0) throw new Error(`console: must have no errors, got ${logged.join('; ')}.`);
    return result;
  } finally {
    await context.close();
  }
}
