/** @module-tag chromium */
import { expect, it } from 'vitest';
import { checkLook, found, looks, pages, reachingOut } from '../testing/looks.ts';
import { builtApp, COMPILED } from '../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

// A release looks at all pages, at all widths in a light look, and at both layouts in a dark one.
it.each(pages)('$name is whole and accessible in a light look on a phone', looked =>
  checkLook(inPage, looked, 'light', [{ width: 360, height: 740 }]),
);

it.each(pages.filter((_, n) => n % 3 === 0))('$name is whole and accessible in a dark look on a desktop', looked =>
  checkLook(inPage, looked, 'dark', [{ width: 1280, height: 800 }]),
);

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
