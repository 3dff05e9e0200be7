/** @module-tag chromium */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { builtApp } from '../../testing/pages.ts';

const { inPage } = builtApp();

describe('the whole circuit', () => {
  const drawn = (page: Page) => page.locator('thalweg-circuit .picture:not(.new) .wire-label').first().waitFor();
  /** The boxes that are called so, from left to right or from top to bottom. */
  const inOrder = (page: Page, names: readonly string[], axis: 'x' | 'y') =>
    page.locator('thalweg-circuit .box.source').evaluateAll(
      (all, [names, axis]) =>
        all
          .map(box => ({ name: box.querySelector('.sign')!.textContent, at: box.getBoundingClientRect()[axis] }))
          .filter(({ name }) => names.includes(name))
          .sort((a, b) => a.at - b.at)
          .map(({ name }) => name),
      [names, axis] as const,
    );
  /** The right edge of what is furthest to the right in the picture, and of the picture’s place. */
  const edges = (page: Page) =>
    page.locator('thalweg-circuit .scroll').evaluate(place => ({
      picture: Math.max(
        ...[...place.querySelectorAll('.box, .wire-label')].map(one => one.getBoundingClientRect().right),
      ),
      place: place.getBoundingClientRect().right,
    }));
  const viewports = { laptop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } };

  it.each([
    ['laptop', '#/circuit?on=sigmoid&at=end'],
    ['laptop', '#/circuit?at=end'],
    ['phone', '#/circuit?at=end'],
    ['phone', '#/circuit?on=sigmoid&at=end'],
  ] as const)('is seen on a %s: %s', (device, address) =>
    inPage(
      address,
      async page => {
        await page.locator('thalweg-circuit').scrollIntoViewIfNeeded();
        const result = page.locator('thalweg-circuit .picture:not(.new) [data-wire$="out"] .value');
        await result.scrollIntoViewIfNeeded();
        await expect.poll(() => result.textContent()).toBe(address.includes('sigmoid') ? '0.7311' : '−12');
        const { picture, place } = await edges(page);
        expect(picture).toBeLessThanOrEqual(place);
        expect(place).toBeLessThanOrEqual(viewports[device].width);
      },
      { viewport: viewports[device] },
    ),
  );

  it('has its inputs in the order of the expression', async () => {
    const names = ['w0', 'x0', 'w1', 'x1', 'w2'];
    await inPage(
      '#/circuit?on=sigmoid',
      async page => {
        await drawn(page);
        expect(await inOrder(page, names, 'y')).toEqual(names);
      },
      { viewport: viewports.laptop },
    );
    await inPage(
      '#/circuit?on=sigmoid',
      async page => {
        await page.locator('thalweg-circuit').scrollIntoViewIfNeeded();
        await page.locator('thalweg-circuit .picture.down').waitFor();
        expect(await inOrder(page, names, 'x')).toEqual(names);
      },
      { viewport: viewports.phone },
    );
  });

  it('shows constants alone in boxes, and calls inputs inputs', () =>
    inPage(
      '#/circuit?on=sigmoid',
      async page => {
        await drawn(page);
        const signs = await page.locator('thalweg-circuit .operation .sign').allTextContents();
        expect(signs).toEqual(expect.arrayContaining(['+1', 'exp', '1/( )']));
        expect(new Set(await page.locator('thalweg-circuit .source .caption').allTextContents())).toEqual(
          new Set(['input']),
        );
      },
      { viewport: viewports.laptop },
    ));
});
