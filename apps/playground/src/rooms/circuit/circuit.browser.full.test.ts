/** @module-tag chromium */
import { readFileSync } from 'node:fs';
import type { Node } from '@thalweg/graph';
import type { CircuitElement } from '@thalweg/inspect';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { builtApp } from '../../testing/pages.ts';
import { FIRST, hash, press, stepText, wires } from './testing/circuit-page.ts';

const { inPage } = builtApp();
const wide = { viewport: { width: 1600, height: 1000 } };

/** The rows of the picture’s table: what a node is called, its value and its gradient. */
async function table(page: Page): Promise<Record<string, string>> {
  const toggle = page.locator('thalweg-circuit .toggle');
  if ((await toggle.getAttribute('aria-pressed')) === 'false') await toggle.click();
  const body = page.locator('thalweg-circuit tbody');
  await body.waitFor();
  await expect.poll(() => body.innerText()).not.toContain('…');
  const rows = await page
    .locator('thalweg-circuit tbody tr')
    .evaluateAll(all => all.map(row => [...row.children].map(cell => cell.textContent)));
  return Object.fromEntries(rows.map(([name, , value, gradient]) => [name!.split(' ')[0]!, `${value} ${gradient}`]));
}

const current = (page: Page) =>
  page.locator('thalweg-circuit .box[aria-current] :is(.sign, .caption)').allTextContents();

async function show(page: Page, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Expression' });
  await field.fill(text);
  await field.press('Enter');
}

const SIGMOID = [
  'd 1.3679 −0.5344',
  'f 0.7311 1',
  'n −1 −0.1966',
  'p0 −2 0.1966',
  'p1 6 0.1966',
  's 4 0.1966',
  't 1 0.1966',
  'u 0.3679 −0.5344',
  'w0 2 −0.1966',
  'w1 −3 −0.3932',
  'w2 −3 0.1966',
  'x0 −1 0.3932',
  'x1 −2 −0.5898',
];

describe('the circuits of the lecture', () => {
  it('have its numbers on every wire', async () => {
    await inPage('#/circuit?at=end', async page => expect((await wires(page)).sort()).toEqual(FIRST), wide);
    await inPage(
      '#/circuit?on=sigmoid&at=end',
      async page => expect((await wires(page)).sort()).toEqual(SIGMOID),
      wide,
    );
  });

  it('can be chosen, and read from a table', () =>
    inPage(
      '#/circuit',
      async page => {
        await page.getByRole('combobox', { name: 'Circuit' }).selectOption('The sigmoid in four boxes');
        await press(page, 'Last');
        const rows = await table(page);
        expect(
          Object.entries(rows)
            .map(pair => pair.join(' '))
            .sort(),
        ).toEqual(SIGMOID);
        await hash(page, 'on=sigmoid');
      },
      wide,
    ));
});

describe('an expression', () => {
  it('that is typed has its gradients', () =>
    inPage('#/circuit', async page => {
      await show(page, 'a * b + sin(a)^2');
      await expect.poll(() => page.getByRole('textbox', { name: 'a as a number' }).count()).toBe(1);
      await press(page, 'Last');
      const { a, b } = await table(page);
      expect([a, b]).toEqual(['1 1.4093', '0.5 1']);
      await hash(page, 'of=a * b + sin(a)^2&a=1&b=0.5');
    }));

  it('may be an input by itself', () =>
    inPage('#/circuit?of=x&x=3&at=end', async page => {
      expect(await wires(page)).toEqual(['x 3 1']);
      expect(await stepText(page)).toContain('∂x/∂x = 1');
    }));

  const none = [
    ['must be complete', '(x +'],
    ['There must be a single expression', 'x y'],
    ['A function is one of exp', 'foo(x)'],
    ['“=”', 'x = 2'],
    ['computes with numbers', '"a"'],
    ['a part of something', 'x.y'],
    ['at most about 1.8e308', '1e999'],
    ['“🐇”', '🐇'],
    ['at most 600 characters', 'x'.repeat(10_000)],
    ['A name is a letter', '__proto__'],
    ['“constructor”', 'constructor(x)'],
    ['must have an input', ''],
  ] as const;

  it('that is none is told of, one after another, and the page goes on', () =>
    inPage('#/circuit?at=end', async page => {
      await wires(page);
      const notice = page.getByRole('alert');
      for (const [message, text] of none) {
        await show(page, text);
        await expect.poll(() => notice.innerText()).toContain(message);
        expect((await notice.innerText()).length, message).toBeLessThan(400);
        expect(await page.getByRole('textbox', { name: 'Expression' }).inputValue()).toBe(text);
        expect((await wires(page)).sort(), message).toEqual(FIRST);
      }
      await show(page, 'constructor * 3');
      await expect.poll(() => notice.innerText()).toBe('');
      await press(page, 'Last');
      expect(Object.values(await table(page))).toEqual(['1 3', '3 1']);
    }));

  it('whose numbers leave the real ones is told of kindly', () =>
    inPage('#/circuit?of=log(x) * 2&x=-1&at=end', async page => {
      const notice = page.locator('main > .notice[role=status]');
      expect(await notice.innerText()).toContain('log(−1) = NaN: there is no such real number.');
      expect((await wires(page)).some(wire => wire === 'v1 NaN 2')).toBe(true);
      expect(await page.locator('thalweg-circuit .bad').count()).toBeGreaterThan(0);
      await show(page, 'exp(x) - 1');
      await press(page, 'Last');
      const field = page.getByRole('textbox', { name: 'x as a number' });
      await field.fill('1000');
      await field.press('Enter');
      await expect.poll(() => notice.innerText()).toContain('exp(1000) = ∞');
      await field.fill('1e400');
      await field.press('Enter');
      await page.getByRole('alert').getByText('got “1e400”. x stays 1000.').waitFor();
      await field.fill('0');
      await field.press('Enter');
      await expect.poll(() => notice.count()).toBe(0);
      expect(Object.values(await table(page))).toEqual(['0 1', '1 1', '0 1']);
    }));
});

describe('an input', () => {
  it('that is dragged computes what depends on it, and nothing else', () =>
    inPage(
      '#/circuit?at=end',
      async page => {
        await wires(page);
        const slider = page.getByRole('slider', { name: 'z', exact: true });
        await slider.scrollIntoViewIfNeeded();
        const { x, y, width, height } = (await slider.boundingBox())!;
        await page.mouse.move(x + 0.3 * width, y + height / 2);
        await page.mouse.down();
        await page.mouse.move(x + 0.6 * width, y + height / 2, { steps: 5 });
        await page.mouse.up();
        const z = Number(await slider.getAttribute('aria-valuetext'));
        expect(z).toBeGreaterThan(1);
        await expect.poll(() => wires(page)).toContain(`f ${Number((3 * z).toFixed(4))} 1`);
        const marked = page.locator('thalweg-circuit .wire-label .recomputed');
        // The values of z and f, the local gradient and the product at q, and the upstream gradient and the product at x and y.
        expect(await marked.count()).toBe(8);
        expect(await page.getByText('z moved').innerText()).toContain(
          '1 of 2 values and 3 of 5 gradients were recomputed',
        );
        await page.getByRole('slider', { name: 'x', exact: true }).press('ArrowRight');
        await expect
          .poll(() => page.getByText('x moved').innerText())
          .toContain('2 of 2 values and 1 of 5 gradients were recomputed');
      },
      wide,
    ));

  it('is in the address with the rest, which opens the same numbers again', async () => {
    const told = await inPage('#/circuit?of=(x + y) * z&x=-2&y=5&z=-4&at=7', async page => {
      await show(page, '(x + y) * z^2');
      await press(page, 'Last');
      const field = page.getByRole('textbox', { name: 'y as a number' });
      await field.fill('0.125');
      await field.press('Enter');
      await page.getByRole('slider', { name: 'distance' }).press('ArrowLeft');
      for (let i = 0; i < 3; i++) await press(page, 'Step back');
      await hash(page, 'at=6');
      await hash(page, 'h=');
      await hash(page, 'y=0.125');
      return { hash: await page.evaluate(() => location.hash), rows: await table(page), step: await stepText(page) };
    });
    expect(told.rows['y']).toBe('0.125 ·');
    await inPage(told.hash, async page => {
      expect(await table(page)).toEqual(told.rows);
      expect(await stepText(page)).toBe(told.step);
    });
  });
});

describe('the walk', () => {
  /** The numbers on the wires that are known. */
  const known = async (page: Page): Promise<string> =>
    (await wires(page))
      .map(wire => wire.replaceAll(' ·', ''))
      .filter(wire => wire.includes(' '))
      .sort()
      .join(', ');
  const POSITIONS = [
    'x −2, y 5, z −4',
    'q 3, x −2, y 5, z −4',
    'f −12, q 3, x −2, y 5, z −4',
    'f −12 1, q 3, x −2, y 5, z −4',
    'f −12 1, q 3, x −2, y 5, z −4 3',
    'f −12 1, q 3 −4, x −2, y 5, z −4 3',
    'f −12 1, q 3 −4, x −2, y 5 −4, z −4 3',
    'f −12 1, q 3 −4, x −2 −4, y 5 −4, z −4 3',
  ];

  /** How many values and gradients the live circuit holds: what is not known yet is not computed. */
  const held = (page: Page): Promise<number> =>
    page.evaluate(
      () => (document.querySelector('thalweg-circuit') as CircuitElement & { node: Node }).node.circuit!.live.size,
    );
  // The values come one by one, and no gradient before the backward pass, whose 1 counts when it is first read.
  const HELD = [3, 4, 5, 5];

  it('goes forward and backward, node by node, and back again', () =>
    inPage(
      '#/circuit',
      async page => {
        await page.emulateMedia({ reducedMotion: 'reduce' });
        const texts: string[] = [];
        for (const [position, numbers] of POSITIONS.entries()) {
          await expect.poll(() => known(page), { message: `${position}` }).toBe(numbers);
          if (position < HELD.length) expect(await held(page), `${position}`).toBe(HELD[position]);
          texts.push((await stepText(page)).split('\n')[1]!);
          if (position < 7) await press(page, 'Step');
        }
        expect(texts.slice(1)).toEqual([
          'q = x + y = −2 + 5 = 3',
          'f = q × z = 3 × (−4) = −12',
          '∂f/∂f = 1: here the backward pass begins',
          '∂f/∂z = ∂f/∂f × ∂f/∂z = 1 × 3 = 3',
          '∂f/∂q = ∂f/∂f × ∂f/∂q = 1 × (−4) = −4',
          '∂f/∂y = ∂f/∂q × ∂q/∂y = −4 × 1 = −4',
          '∂f/∂x = ∂f/∂q × ∂q/∂x = −4 × 1 = −4',
        ]);
        for (const numbers of POSITIONS.slice(0, 7).reverse()) {
          await press(page, 'Step back');
          await expect.poll(() => known(page)).toBe(numbers);
        }
        expect(await page.getByRole('button', { name: 'Step back' }).isDisabled()).toBe(true);
      },
      wide,
    ));

  it('points at the node it has come to, and moves nothing in the picture', () =>
    inPage(
      '#/circuit?at=0',
      async page => {
        const boxes = () =>
          page.locator('thalweg-circuit .box').evaluateAll(all => all.map(box => box.getAttribute('style')));
        await wires(page);
        const before = await boxes();
        expect(await current(page)).toEqual([]);
        await press(page, 'Step');
        expect(await current(page)).toEqual(['+', 'q']);
        await press(page, 'Last');
        expect(await current(page)).toEqual(['x', 'input']);
        expect(await boxes()).toEqual(before);
      },
      wide,
    ));

  it('goes by keys alone, and so does the rest', () =>
    inPage(
      '#/circuit?at=0',
      async page => {
        await wires(page);
        const slider = page.getByRole('slider', { name: 'Position of the walk' });
        await slider.focus();
        await page.keyboard.press('ArrowRight');
        await expect.poll(() => stepText(page)).toContain('1 of 7, forward pass');
        await page.keyboard.press('End');
        await expect.poll(() => stepText(page)).toContain('7 of 7, backward pass');
        await page.getByRole('slider', { name: 'x', exact: true }).focus();
        await page.keyboard.press('ArrowRight');
        await expect.poll(() => page.getByText('x moved').count()).toBe(1);
        await page.keyboard.press('Tab');
        await page.keyboard.press('Control+a');
        await page.keyboard.type('4');
        await page.keyboard.press('Tab');
        await expect.poll(() => known(page)).toContain('f −36 1');
        await page.locator('thalweg-circuit .box[tabindex="0"]').focus();
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Enter');
        await expect.poll(() => page.locator('thalweg-circuit .panel').count()).toBe(0);
        await page.keyboard.press('Enter');
        await page.locator('thalweg-circuit .panel').waitFor();
      },
      wide,
    ));
});

describe('the numerical gradient', () => {
  it('stands beside the analytic one with its error, which a slider makes larger and smaller', () =>
    inPage('#/circuit?on=sigmoid&at=end', async page => {
      const row = async (input: string): Promise<number[]> => {
        const cells = await page.locator(`tr[data-input=${input}] td`).allInnerTexts();
        return cells.map(cell => Number(cell.replaceAll('−', '-')));
      };
      await page.locator('tr[data-input=x1]').waitFor();
      const [analytic, numerical, error] = await row('x1');
      expect(analytic).toBeCloseTo(-0.5898, 4);
      expect(numerical).toBeCloseTo(analytic!, 7);
      expect(error).toBeLessThan(1e-9);
      const slider = page.getByRole('slider', { name: 'distance of the difference' });
      await slider.press('End');
      await expect.poll(async () => (await row('x1'))[2]).toBeGreaterThan(1e-4);
      await slider.press('Home');
      await expect.poll(async () => (await row('x1'))[2]).toBeGreaterThan(1e-6);
      await press(page, 'Step back');
      await expect.poll(() => page.locator('tr[data-input]').count()).toBe(0);
    }));
});

describe('the room', () => {
  it('says what of an address cannot be had', () =>
    inPage('#/circuit?on=nowhere&x=much&at=-1&w=3', async page => {
      await expect
        .poll(() => page.locator('.notice').allInnerTexts())
        .toEqual([
          '“on=nowhere” could not be read and was left out.',
          '“at=-1” could not be read and was left out.',
          '“x=much” could not be read and was left out.',
          'There is no input “w” in (x + y) * z.',
        ]);
      expect((await wires(page)).length).toBe(5);
    }));

  it('shows the source of its pipeline', () =>
    inPage('#/circuit', async page => {
      await page.getByText('expression/circuit-of.ts').click();
      const shown = await page.getByRole('region', { name: 'Source of expression/circuit-of.ts' }).innerText();
      const file = readFileSync(new URL('expression/circuit-of.ts', import.meta.url), 'utf8');
      expect(shown.trim()).toBe(file.trim());
    }));

  it('has the look that was chosen, in the picture too', () =>
    inPage('#/circuit', async page => {
      const ink = () =>
        page
          .locator('thalweg-circuit .box')
          .first()
          .evaluate(box => getComputedStyle(box).color);
      const light = await ink();
      await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
      expect(await ink()).not.toBe(light);
    }));
});
