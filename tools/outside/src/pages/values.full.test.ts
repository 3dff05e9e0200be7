/** @module-tag chromium */
import type { Node, Source } from '@thalweg/graph';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { arranged, pages, putCircuit, slotsBecome, slotsHeld, wiresFrom } from './pages.ts';

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

const wide = { viewport: { width: 1600, height: 900 } };

/** Whether somebody listens to what Adam remembers. */
const heard = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const [loss] = globalThis.made.shown as readonly Node[];
    return [...loss!.circuit!.live.tapped].some(
      ({ wire }) => wire.register === undefined && /^adam\./.test((wire as Node).name),
    );
  });

it('a network with its optimizer is folded: layers, backward pass and Adam are boxes', () =>
  withPage(
    'blank',
    async page => {
      await putCircuit(page, 'network');
      await arranged(page);
      const groups = await page.locator('.box.group .sign').allTextContents();
      expect(groups.sort()).toEqual(['adam', 'backward pass', 'dense1', 'dense2']);
      const [layer] = await wiresFrom(page, 'dense1');
      expect(layer).toEqual({
        value: expect.stringMatching(/^\[2, 128\]−?[\d.]+ to [\d.]+\d+ % zeros$/),
        gradient: expect.stringMatching(/^\[2, 128\]/),
      });
    },
    wide,
  ));

it('a box opens into its operations, and only then is it computed for the view', () =>
  withPage(
    'blank',
    async page => {
      await putCircuit(page, 'network');
      await arranged(page);
      expect(await heard(page)).toBe(false);
      await page.locator('[data-box="group adam"]').evaluate((box: HTMLElement) => box.focus());
      await page.keyboard.press('Enter');
      await page.locator('.frame').waitFor();
      const names = await page.locator('.box.source .sign').allTextContents();
      expect(names).toEqual(expect.arrayContaining(['adam.m(dense1/weight)', 'adam.v(dense2/bias)']));
      await page.locator('.box:has(.sign:text-is("adam.m(dense1/weight)"))').focus();
      await expect.poll(() => heard(page)).toBe(true);
      await page.keyboard.press('Escape');
      await page.locator('[data-box="group adam"]').waitFor();
      expect(await page.locator('.frame').count()).toBe(0);
      expect(
        await page.evaluate(() => document.querySelector('thalweg-circuit')!.shadowRoot!.activeElement?.textContent),
      ).toContain('adam');
    },
    wide,
  ));

it('an open layer shows weights, and a step moves them', () =>
  withPage(
    'blank',
    async page => {
      await putCircuit(page, 'network');
      await arranged(page);
      await page.locator('[data-box="group dense1"]').click();
      await page.locator('.frame').waitFor();
      await arranged(page);
      const before = await wiresFrom(page, 'dense1/bias');
      expect(before[0]!.value).toBe('[128]0 to 0100 % zeros');
      await page.evaluate(() => void globalThis.made.step!());
      await page.waitForFunction(() =>
        [...document.querySelector('thalweg-circuit')!.shadowRoot!.querySelectorAll('.wire-label')].some(label =>
          label.textContent.startsWith('[128]−1e−3 to 1e−3'),
        ),
      );
      await page.locator('.fold', { hasText: 'dense1' }).click();
      await page.locator('[data-box="group dense1"]').waitFor();
    },
    wide,
  ));

it('NaN and ∞ have a badge', () =>
  withPage('blank', async page => {
    await putCircuit(page, 'matrices');
    await arranged(page);
    const quotient = (await wiresFrom(page, '÷'))[0]!;
    expect(quotient.value).toBe('[2, 2]−2 to 125 % zerosNaN');
    expect(await page.locator('.value .badge:visible').first().getAttribute('title')).toBe('NaN × 1');
    expect((await wiresFrom(page, 'a'))[0]!.value).toBe('[2, 2]−2 to 150 % zeros');
  }));

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
