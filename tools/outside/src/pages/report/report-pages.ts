import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchChromium } from '../../browsers/launch.ts';
import { sampleReport } from './sample-report.ts';

/** Pictures worth looking at; made anew by each run. */
export const shots: string = new URL('../../../../../.nx/screenshots/report/', import.meta.url).pathname;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
export const widths = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

/** Opens the report. Fails if the page logs anything, or requests anything but itself. */
export type WithReport = (options: BrowserContextOptions, use: (page: Page) => Promise<void>) => Promise<void>;

/** Writes a report and starts Chromium before the tests of a file, and removes both after them. */
export function reportPages(): WithReport {
  let browser: Browser;
  let folder: string;
  let address: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'));
    const path = join(folder, 'report.html');
    await Promise.all([writeFile(path, sampleReport()), mkdir(shots, { recursive: true })]);
    address = pathToFileURL(path).href;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });
  return async (options, use) => {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const noticed: string[] = [];
      page.on('console', message => noticed.push(message.text()));
      page.on('pageerror', error => noticed.push(String(error)));
      page.on('request', request => noticed.push(request.url()));
      await page.goto(address);
      await use(page);
      expect(noticed).toEqual([address]);
    } finally {
      await context.close();
    }
  };
}

/** Faults that axe finds in the page, or in a part of it. */
export async function faults(page: Page, part = 'html'): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>(`axe.run('${part}')`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** True if nothing is wider than the window. */
export const fits = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
