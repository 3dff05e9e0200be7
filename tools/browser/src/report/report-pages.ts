import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../launch.ts';
import { sampleReport } from './sample-report.ts';
import { textsThatOverlap } from './texts-that-overlap.ts';

/** Pictures worth looking at; made anew by each run. */
export const shots: string = new URL('../../../../.nx/screenshots/report/', import.meta.url).pathname;
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

/** Faults that axe finds in the page. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** True if nothing is wider than the window. */
export const fits = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

/** A scheme of colours and a width in which the report is looked at. */
export type Look = readonly [scheme: 'light' | 'dark', width: keyof typeof widths];

/** Tests how the report looks, and that it is accessible. */
export function reportLooks(withReport: WithReport, looks: readonly Look[]): void {
  it.each(looks)('a report in the %s scheme, as wide as a %s', async (colorScheme, width) => {
    await withReport({ colorScheme, viewport: widths[width] }, async page => {
      await page.screenshot({ path: `${shots}${width}-${colorScheme}.png`, fullPage: true });
      expect(await fits(page)).toBe(true);
      expect(await textsThatOverlap(page)).toEqual([]);
      expect(await faults(page)).toEqual([]);
    });
  });
}
