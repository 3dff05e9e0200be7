/** @module-tag chromium */
import { expect, it } from 'vitest';
import { builtApp, COMPILED } from '../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

it('a link to another stop shows its top, and the keyboard goes on from there', () =>
  inPage(
    '#/lecture',
    async page => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByRole('navigation', { name: 'Stops before and after' }).getByRole('link').last().click();
      await page.getByRole('heading', { level: 1, name: /^2 / }).waitFor();
      expect(await page.evaluate(() => scrollY)).toBe(0);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('room');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('main')?.id)).toBe('room');
    },
    { viewport: { width: 400, height: 700 } },
  ));
