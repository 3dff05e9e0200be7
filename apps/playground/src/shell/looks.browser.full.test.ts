/** @module-tag chromium */
import { describe, expect, it } from 'vitest';
import { checkLook, found, looks, pages, reachingOut } from '../testing/looks.ts';
import { builtApp, COMPILED } from '../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

const screens = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

describe.each(pages)('$name', looked => {
  it('is whole and accessible in a light look, from a phone to a large screen', () =>
    checkLook(inPage, looked, 'light', screens));

  // Both layouts: those between and beyond differ in width alone.
  it('is whole and accessible in a dark look, on a phone and on a desktop', () =>
    checkLook(
      inPage,
      looked,
      'dark',
      screens.filter(({ width }) => width === 360 || width === 1280),
    ));
});

it('what is pale, nameless or too wide would be found', () =>
  inPage(
    '#/descent',
    async page => {
      await page.locator('.u-wrap canvas').waitFor();
      await page.evaluate(() => {
        document.querySelector('h1')!.style.color = '#ddd';
        document.querySelector('main')!.append(document.createElement('button'));
        document.querySelector('h1')!.style.width = '3000px';
      });
      expect((await found(page)).map(text => text.split(':')[0])).toEqual(['button-name', 'color-contrast']);
      expect(await reachingOut(page)).toHaveLength(1);
    },
    { ...looks, colorScheme: 'light' },
  ));
