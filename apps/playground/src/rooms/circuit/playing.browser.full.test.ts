/** @module-tag chromium */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { builtApp } from '../../testing/pages.ts';
import { FIRST, hash, press, stepText, wires } from './testing/circuit-page.ts';

const { inPage } = builtApp();

describe('playing', () => {
  const moving = (page: Page) => page.locator('thalweg-circuit .moving');
  const play = (page: Page) => page.getByRole('button', { name: 'Play', exact: true });

  it('begins at step 0 with the panel open, sends numbers along the wires, and stops at the end', () =>
    inPage('#/circuit', async page => {
      await wires(page);
      expect(await stepText(page)).toContain('0 of 7');
      expect(await page.locator('thalweg-circuit .panel h3').innerText()).toBe('q = x + y');
      await page.getByRole('combobox', { name: 'Speed' }).selectOption('fast');
      await play(page).click();
      await moving(page).first().waitFor();
      await page.getByRole('button', { name: 'Pause' }).waitFor();
      await page.getByRole('button', { name: 'Play again' }).waitFor();
      expect(await stepText(page)).toContain('7 of 7');
      await expect.poll(async () => (await wires(page)).sort()).toEqual(FIRST);
      await expect.poll(() => moving(page).count()).toBe(0);
      await hash(page, 'at=end');
    }));

  it('brings the picture into view on a phone', () =>
    inPage(
      '#/circuit',
      async page => {
        await play(page).click();
        const inView = () =>
          page.locator('thalweg-circuit').evaluate(one => one.getBoundingClientRect().top < 0.6 * innerHeight);
        await expect.poll(inView).toBe(true);
        await page.getByRole('button', { name: 'Pause' }).waitFor();
      },
      { viewport: { width: 360, height: 740 } },
    ));

  it('goes step by step without motion for who prefers that', () =>
    inPage('#/circuit', async page => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.getByRole('combobox', { name: 'Speed' }).selectOption('fast');
      const seen = page.locator('thalweg-circuit').evaluate(
        element =>
          new Promise<number>(resolve => {
            let count = 0;
            const observer = new MutationObserver(
              () => (count += element.shadowRoot!.querySelectorAll('.moving').length),
            );
            observer.observe(element.shadowRoot!, { childList: true, subtree: true });
            const done = (): void =>
              document.querySelector('[data-step]')!.textContent.includes('7 of 7')
                ? resolve(count)
                : void requestAnimationFrame(done);
            done();
          }),
      );
      await play(page).click();
      expect(await seen).toBe(0);
    }));

  it('starts and stops by keys, and arrows take steps', () =>
    inPage('#/circuit', async page => {
      await play(page).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => stepText(page)).toContain('2 of 7');
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => stepText(page)).toContain('1 of 7');
      await page.keyboard.press('Space');
      await page.getByRole('button', { name: 'Pause' }).waitFor();
      await page.keyboard.press('Space');
      await play(page).waitFor();
    }));
});

describe('products', () => {
  const products = (page: Page) =>
    page
      .locator('thalweg-circuit .product:not(.blank)')
      .evaluateAll(all =>
        all.map(one => [...one.querySelectorAll('.reading, .operator')].map(x => x.textContent).join(' ')),
      );

  it('stand beside a wire once its gradient is known', () =>
    inPage('#/circuit?at=4', async page => {
      await wires(page);
      expect(await products(page)).toEqual(['1 × 3 = 3']);
      await press(page, 'Last');
      await expect
        .poll(async () => (await products(page)).sort())
        .toEqual(['1 × (−4) = −4', '1 × 3 = 3', '−4 × 1 = −4', '−4 × 1 = −4']);
    }));
});

describe('an example of tensors', () => {
  it('is edited in grids of numbers, says what to look at, and opens again from its address', () =>
    inPage('#/circuit', async page => {
      await page.getByRole('combobox', { name: 'Circuit' }).selectOption('Softmax with cross entropy');
      await page.locator('.look', { hasText: 'p − y' }).waitFor();
      await press(page, 'Last');
      const field = page.getByRole('textbox', { name: 'z2 as a number' });
      await field.fill('3');
      await field.press('Enter');
      await hash(page, 'on=softmax&z2=3&at=end');
      await page.locator('tr[data-input=z2]').waitFor();
      const told = await page.locator('tr[data-input=z2] td').first().innerText();
      const [a, b, c] = [2, 3, -1].map(Math.exp) as [number, number, number];
      expect(Number(told)).toBeCloseTo(b / (a + b + c), 6);
      await page.reload();
      await expect.poll(() => field.inputValue()).toBe('3');
      expect(await page.locator('tr[data-input=z2] td').first().innerText()).toBe(told);
    }));
});
