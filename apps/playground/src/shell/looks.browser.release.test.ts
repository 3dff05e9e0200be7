/** @module-tag chromium */
import { describe, it } from 'vitest';
import { checkLook, pages } from '../testing/looks.ts';
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
