/** @module-tag chromium */
import { describe, expect, it } from 'vitest';
import { pages } from './pages.ts';
import { putCircuit, slotsBecome, slotsHeld } from './put-circuit.ts';
import { arranged, wiresFrom } from './read-circuit.ts';

const { withPage } = pages();

describe('the numbers on the wires', () => {
  it('of (x + y)·z are read from a page of ten lines without a framework', () =>
    withPage('tenLines', async page => {
      await arranged(page);
      expect(await wiresFrom(page, 'x')).toEqual([{ value: '−2', gradient: '−4' }]);
      expect(await wiresFrom(page, 'y')).toEqual([{ value: '5', gradient: '−4' }]);
      expect(await wiresFrom(page, 'z')).toEqual([{ value: '−4', gradient: '3' }]);
      expect(await wiresFrom(page, '+')).toEqual([{ value: '3', gradient: '−4' }]);
      expect(await wiresFrom(page, '×')).toEqual([{ value: '−12', gradient: '1' }]);
    }));

  it('of the neuron are those of the lecture, forward and backward', () =>
    withPage('blank', async page => {
      await page.setViewportSize({ width: 1600, height: 600 });
      await putCircuit(page, 'neuron');
      await arranged(page);
      const read = async (sign: string) => (await wiresFrom(page, sign)).map(wire => Object.values(wire).join(' '));
      expect(await read('w0')).toEqual(['2 −0.1966']);
      expect(await read('x0')).toEqual(['−1 0.3932']);
      expect(await read('w1')).toEqual(['−3 −0.3932']);
      expect(await read('x1')).toEqual(['−2 −0.5898']);
      expect(await read('w2')).toEqual(['−3 0.1966']);
      expect((await read('×')).sort()).toEqual(['6 0.1966', '−2 0.1966']);
      expect(await read('+')).toEqual(['4 0.1966', '1 0.1966']);
      expect(await read('−( )')).toEqual(['−1 −0.1966']);
      expect(await read('exp')).toEqual(['0.3679 −0.5344']);
      expect(await read('+1')).toEqual(['1.3679 −0.5344']);
      expect(await read('1/( )')).toEqual(['0.7311 1']);
    }));

  it('are terms where a value fans out, with their sum at its box', () =>
    withPage('blank', async page => {
      await putCircuit(page, 'fan-out');
      await arranged(page);
      expect((await wiresFrom(page, 'x')).map(({ gradient }) => gradient).sort()).toEqual(['2', '6']);
      const sum = await page.locator('.box:has(.sign:text-is("x")) .sum').textContent();
      expect(sum).toMatch(/^∂(2\+6|6\+2)=8$/);
    }));
});

describe('passes', () => {
  it('are drawn at most once a frame: 1000 of them in a row, once', () =>
    withPage('blank', async page => {
      await putCircuit(page, 'product');
      await arranged(page);
      const drawn = await page.evaluate(async () => {
        const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
        await frame();
        await frame();
        const element = document.querySelector('thalweg-circuit')!;
        const value = element.shadowRoot!.querySelector('[data-wire$="out"] .value')!;
        let [draws, writes] = [0, 0];
        element.addEventListener('thalweg-draw', () => draws++);
        new MutationObserver(records => (writes += records.length)).observe(value, { childList: true });
        const { x, z } = globalThis.made.nodes as Record<string, never>;
        for (let i = 1; i <= 1000; i++) thalweg.graph.feed([x!, i], [z!, 2]);
        await frame();
        await frame();
        await frame();
        return { draws, writes, text: value.textContent };
      });
      expect(drawn).toEqual({ draws: 1, writes: 1, text: '2010' });
    }));

  it('are not heard of while the element is hidden, off screen or removed, and are again after that', () =>
    withPage('blank', async page => {
      await putCircuit(page, 'product');
      await arranged(page);
      expect(await slotsHeld(page)).toBe(8);
      const [hide, show] = [
        () => page.locator('main').evaluate(main => (main.style.display = 'none')),
        () => page.locator('main').evaluate(main => (main.style.display = '')),
      ];
      await hide();
      await slotsBecome(page, 'none');
      await show();
      await slotsBecome(page, 'some');
      await page.locator('main').evaluate(main => (main.style.paddingTop = '3000px'));
      await slotsBecome(page, 'none');
      await page.evaluate(() => scrollTo(0, 3000));
      await slotsBecome(page, 'some');
      await page.evaluate(() => thalweg.graph.feed([globalThis.made.nodes['x'] as never, 1]));
      await page.waitForFunction(
        () =>
          document.querySelector('thalweg-circuit')!.shadowRoot!.querySelector('[data-wire$="out"] .value')!
            .textContent === '−24',
      );
      const removed = await page.evaluateHandle(() => {
        const element = document.querySelector('thalweg-circuit')!;
        element.remove();
        return element;
      });
      expect(await slotsHeld(page)).toBe(0);
      await page.evaluate(element => document.querySelector('main')!.append(element), removed);
      await slotsBecome(page, 'some');
    }));
});
