/** @module-tag chromium */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { found } from '../../testing/page-checks.ts';
import { builtApp, COMPILED } from '../../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

const figure = (page: Page, name: string): Promise<string> => page.locator(`[data-figure=${name}]`).innerText();
const figures = async (page: Page): Promise<string[]> =>
  Promise.all(['step', 'train', 'test', 'accuracy'].map(name => figure(page, name)));
const addressOf = (page: Page): Promise<string> => page.evaluate(() => location.hash);
const stepIs = (page: Page, step: number) => expect.poll(() => figure(page, 'step')).toBe(`${step}`);

/** The colours of the boundary’s canvas. */
const boundary = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector<HTMLCanvasElement>('[data-picture=boundary] canvas')!.toDataURL());

describe('the network room', () => {
  it('plays when it opens, and its address opens the same numbers', async () => {
    const [address, shown] = await inPage('#/network', async page => {
      await expect.poll(async () => Number(await figure(page, 'step'))).toBeGreaterThan(50);
      await page.getByRole('button', { name: 'Pause' }).click();
      const step = await figure(page, 'step');
      await expect.poll(() => addressOf(page)).toBe(`#/network?step=${step}`);
      return [await addressOf(page), await figures(page)] as const;
    });
    await inPage(address, async page => expect.poll(() => figures(page)).toEqual(shown));
  });

  it('says why it refuses a batch size, and keeps the one that it had', () =>
    inPage('#/network?step=5', async page => {
      const field = page.getByRole('textbox', { name: 'Batch' });
      for (const text of ['0', '-3', '2.5', '']) {
        await field.fill(text);
        await field.press('Enter');
        await page.getByText(/must be a whole number from 1 to 200.* It stays 10\./).waitFor();
        expect(await field.inputValue()).toBe('10');
      }
      await field.fill('20');
      await field.press('Enter');
      await expect.poll(() => addressOf(page)).toContain('batch=20');
      expect(await page.getByText('It stays').count()).toBe(0);
    }));

  it('learns the spiral', () =>
    inPage('#/network?step=1500', async page => {
      await stepIs(page, 1500);
      expect(Number.parseFloat(await figure(page, 'accuracy'))).toBeGreaterThanOrEqual(95);
    }));

  it('is used by keys alone: features, layers, units, weights, points', () =>
    inPage('#/network?step=20', async page => {
      const press = async (name: string) => {
        await page.getByRole('button', { name, exact: true }).focus();
        await page.keyboard.press('Enter');
      };
      await press('Feature x₁x₂');
      await expect.poll(() => addressOf(page)).toContain('features=x1,x2,x1x2,sinx1,sinx2');
      await press('Remove the last hidden layer');
      await press('One unit less in layer 2');
      await expect.poll(() => addressOf(page)).toContain('layers=8,7');
      await stepIs(page, 0);
      await press('Weights of layer 2, unit 3');
      const weight = page.getByLabel('Weight from layer 1, unit 5');
      await weight.fill('2.5');
      await page.keyboard.press('Tab');
      await expect.poll(() => addressOf(page)).toContain('edits=0:1.4.2:2.5');
      const before = await page.locator('path.train').count();
      await page.getByRole('application').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowUp');
      await expect.poll(() => page.getByText('Crosshair at').innerText()).toMatch(/0\.3\d+, 0\.3/);
      await page.keyboard.press('Enter');
      await expect.poll(() => page.locator('path.train').count()).toBe(before + 1);
      await expect.poll(() => addressOf(page)).toMatch(/points=0\.3\d,0\.3\d,0/);
    }));

  it('opens the weight of a wire that is clicked, with its gradient', () =>
    inPage('#/network?layers=none&features=x1&step=5', async page => {
      const from = (await page.getByRole('button', { name: 'Feature x₁', exact: true }).boundingBox())!;
      const to = (await page.getByRole('button', { name: 'Weights of class 1' }).boundingBox())!;
      const middle = (box: typeof from) => [box.x + box.width / 2, box.y + box.height / 2] as const;
      const [[x1, y1], [x2, y2]] = [middle(from), middle(to)];
      await page.mouse.click((x1 + x2) / 2, (y1 + y2) / 2);
      await page.getByRole('heading', { name: 'Into class 1' }).waitFor();
      expect(await page.getByLabel('Weight from x₁').evaluate(input => input === document.activeElement)).toBe(true);
      expect(await page.locator('td.gradient').count()).toBe(2);
      await expect.poll(() => addressOf(page)).toContain('weight=0.0.1');
    }));

  it('shows what the next step would do, and leaves the network as it is', () =>
    inPage('#/network?step=100', async page => {
      await stepIs(page, 100);
      const [numbers, before] = [await figures(page), await boundary(page)];
      await page.getByLabel('what the next step would do').check();
      await expect.poll(() => boundary(page)).not.toBe(before);
      await page.getByLabel('what the next step would do').uncheck();
      await expect.poll(() => boundary(page)).toBe(before);
      expect(await figures(page)).toEqual(numbers);
    }));

  it('takes pasted points, and says which line is wrong', () =>
    inPage('#/network?step=0', async page => {
      await page.getByText('Paste points').click();
      const lines = page.getByLabel('One in each line');
      await lines.fill('x,y,class\n1,2,0\n1,2');
      await page.getByRole('button', { name: 'Add them' }).click();
      await page.getByText('Line 3 has 2 of the 3 values').waitFor();
      await lines.fill('x,y,class\n1,2,0\n1,2,2');
      await page.getByRole('button', { name: 'Add them' }).click();
      await expect.poll(() => addressOf(page)).toContain('classes=3&points=1,2,0~1,2,2');
      await page.getByRole('button', { name: 'Remove them' }).click();
      await expect.poll(() => addressOf(page)).not.toContain('points');
    }));

  it('opens examples, and moves sliders from the step on', () =>
    inPage('#/network?step=10', async page => {
      await stepIs(page, 10);
      await page.getByLabel('Adam: learning rate').fill('800');
      await expect.poll(() => addressOf(page)).toMatch(/rate=0\.01~10:1/);
      await page.getByRole('combobox', { name: 'Try' }).selectOption('XOR without a hidden layer fails');
      await expect.poll(async () => Number(await figure(page, 'step'))).toBeGreaterThan(400);
      await page.getByRole('button', { name: 'Pause' }).click();
      expect(await addressOf(page)).toContain('on=xor');
      expect(Number.parseFloat(await figure(page, 'accuracy'))).toBeLessThan(80);
    }));

  it('says what of an address it cannot use, and is accessible then and with a panel open', () =>
    inPage('#/network?on=swirl&layers=9&step=3', async page => {
      await page.getByText('“on=swirl” could not be read').waitFor();
      await page.getByText('“layers=9” could not be read').waitFor();
      await page.getByRole('button', { name: 'Weights of layer 1, unit 1' }).click();
      expect(await found(page)).toEqual([]);
    }));

  it('says that a training diverged', () =>
    inPage('#/network?activation=linear&features=x1x1,x2x2&optimizer=sgd&rate=10&step=0', async page => {
      await page.getByRole('button', { name: '100 steps' }).click();
      await page.getByText('The training diverged').waitFor();
    }));
});

describe('where a page may not compile', () => {
  const strict = builtApp("'self'");
  it('the network is interpreted, to nearly the same numbers, and the page says so', () =>
    strict.inPage('#/network?step=30', async page => {
      await stepIs(page, 30);
      const says = (on: Page) => on.getByText('JavaScript interprets the network').count();
      expect(await says(page)).toBe(1);
      const numbers = await figures(page);
      await inPage('#/network?step=30', async compiled => {
        await stepIs(compiled, 30);
        expect(await says(compiled)).toBe(0);
        expect(Number(await figure(compiled, 'train'))).toBeCloseTo(Number(numbers[1]), 3);
      });
    }));
});
