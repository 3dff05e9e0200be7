/** @module-tag chromium */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { arranged, pages, putCircuit } from './pages.ts';

const { withPage } = pages();

/** What has the focus, by its name for screen readers. */
const focused = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.querySelector('thalweg-circuit')!.shadowRoot!.activeElement?.textContent);

describe('keys', () => {
  it('move along the wires, open what stands behind a product, and close it', () =>
    withPage('blank', async page => {
      await putCircuit(page, 'product');
      await arranged(page);
      // Past the two buttons of the bar.
      for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
      expect(await focused(page)).toMatch(/^[xyz] parameter$/);
      await page.locator('.box:has(.sign:text-is("x"))').focus();
      await page.keyboard.press('ArrowRight');
      expect(await focused(page)).toBe('+ q x + y');
      await page.keyboard.press('ArrowRight');
      expect(await focused(page)).toBe('× f q × z');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => {
        const text = document.querySelector('thalweg-circuit')!.shadowRoot!.querySelector('.panel')?.textContent;
        return text !== undefined && !text.includes('…');
      });
      const rows = await page.locator('.panel .row').allTextContents();
      expect(rows).toEqual(['to q1upstream×−4local=−4downstream', 'to z1upstream×3local=3downstream']);
      await page.keyboard.press('Escape');
      expect(await page.locator('.panel').count()).toBe(0);
      expect(await focused(page)).toBe('× f q × z');
    }));

  it('choose a node, which is told once', () =>
    withPage('blank', async page => {
      await putCircuit(page, 'product');
      await arranged(page);
      const told = page.evaluate(
        () =>
          new Promise(resolve =>
            document.addEventListener(
              'thalweg-select',
              event => {
                const { nodes } = (event as CustomEvent<{ nodes: unknown[] }>).detail;
                resolve(nodes.map(node => node === globalThis.made.nodes['q']));
              },
              { once: true },
            ),
          ),
      );
      await page.locator('.box', { hasText: '+' }).click();
      expect(await told).toEqual([true]);
    }));
});

describe('the table', () => {
  it('has what the picture has, and keeps up', () =>
    withPage('blank', async page => {
      await putCircuit(page, 'product');
      await arranged(page);
      await page.locator('.toggle').click();
      const rows = () =>
        page.locator('tr').evaluateAll(all => all.map(row => [...row.children].map(one => one.textContent)));
      await page.waitForFunction(
        () => !document.querySelector('thalweg-circuit')!.shadowRoot!.querySelector('table')!.textContent.includes('…'),
      );
      expect(await rows()).toEqual([
        ['Node', 'Operation', 'Value', 'Gradient'],
        ['x', '–', '−2', '−4'],
        ['y', '–', '5', '−4'],
        ['q = x + y', '+', '3', '−4'],
        ['z', '–', '−4', '3'],
        ['f = q × z', '×', '−12', '1'],
      ]);
      await page.evaluate(() => thalweg.graph.feed([globalThis.made.nodes['z'] as never, 2]));
      await page.waitForFunction(
        () =>
          document.querySelector('thalweg-circuit')!.shadowRoot!.querySelector('tr:last-child .value')!.textContent ===
          '6',
      );
    }));
});

const phone = { width: 390, height: 720 };

it('a picture that is wider than its place can be seen whole, and again in its own size', () =>
  withPage(
    'blank',
    async page => {
      await putCircuit(page, 'neuron');
      await arranged(page);
      const hidden = () =>
        page.locator('.scroll').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      const last = () => page.locator('.box').last().boundingBox();
      const { width } = (await last())!;
      expect(await hidden()).toBeLessThanOrEqual(1);
      await page.locator('.fit').click();
      await expect.poll(hidden).toBeGreaterThan(5);
      expect((await last())!.width).toBeGreaterThan(1.02 * width);
      await page.locator('.toggle').click();
      expect(await page.locator('.fit').isVisible()).toBe(false);
      await page.locator('.toggle').click();
      await page.locator('.fit').click();
      await expect.poll(hidden).toBeLessThanOrEqual(1);
      await expect.poll(async () => (await last())!.width).toBe(width);
    },
    { viewport: phone },
  ));
