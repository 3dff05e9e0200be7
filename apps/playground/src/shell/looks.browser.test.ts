import { describe, expect, it } from 'vitest';
import { checkLook, found, looks, pages, reachingOut } from '../testing/looks.ts';
import { builtApp, COMPILED, TIMEOUT } from '../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

describe.each(pages)('$name', { timeout: TIMEOUT }, looked => {
  it('is whole and accessible in a light look on a phone', () =>
    checkLook(inPage, looked, 'light', [{ width: 390, height: 844 }]));
});

it('what is pale, nameless or too wide would be found', { timeout: TIMEOUT }, () =>
  inPage(
    '',
    async page => {
      await page.locator('canvas').waitFor();
      await page.evaluate(() => {
        document.querySelector('h1')!.style.color = '#ddd';
        document.querySelector('main')!.append(document.createElement('button'));
        document.querySelector('h1')!.style.width = '3000px';
      });
      expect((await found(page)).map(text => text.split(':')[0])).toEqual(['button-name', 'color-contrast']);
      expect(await reachingOut(page)).toHaveLength(1);
    },
    { ...looks, colorScheme: 'light' },
  ),
);
