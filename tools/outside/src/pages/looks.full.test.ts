/** @module-tag chromium */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isRelease } from '@thalweg/drawn';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { arranged, pages, putCircuit, type Circuit } from './pages.ts';

const shots = new URL('../../../../.nx/screenshots/inspect/', import.meta.url).pathname;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

/** What axe finds wrong that is serious or critical. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

const widths = { phone: { width: 390, height: 720 }, desktop: { width: 1440, height: 900 } };
const circuits: readonly Circuit[] = ['neuron', 'matrices', 'network'];

/** A scheme of colours and a width in which circuits are looked at. */
type Look = readonly [scheme: 'light' | 'dark', width: keyof typeof widths];

/** Each scheme, and each width; a release looks at the others. */
const looks: readonly Look[] = isRelease
  ? [
      ['light', 'desktop'],
      ['dark', 'phone'],
    ]
  : [
      ['light', 'phone'],
      ['dark', 'desktop'],
    ];

const { withPage } = pages();
describe.each(looks)('in the %s scheme, as wide as a %s', (colorScheme, width) => {
  it.each(circuits)('the circuit %s has no serious fault: picture, panel and table', which =>
    withPage(
      'blank',
      async page => {
        await mkdir(shots, { recursive: true });
        const shoot = (what: string) =>
          page.screenshot({ path: `${shots}${which}-${what}-${width}-${colorScheme}.png` });
        await putCircuit(page, which);
        await arranged(page);
        await page.locator('.box:not(.group):not(.source)').last().click();
        await page.locator('.panel').waitFor();
        await shoot('picture');
        expect(await faults(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        await page.locator('.toggle').click();
        await page.locator('table').waitFor();
        await shoot('table');
        expect(await faults(page)).toEqual([]);
      },
      { colorScheme, viewport: widths[width] },
    ),
  );
});
