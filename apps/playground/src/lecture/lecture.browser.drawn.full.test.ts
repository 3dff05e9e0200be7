/** @module-tag chromium */
import { landingRows } from '@thalweg/drawn';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { builtApp } from '../testing/pages.ts';
import { stops } from './stops.ts';

const { inPage } = builtApp();

/** A stop as a visitor goes through it: the numbers that the page shows before and after the one thing to do. */
interface Visit {
  readonly stop: string;
  /** The answer that is right. */
  readonly answer: string;
  readonly before: readonly [before: string, now: string];
  readonly act: (page: Page) => Promise<unknown>;
  readonly after: readonly [before: string, now: string];
  /** A part of the sentence after it. */
  readonly says: string;
}

// In the order of the lecture.
const visits: readonly Visit[] = [
  {
    stop: 'batches',
    answer: 'with 1, one example at a time',
    before: ['0.983', '0.983'],
    async act(page) {
      const size = (of: string) => page.getByRole('radio', { name: of, exact: true });
      await size('50').check({ force: true });
      await expect.poll(() => reading(page)).toEqual(['0.983', '0.349']);
      expect(await page.locator('[data-counts]').innerText()).toBe('500 gradients computed, 10 updates made');
      await size('50').press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
    },
    after: ['0.983', '0.168'],
    says: '500 gradients, 500 updates',
  },
  {
    stop: 'noise',
    answer: 'J ends about 100 times nearer to its least value',
    before: ['0.00669', '0.00669'],
    async act(page) {
      const points = page.getByRole('region', { name: 'Scene' }).getByRole('slider');
      // At the top of the page, the lines below the picture grow and shrink without moving it.
      await page.evaluate(() => scrollTo(0, 0));
      const { x, y, width } = (await page.locator('[data-picture=noise] svg').boundingBox())!;
      // A stroke of the pointer down to the lower right moves the last points.
      await page.mouse.move(x + width * 0.6, y + 90);
      await page.mouse.down();
      await page.mouse.move(x + width - 20, y + 140, { steps: 8 });
      await page.mouse.up();
      // The last point is below the pointer.
      const last = (await points.nth(5).boundingBox())!;
      expect(Math.abs(last.y + last.height / 2 - (y + 140))).toBeLessThan(2);
      // Keys move each to its place: eight levels with each page, from the top.
      for (let i = 0; i < 6; i++) {
        await points.nth(i).press('End');
        for (let page = 0; page <= i; page++) await points.nth(i).press('PageDown');
      }
      expect(await points.nth(5).getAttribute('aria-valuetext')).toBe('4.98e−4');
    },
    after: ['0.00669', '0.00006'],
    says: 'The steps die out, and the noise with them',
  },
  {
    stop: 'minima',
    answer: 'nearly all',
    before: ['0', '0'],
    async act(page) {
      await expect.poll(() => text(page, 'sentence')).toContain('Without noise all runs are the same');
      const noise = page.getByRole('slider', { name: 'strength of the noise' });
      await noise.press('End');
      await expect.poll(() => reading(page)).toEqual(['0', '20']);
      await noise.fill('3.1');
      await noise.press('ArrowLeft');
    },
    after: ['0', '19'],
    says: '19 of 20 runs cross the hill',
  },
  {
    stop: 'ravine',
    answer: 'about half of them',
    before: ['100', '100'],
    async act(page) {
      await page.getByRole('slider', { name: 'decay of the velocity' }).focus();
      await page.keyboard.press('End');
      for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowLeft');
    },
    after: ['100', '49'],
    says: 'With γ = 0.9, 49 steps cross the floor',
  },
  {
    stop: 'rare',
    answer: 'by 0.05',
    before: ['1.00', '1.00'],
    async act(page) {
      const send = page.getByRole('button', { name: 'Send the rare feature' });
      await send.click();
      await expect.poll(() => text(page, 'sentence')).toContain('One example with the rare feature');
      for (let i = 0; i < 9; i++) await send.press('Enter');
    },
    after: ['0.81', '0.05'],
    says: 'SGD has hardly begun with its weight',
  },
  {
    stop: 'rates',
    answer: 'about 0.003',
    before: ['0.100', '0.100'],
    async act(page) {
      const t = page.getByRole('slider', { name: 'step that you look at' });
      const { x, y, width } = (await page.locator('[data-picture=rates] svg').boundingBox())!;
      await page.mouse.move(x + 60, y + 100);
      await page.mouse.down();
      await page.mouse.move(x + width / 2, y + 100);
      await page.mouse.up();
      await expect.poll(async () => Number(await text(page, 'now'))).toBeLessThan(0.05);
      await t.press('End');
    },
    after: ['0.100', '0.00316'],
    says: 'RMSprop still takes 0.100',
  },
  {
    stop: 'units',
    answer: 'SGD’s 400 metres, Adadelta’s as before',
    before: ['0.400', '0.400'],
    act: page => page.getByRole('slider', { name: 'factor of the loss' }).press('End'),
    after: ['0.400', '400'],
    says: 'Adadelta still goes 0.00316 metres',
  },
  {
    stop: 'adam',
    answer: 'longer, about 0.3',
    before: ['0.100', '0.100'],
    act: page => page.getByRole('checkbox', { name: 'bias correction' }).press('Space'),
    after: ['0.100', '0.316'],
    says: 'The first step is 3.16 times too long',
  },
  {
    stop: 'difference',
    answer: 'it shrinks, then grows again',
    before: ['0.61', '0.61'],
    async act(page) {
      const h = page.getByRole('slider', { name: 'distance of the difference' });
      // 80 positions are a distance of 10⁻⁹.
      await h.fill('80');
      await expect.poll(() => reading(page)).toEqual(['0.61', '10⁻⁶']);
      expect(await text(page, 'sentence')).toContain('agrees with f(2) in 8 of 16 digits');
      await h.press('End');
    },
    after: ['0.61', '−1.3'],
    says: 'The derivative comes out as 10.7, not 12',
  },
  {
    stop: 'chain',
    answer: '40',
    before: ['[2, 0, 12]', '[2, 0, 12]'],
    async act(page) {
      const upstream = page.getByRole('slider', { name: 'upstream gradient of y₂' });
      await upstream.press('ArrowRight');
      await expect.poll(() => reading(page)).toEqual(['[2, 0, 12]', '[2, 4, 6]']);
      await upstream.press('End');
      const picture = page.locator('[data-picture=chain] svg');
      expect(await picture.getAttribute('aria-label')).toContain('14 × 2 = 28');
    },
    after: ['[2, 0, 12]', '[2, 40, −48]'],
    says: '10 × 4 = 40',
  },
  {
    stop: 'wires',
    answer: '−4, as it arrived',
    before: ['1', '1'],
    async act(page) {
      // Boxes come in topological order: x, y, +, z, ×.
      const numbers = page.locator('thalweg-circuit .box .number');
      expect(await numbers.allTextContents()).toEqual(['1', '2', '3', '4', '5']);
      await page.locator('thalweg-circuit .wire-label', { hasText: '5' }).click();
      await expect.poll(() => products(page)).toEqual(['−4 × 1 = −4', '1 × (−4) = −4']);
    },
    after: ['1', '−4 × 1 = −4'],
    says: 'the box + passes on what it gets: −4 to y',
  },
  {
    stop: 'neuron',
    answer: '0.1966 × (−1) = −0.1966',
    before: ['1', '1'],
    async act(page) {
      const back = page.getByRole('button', { name: 'One box back' });
      const way = ['d −0.5344', 'u −0.5344', 'n −0.1966', 't 0.1966', 's 0.1966', 'p0 0.1966', 'w0 −0.1966'];
      for (const [wire, gradient] of way.map(one => one.split(' '))) {
        await back.press('Enter');
        await expect.poll(() => page.locator('.reading .what').innerText()).toContain(`at ${wire}:`);
        expect((await text(page, 'now')).split(' = ').at(-1)).toBe(gradient);
      }
      expect(await reading(page)).toEqual(['1', '0.1966 × (−1) = −0.1966']);
      await expect.poll(() => products(page)).toContain('0.1966 × (−1) = −0.1966');
      await page.getByRole('checkbox', { name: 'fold four boxes into one' }).press('Space');
      await expect.poll(() => page.locator('thalweg-circuit .box.group .sign').allTextContents()).toEqual(['sigmoid']);
      await expect.poll(() => products(page)).toContain('1 × 0.1966 = 0.1966');
    },
    after: ['1', '1 × 0.1966 = 0.1966'],
    says: 'f(1 − f) = 0.7311 × (1 − 0.7311) = 0.1966',
  },
];

/** The products beside the wires of a circuit, as one reads them. */
const products = (page: Page): Promise<string[]> =>
  page
    .locator('thalweg-circuit .product:not(.blank)')
    .evaluateAll(lines =>
      lines.map(line => [...line.querySelectorAll('.reading, .operator')].map(one => one.textContent).join(' ')),
    );

/** The number of controls of the scene that a visitor can use: those in an inert part, or in an element there, are none. */
const operable = (page: Page): Promise<number> =>
  page
    .getByRole('region', { name: 'Scene' })
    .locator('input:enabled, button:enabled, [role=slider]:not([aria-disabled=true])')
    .evaluateAll(
      all =>
        all.filter(one => {
          const root = one.getRootNode();
          return (root instanceof ShadowRoot ? root.host : one).closest('[inert]') === null;
        }).length,
    );

const text = (page: Page, name: string) => page.locator(`[data-${name}]`).innerText();

/**
 * Returns the fragment of the address once the page has written it, which it does at most every 500 ms: its timer began earlier than
 * this one, so it ends earlier, also where the machine is busy.
 */
const addressOf = (page: Page): Promise<string> =>
  page.evaluate(() => new Promise(resolve => setTimeout(() => resolve(location.hash), 600)));

const reading = async (page: Page) => [await text(page, 'before'), await text(page, 'now')];

describe.each(landingRows('stops of the lecture', visits))(
  'the stop $stop',
  ({ stop, answer, before, act, after, says }) => {
    it('asks, then goes from one number to another, and is shared with what was done', async () => {
      const { address, sentence } = await inPage(`#/lecture?stop=${stop}`, async page => {
        await expect.poll(() => reading(page)).toEqual(before);
        const first = await text(page, 'sentence');
        // Nothing can be done before a prediction.
        expect(await operable(page)).toBe(0);
        await page.getByRole('radio', { name: answer }).check();
        await act(page);
        await expect.poll(() => reading(page)).toEqual(after);
        await expect.poll(() => text(page, 'verdict')).toContain('As you expected.');
        const sentence = await text(page, 'sentence');
        expect(sentence).toContain(says);
        expect(sentence).not.toBe(first);
        return { address: await addressOf(page), sentence };
      });
      await inPage(address, async page => {
        await expect.poll(() => reading(page)).toEqual(after);
        await expect.poll(() => text(page, 'sentence')).toBe(sentence);
      });
    });
  },
);

it('each stop is visited by a test', () => {
  expect(visits.map(({ stop }) => stop)).toEqual(stops.map(({ name }) => name));
});
