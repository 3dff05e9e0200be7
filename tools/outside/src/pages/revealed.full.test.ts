/** @module-tag chromium */
import type { Node } from '@thalweg/graph';
import type { CircuitElement } from '@thalweg/inspect';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { arranged, pages, putCircuit, wiresFrom, type Circuit } from './pages.ts';

const { withPage } = pages();

/** Puts a circuit on the page of which values and gradients of these nodes are revealed. */
async function putRevealed(page: Page, values: string[], gradients: string[], which: Circuit = 'product') {
  await putCircuit(page, which);
  await reveal(page, values, gradients);
  await arranged(page);
}

const reveal = (page: Page, values: string[], gradients: string[]): Promise<void> =>
  page.evaluate(
    ([values, gradients]) => {
      const named = (names: string[]) => new Set(names.map(name => globalThis.made.nodes[name]!));
      const element = document.querySelector<CircuitElement>('thalweg-circuit')!;
      element.revealed = { values: named(values), gradients: named(gradients) };
    },
    [values, gradients] as const,
  );

const textOf = (page: Page, sign: string, role: 'value' | 'gradient') =>
  wiresFrom(page, sign).then(wires => wires.map(wire => wire[role]));

/** The nodes that somebody listens to, by their names. */
const heard = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { nodes } = globalThis.made;
    const live = Object.values(nodes)[0]!.circuit!.live;
    const listened = new Set([...live.tapped].map(({ wire }) => wire as Node));
    return Object.entries(nodes).flatMap(([name, node]) => (listened.has(node) ? [name] : []));
  });

/** Sets the node that is current, by its name. */
const point = (page: Page, name: string | undefined): Promise<void> =>
  page.evaluate(name => {
    const node = name === undefined ? undefined : globalThis.made.nodes[name];
    document.querySelector<CircuitElement>('thalweg-circuit')!.current = node;
  }, name);

const current = (page: Page) => page.locator('.box[aria-current] .sign').allTextContents();

describe('what is revealed', () => {
  it('is shown and computed, and nothing else; the picture stays as it is', () =>
    withPage('blank', async page => {
      await putRevealed(page, ['x', 'y'], []);
      expect(await textOf(page, 'x', 'value')).toEqual(['−2']);
      expect(await textOf(page, '+', 'value')).toEqual(['·']);
      expect(await textOf(page, 'x', 'gradient')).toEqual(['·']);
      expect(await heard(page)).toEqual(['x', 'y']);
      const box = await page.locator('.box', { hasText: '×' }).elementHandle();
      await box!.focus();
      await reveal(page, ['x', 'y', 'q'], []);
      await expect.poll(() => textOf(page, '+', 'value')).toEqual(['3']);
      expect(await heard(page)).toEqual(['x', 'y', 'q']);
      await reveal(page, ['x', 'y', 'z', 'q', 'f'], ['f', 'q']);
      await expect.poll(() => textOf(page, '+', 'gradient')).toEqual(['−4']);
      expect(await textOf(page, 'x', 'gradient')).toEqual(['·']);
      await reveal(page, [], []);
      expect(await textOf(page, '×', 'value')).toEqual(['·']);
      expect(await heard(page)).toEqual([]);
      expect(await box!.evaluate(box => (box.getRootNode() as ShadowRoot).activeElement === box)).toBe(true);
    }));

  it('is all when nothing is said of it any more', () =>
    withPage('blank', async page => {
      await putRevealed(page, [], []);
      await page.evaluate(() => (document.querySelector<CircuitElement>('thalweg-circuit')!.revealed = undefined));
      await expect.poll(() => textOf(page, 'x', 'gradient')).toEqual(['−4']);
      expect(await textOf(page, '×', 'value')).toEqual(['−12']);
    }));

  it('of a gradient are also its terms and their sum, and what the panel says of it', () =>
    withPage('blank', async page => {
      await putRevealed(page, ['x', 'y', 'f'], ['f'], 'fan-out');
      const sum = page.locator('.box:has(.sign:text-is("x")) .sum');
      expect(await sum.textContent()).toBe('∂·+·=·');
      await page.locator('.box:has(.sign:text-is("+"))').click();
      await expect.poll(() => page.locator('.panel .row').first().textContent()).toContain('1upstream×·local=·');
      await reveal(page, ['x', 'y', 'f'], ['f', 'x']);
      await expect.poll(() => sum.textContent()).toMatch(/^∂(2\+6|6\+2)=8$/);
    }));

  it('is the same in the table, and for a tensor', () =>
    withPage('blank', async page => {
      await putRevealed(page, ['a'], [], 'matrices');
      const range = (sign: string) => page.locator(`[data-wire^="${sign}"] .value .range`).first().textContent();
      expect(await range('node 0')).toBe('−2 to 1');
      expect(await range('node 1')).toBe('·');
      await page.locator('.toggle').click();
      await expect.poll(() => page.locator('tbody tr').first().textContent()).toContain('−2 to 1');
      expect(await page.locator('tr:last-child .value').textContent()).toBe('·');
    }));
});

describe('the node that is current', () => {
  it('has a mark, and is scrolled into sight without the page', () =>
    withPage(
      'blank',
      async page => {
        await putCircuit(page, 'neuron');
        await point(page, 'f');
        await arranged(page);
        await page.locator('.fit').click();
        await point(page, undefined);
        await point(page, 'f');
        expect(await current(page)).toEqual(['1/( )']);
        const scrolled = () => page.locator('.scroll').evaluate(({ scrollLeft }) => scrollLeft);
        expect(await scrolled()).toBeGreaterThan(100);
        await point(page, 'w0');
        expect(await current(page)).toEqual(['w0']);
        expect(await scrolled()).toBeLessThan(100);
        expect(await page.evaluate(() => scrollY)).toBe(0);
        await page.evaluate(() => (document.querySelector<CircuitElement>('thalweg-circuit')!.current = undefined));
        expect(await current(page)).toEqual([]);
      },
      { viewport: { width: 1000, height: 300 } },
    ));

  it('is the box that it is folded into', () =>
    withPage(
      'blank',
      async page => {
        await putCircuit(page, 'network');
        await point(page, 'logits');
        await arranged(page);
        expect(await current(page)).toEqual(['dense2']);
      },
      { viewport: { width: 1600, height: 900 } },
    ));
});

describe('what was computed anew', () => {
  /** The nodes on whose wires a value or gradient is marked. */
  const marked = (page: Page, role: 'value' | 'gradient') =>
    page.locator(`.wire-label .${role}.recomputed`).evaluateAll(all => all.map(one => one.textContent));
  const put = (page: Page, name: string, value: number) =>
    page.evaluate(([name, value]) => thalweg.graph.feed([globalThis.made.nodes[name] as never, value]), [
      name,
      value,
    ] as const);

  it('is marked until something else is', () =>
    withPage('blank', async page => {
      await putCircuit(page, 'product');
      await arranged(page);
      expect(await marked(page, 'value')).toEqual([]);
      await put(page, 'z', 2);
      await expect.poll(() => marked(page, 'value')).toEqual(['2', '6']);
      expect(await marked(page, 'gradient')).toEqual(['2', '2', '2']);
      await put(page, 'x', 1);
      await expect.poll(() => marked(page, 'value')).toEqual(['1', '6', '12']);
      expect(await marked(page, 'gradient')).toEqual(['6']);
      const outline = () =>
        page.evaluate(() => {
          const one = document.querySelector('thalweg-circuit')!.shadowRoot!.querySelector('.recomputed')!;
          return getComputedStyle(one).outlineStyle;
        });
      expect(await outline()).toBe('none');
      await page.evaluate(() => document.querySelector('thalweg-circuit')!.setAttribute('recomputed', 'on'));
      expect(await outline()).toBe('dotted');
    }));
});

it('an input that is read twice has a row for each time', () =>
  withPage('blank', async page => {
    await putCircuit(page, 'twice');
    await arranged(page);
    await page.locator('.box', { hasText: '×' }).click();
    await expect
      .poll(() => page.locator('.panel .row').allTextContents())
      .toEqual(['to x, input 11upstream×3local=3downstream', 'to x, input 21upstream×3local=3downstream']);
  }));
