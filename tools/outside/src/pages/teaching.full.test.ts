/** @module-tag chromium */
import type { Node } from '@thalweg/graph';
import type { CircuitElement, CircuitWire } from '@thalweg/inspect';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { arranged, pages, putCircuit, type Circuit } from './pages.ts';

const { withPage } = pages();
const narrow = { viewport: { width: 400, height: 900 } };

/** Puts a circuit on the page with attributes that are on. */
async function put(page: Page, which: Circuit, ...attributes: string[]): Promise<void> {
  await putCircuit(page, which, ...attributes);
  await arranged(page);
}

/** The products beside the wires, as one reads them. */
const products = (page: Page): Promise<string[]> =>
  page
    .locator('thalweg-circuit .product:not(.blank)')
    .evaluateAll(lines =>
      lines.map(line => [...line.querySelectorAll('.reading, .operator')].map(one => one.textContent).join(' ')),
    );

/** The boxes and labels that overlap others, as pairs of their texts. */
const overlaps = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const root = document.querySelector('thalweg-circuit')!.shadowRoot!;
    const all = [...root.querySelectorAll<HTMLElement>('.box, .wire-label')];
    const inner = all.map(one => one.getBoundingClientRect());
    return all.flatMap((one, i) =>
      all.slice(i + 1).flatMap((other, j) => {
        const [a, b] = [inner[i]!, inner[i + 1 + j]!];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        return across > 1 && down > 1 ? [`${one.textContent} | ${other.textContent}`] : [];
      }),
    );
  });

/** Starts a journey and returns what its chips said on their way, in order, and whether any are left. */
const travel = (page: Page, name: string, pass: 'forward' | 'backward') =>
  page.evaluate(
    async ([name, pass]) => {
      const element = document.querySelector<CircuitElement>('thalweg-circuit')!;
      const root = element.shadowRoot!;
      const said: string[] = [];
      const note = (): void => {
        for (const { textContent } of root.querySelectorAll('.moving'))
          if (!said.includes(textContent)) said.push(textContent);
      };
      const observer = new MutationObserver(note);
      observer.observe(root, { childList: true, subtree: true, characterData: true });
      await element.travel(globalThis.made.nodes[name]!, { pass, duration: 200 });
      observer.disconnect();
      return { said, left: root.querySelectorAll('.moving').length };
    },
    [name, pass] as const,
  );

describe('products beside the wires', () => {
  it('say upstream × local = downstream, with room for them', () =>
    withPage('blank', async page => {
      await put(page, 'product', 'products');
      await expect
        .poll(async () => (await products(page)).sort())
        .toEqual(['1 × (−4) = −4', '1 × 3 = 3', '−4 × 1 = −4', '−4 × 1 = −4']);
      expect(await overlaps(page)).toEqual([]);
    }));

  it('have room where values flow down, too', () =>
    withPage(
      'blank',
      async page => {
        await put(page, 'neuron', 'products');
        await expect.poll(() => products(page)).toContain('0.1966 × (−1) = −0.1966');
        expect(await page.locator('thalweg-circuit .picture.down').count()).toBe(1);
        expect(await overlaps(page)).toEqual([]);
      },
      narrow,
    ));

  it('are one term for each wire of a value that fans out', () =>
    withPage('blank', async page => {
      await put(page, 'twice', 'products');
      await expect.poll(() => products(page)).toEqual(['1 × 3 = 3', '1 × 3 = 3']);
    }));

  it('wait until the gradient is revealed', () =>
    withPage('blank', async page => {
      await put(page, 'product', 'products');
      await page.evaluate(() => {
        const { x, y, z, q, f } = globalThis.made.nodes;
        const element = document.querySelector<CircuitElement>('thalweg-circuit')!;
        element.revealed = { values: new Set([x!, y!, z!, q!, f!]), gradients: new Set([f!, z!]) };
      });
      await expect.poll(() => products(page)).toEqual(['1 × 3 = 3']);
    }));
});

describe('a page that teaches', () => {
  it('numbers the boxes in topological order', () =>
    withPage('blank', async page => {
      await put(page, 'product', 'numbers');
      const boxes = await page
        .locator('thalweg-circuit .box')
        .evaluateAll(all =>
          all.map(box => ['.number', '.sign'].map(part => box.querySelector(part)!.textContent).join(' ')),
        );
      expect(boxes).toEqual(['1 x', '2 y', '3 +', '4 z', '5 ×']);
    }));

  it('folds four boxes into one, whose local gradient is that of all four', () =>
    withPage('blank', async page => {
      await put(page, 'neuron', 'products');
      await page.evaluate(() => {
        const { f } = globalThis.made.nodes;
        const [d] = f!.inputs;
        const [u] = d!.inputs;
        const [n] = u!.inputs;
        document.querySelector<CircuitElement>('thalweg-circuit')!.folds = { sigmoid: [n!, u!, d!, f!] };
      });
      await expect.poll(() => page.locator('thalweg-circuit .box.group .sign').allTextContents()).toEqual(['sigmoid']);
      await arranged(page);
      await expect.poll(() => products(page)).toContain('1 × 0.1966 = 0.1966');
    }));

  it('shows the picture in its own size if the page asks for that, until the visitor fits it', () =>
    withPage(
      'blank',
      async page => {
        const zoom = () => page.locator('thalweg-circuit .picture').evaluate(({ style }) => Number(style.zoom));
        await put(page, 'neuron');
        expect(await zoom()).toBeLessThan(1);
        await page.evaluate(() => document.querySelector('thalweg-circuit')!.setAttribute('fit', 'off'));
        await expect.poll(zoom).toBe(1);
        await page.locator('thalweg-circuit .fit').click();
        expect(await zoom()).toBeLessThan(1);
      },
      narrow,
    ));

  it('opens the panel of a node without taking the focus', () =>
    withPage('blank', async page => {
      await put(page, 'product');
      await page.evaluate(() => {
        document.querySelector<CircuitElement>('thalweg-circuit')!.opened = globalThis.made.nodes['f'];
      });
      await expect.poll(() => page.locator('thalweg-circuit .panel h3').innerText()).toBe('f = q × z');
      expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    }));
});

describe('a click on a wire', () => {
  it('tells which value it carries and who reads it, on the number and on the line', () =>
    withPage('blank', async page => {
      await put(page, 'product');
      const clicked = page.evaluate(
        () =>
          new Promise<string[]>(resolve => {
            const names = new Map(Object.entries(globalThis.made.nodes).map(([name, node]) => [node as Node, name]));
            const told: string[] = [];
            document.querySelector('thalweg-circuit')!.addEventListener('thalweg-wire', event => {
              const { node, consumers } = (event as CustomEvent<CircuitWire>).detail;
              told.push(`${names.get(node)} to ${consumers.map(one => names.get(one)).join() || 'nobody'}`);
              if (told.length === 3) resolve(told);
            });
          }),
      );
      await page.locator('thalweg-circuit .wire-label').nth(1).click();
      await page.locator('thalweg-circuit .wire-label').last().click();
      await page.locator('thalweg-circuit path').first().dispatchEvent('click');
      expect(await clicked).toEqual(['y to q', 'f to nobody', 'x to q']);
    }));
});

describe('what travels', () => {
  it('forward are the inputs, then the value they make', () =>
    withPage('blank', async page => {
      await put(page, 'product');
      expect(await travel(page, 'q', 'forward')).toEqual({ said: ['−2', '5', '3'], left: 0 });
    }));

  it('backward is the upstream gradient, which becomes the product at the box', () =>
    withPage('blank', async page => {
      await put(page, 'product');
      expect(await travel(page, 'y', 'backward')).toEqual({ said: ['−4', '−4 × 1'], left: 0 });
      expect(await travel(page, 'z', 'backward')).toEqual({ said: ['1', '1 × 3', '3'], left: 0 });
    }));

  it('is a picture of a tensor', () =>
    withPage('blank', async page => {
      await put(page, 'matrices');
      expect((await travel(page, 'a', 'backward')).left).toBe(0);
    }));

  it('arrives at once with reduced motion', () =>
    withPage('blank', async page => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await put(page, 'product', 'flow');
      expect(await travel(page, 'q', 'forward')).toEqual({ said: [], left: 0 });
    }));

  it('is replaced by what travels next, and gone with the element', () =>
    withPage('blank', async page => {
      await put(page, 'product');
      const left = await page.evaluate(async () => {
        const element = document.querySelector<CircuitElement>('thalweg-circuit')!;
        const [first, second] = ['q', 'f'].map(name =>
          element.travel(globalThis.made.nodes[name]!, { pass: 'forward', duration: 60_000 }),
        );
        await first;
        element.remove();
        await second;
        return element.shadowRoot!.querySelectorAll('.moving').length;
      });
      expect(left).toBe(0);
    }));
});

describe('flow', () => {
  it('sends pulses along the wires after a pass, forward and back, and ends', () =>
    withPage('blank', async page => {
      // On a busy machine pulses may have come and gone before anybody looks, so the page notes them from its first frame.
      await page.evaluate(() => {
        const seen = Object.assign(globalThis, { most: 0 });
        const note = (): void => {
          const pulses = document.querySelector('thalweg-circuit')?.shadowRoot?.querySelectorAll('.moving.value');
          seen.most = Math.max(seen.most, pulses?.length ?? 0);
          requestAnimationFrame(note);
        };
        note();
      });
      await putCircuit(page, 'product', 'flow');
      const moving = (role: string) => page.locator(`thalweg-circuit .moving.${role}`).count();
      await expect.poll(() => page.evaluate(() => (globalThis as unknown as { most: number }).most)).toBe(5);
      await expect.poll(() => moving('value')).toBe(0);
      await expect.poll(() => moving('gradient')).toBe(0);
    }));
});
