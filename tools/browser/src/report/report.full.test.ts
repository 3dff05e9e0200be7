/** @module-tag chromium */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../launch.ts';
import { sampleReport } from './sample-report.ts';
import { textsThatOverlap } from './texts-that-overlap.ts';

const shots = new URL('../../../../.nx/screenshots/report/', import.meta.url).pathname;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const widths = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

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

/** Opens the report. Fails if the page logs anything, or requests anything but itself. */
async function withReport(options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
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
}

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

const fits = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

describe.each(['light', 'dark'] as const)('a report in the %s scheme', colorScheme => {
  it.each(['phone', 'desktop'] as const)('as wide as a %s', async width => {
    await withReport({ colorScheme, viewport: widths[width] }, async page => {
      await page.screenshot({ path: `${shots}${width}-${colorScheme}.png`, fullPage: true });
      expect(await fits(page)).toBe(true);
      expect(await textsThatOverlap(page)).toEqual([]);
      expect(await faults(page)).toEqual([]);
    });
  });
});

describe('a report', () => {
  it('can be read with all numbers open', async () => {
    await withReport({ viewport: widths.phone }, async page => {
      const numbers = await page.locator('summary').all();
      // What is wrong in one table is wrong in all, and the check of many takes a minute.
      await numbers.at(-1)!.click();
      expect(await faults(page)).toEqual([]);
      for (const other of numbers.slice(0, -1)) await other.click();
      expect(await page.locator('details[open] td').count()).toBeGreaterThan(1000);
      expect(await fits(page)).toBe(true);
    });
  });

  it('has no overlap at any width', async () => {
    await withReport({ viewport: widths.desktop }, async page => {
      for (const width of [320, 480, 700, 900, 1020, 1600]) {
        await page.setViewportSize({ width, height: 900 });
        expect([width, await fits(page), await textsThatOverlap(page)]).toEqual([width, true, []]);
      }
    });
  });

  it('changes its scheme and its views by the keyboard, without a script', async () => {
    await withReport({ colorScheme: 'light', viewport: widths.desktop }, async page => {
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await ground();
      await page.getByRole('radio', { name: 'Auto' }).focus();
      await page.keyboard.press('ArrowRight');
      expect(await ground()).toBe(light);
      await page.keyboard.press('ArrowRight');
      expect(await ground()).not.toBe(light);
      const figure = page.locator('figure').first();
      const views = () => figure.locator('.view').evaluateAll(all => all.map(view => view.checkVisibility()));
      expect(await views()).toEqual([true, false, false]);
      await figure.getByRole('radio', { name: 'step' }).focus();
      for (const seen of [[false, true, false], [false, false, true]]) {
        await page.keyboard.press('ArrowRight');
        expect(await views()).toEqual(seen);
        expect(await textsThatOverlap(page)).toEqual([]);
      }
    }); // prettier-ignore
  });

  it('prints light, on the width of the paper', async () => {
    await withReport({ colorScheme: 'dark', viewport: { width: 718, height: 1000 } }, async page => {
      await page.emulateMedia({ media: 'print' });
      await page.screenshot({ path: `${shots}print.png`, fullPage: true });
      expect(await fits(page)).toBe(true);
      expect(await textsThatOverlap(page)).toEqual([]);
      expect(await page.evaluate(() => getComputedStyle(document.querySelector('h1')!).color)).toBe('rgb(29, 36, 41)');
      expect((await page.pdf()).length).toBeGreaterThan(10_000);
    });
  });
});

describe('the checks', () => {
  it('find texts that overlap, and text outside of its card', async () => {
    await withReport({ viewport: widths.desktop }, async page => {
      await page.evaluate(() => {
        const [one, other] = document.querySelectorAll<HTMLElement>('.group');
        other!.style.position = 'absolute';
        other!.style.margin = '0';
        other!.style.left = `${one!.getBoundingClientRect().left}px`;
        other!.style.top = `${one!.getBoundingClientRect().top}px`;
        const text = document.querySelector('figure .wide svg text')!;
        text.setAttribute('transform', 'translate(-200, 100)');
      });
      const found = await textsThatOverlap(page);
      expect(found).toContain('Training | Evaluation');
      expect(found.filter(text => text.startsWith('outside: '))).toHaveLength(1);
    });
  });
});
