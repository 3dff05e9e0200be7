import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from '@thalweg/outside/launch';
import { textsThatOverlap } from '@thalweg/outside/texts-that-overlap';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { figuresOf } from './flights-program.ts';

const shots = new URL('../../../../.nx/screenshots/flights/', import.meta.url).pathname;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const widths = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

/** Opens the report. Fails if the page logs anything, or requests anything but itself. */
type WithReport = (options: BrowserContextOptions, use: (page: Page) => Promise<void>) => Promise<void>;

/** Writes the report of so many rows and starts Chromium before the tests of a file, and removes both after them. */
export function reportPages(rows: number): WithReport {
  let browser: Browser;
  let folder: string;
  let address: string;
  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), 'flights-'));
    const path = join(folder, 'report.html');
    await figuresOf('--rows', String(rows), '--report', path);
    address = pathToFileURL(path).href;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
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

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** A scheme of colours and a width in which the report is looked at. */
type Look = readonly [scheme: 'light' | 'dark', width: keyof typeof widths];

/** Tests that the report has no fault and no overlap in some looks. */
export function reportLooks(withReport: WithReport, looks: readonly Look[]): void {
  it.each(looks)(
    'the report in the %s scheme, as wide as a %s, has no fault and no overlap',
    async (colorScheme, width) => {
      await withReport({ colorScheme, viewport: widths[width] }, async page => {
        await page.screenshot({ path: `${shots}${width}-${colorScheme}.png`, fullPage: true });
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
        expect(await textsThatOverlap(page)).toEqual([]);
        expect(await faults(page)).toEqual([]);
      });
    },
  );
}

/** Tests that the report has its charts and sections. */
export function reportShowsAll(withReport: WithReport): void {
  it('the report shows all that was promised', async () => {
    await withReport({ viewport: widths.desktop }, async page => {
      const charts = await page.locator('figure').count();
      expect(charts).toBe(8);
      const text = await page.locator('body').innerText();
      for (const part of [
        'Along the stream',
        'By batches',
        'Calibration',
        'ROC curve',
        'What the logistic model needs',
      ])
        expect(text).toContain(part);
    });
  });
}
