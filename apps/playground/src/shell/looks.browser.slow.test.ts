import { describe, it } from 'vitest';
import { checkLook, pages } from '../testing/looks.ts';
import { builtApp, COMPILED, TIMEOUT } from '../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

const screens = [
  { width: 360, height: 800 },
  { width: 390, height: 844 },
  { width: 1280, height: 900 },
];

describe.each(pages)('$name', { timeout: TIMEOUT }, looked => {
  it.each(['light', 'dark'] as const)('is whole and accessible in a %s look, from phone to desktop', colorScheme =>
    checkLook(inPage, looked, colorScheme, screens),
  );
});
