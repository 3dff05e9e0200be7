/** @module-tag chromium */
import { isRelease, landingRows } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { textsThatOverlap } from '../../browsers/texts-that-overlap.ts';
import { faults, fits, reportPages, shots, widths } from './report-pages.ts';

const withReport = reportPages();

const looks = (['light', 'dark'] as const).flatMap(colorScheme =>
  (['phone', 'desktop'] as const).map(width => ({ colorScheme, width })),
);

it.each(landingRows('looks of a report', looks))(
  'a report in the $colorScheme scheme, as wide as a $width',
  async ({ colorScheme, width }) => {
    await withReport({ colorScheme, viewport: widths[width] }, async page => {
      await page.screenshot({ path: `${shots}${width}-${colorScheme}.png`, fullPage: true });
      expect(await fits(page)).toBe(true);
      expect(await textsThatOverlap(page)).toEqual([]);
      expect(await faults(page)).toEqual([]);
    });
  },
);

describe('a report', () => {
  it('can be read with all numbers open', async () => {
    await withReport({ viewport: widths.phone }, async page => {
      const numbers = await page.locator('summary').all();
      // What is wrong in one table is wrong in all. A release checks all of them, which takes a minute.
      await numbers.at(-1)!.click();
      expect(await page.locator('details[open] td').count()).toBeGreaterThan(0);
      expect(await faults(page, 'details[open]')).toEqual([]);
      for (const other of numbers.slice(0, -1)) await other.click();
      expect(await page.locator('details[open] td').count()).toBeGreaterThan(1000);
      if (isRelease) expect(await faults(page)).toEqual([]);
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
