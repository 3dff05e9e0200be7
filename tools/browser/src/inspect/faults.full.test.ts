/** @module-tag chromium */
import { expect, it } from 'vitest';
import type { Source } from '@thalweg/graph';
import { pages } from './pages.ts';
import { putCircuit } from './put-circuit.ts';
import { arranged } from './read-circuit.ts';

const { withPage } = pages();
it('a pass that fails is told in its own words, and forgotten when the next one does not', () =>
  withPage('blank', async page => {
    await putCircuit(page, 'columns');
    await arranged(page);
    const put = (a: number[], b: number[]) =>
      page.evaluate(
        ([one, other]) => {
          const { a, b } = globalThis.made.nodes as Record<string, Source>;
          thalweg.graph.feed([a!, one], [b!, other]);
        },
        [a, b] as const,
      );
    const message = page.locator('.message');
    await put([1, 2], [1, 2, 3]);
    await message.waitFor();
    expect(await message.textContent()).toMatch(/^add: .*got \[2\] and \[3\]/);
    await put([1, 2, 3], [1, 2, 3]);
    await message.waitFor({ state: 'hidden' });
    await page.waitForFunction(
      () =>
        document.querySelector('thalweg-circuit')!.shadowRoot!.querySelector('[data-wire$="out"] .value')!
          .textContent === '12',
    );
  }));

it('without its layout library there is a table, and a line that says why', async () => {
  const told = withPage('blank', async page => {
    await page.route('**/dagre*', route => route.abort());
    await putCircuit(page, 'product');
    await page.locator('tr', { hasText: 'f = q × z' }).locator('.value', { hasText: '−12' }).waitFor();
    expect(await page.locator('.message').textContent()).toContain('dagre');
  });
  // The page’s own report of the file that did not come.
  await expect(told).rejects.toThrow(/^console: must have no errors, got Failed to load resource: net::ERR_FAILED\.$/);
});
