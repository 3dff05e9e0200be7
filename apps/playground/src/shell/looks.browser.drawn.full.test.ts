/** @module-tag chromium */
import { landingRows } from '@thalweg/drawn';
import { expect, it } from 'vitest';
import { checkLook, looks, pages } from '../testing/looks.ts';
import { found, reachingOut } from '../testing/page-checks.ts';
import { builtApp, COMPILED } from '../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

const screens = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

/** The screens of each look. In the dark there are both layouts: those between and beyond differ in width alone. */
const screensOf = {
  light: screens,
  dark: screens.filter(({ width }) => width === 360 || width === 1280),
};

const rows = (['light', 'dark'] as const).flatMap(look => pages.map(looked => ({ ...looked, look })));

it.each(landingRows('looks of the playground', rows, ({ look }) => look))(
  '$name is whole and accessible in a $look look, on each screen',
  ({ look, ...looked }) => checkLook(inPage, looked, look, screensOf[look]),
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
