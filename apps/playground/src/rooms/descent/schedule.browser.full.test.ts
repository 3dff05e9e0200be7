/** @module-tag chromium */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { builtApp } from '../../testing/pages.ts';

const { inPage } = builtApp();

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const rate = (page: Page) => page.getByRole('slider', { name: 'Plain descent: learning rate' });
const schedule = (page: Page) => page.getByRole('group', { name: 'Schedule of Plain descent: learning rate' });
const changes = async (page: Page) =>
  Promise.all((await schedule(page).getByRole('slider').all()).map(one => one.getAttribute('aria-valuetext')));
const inAddress = (page: Page, part: string) =>
  page.waitForFunction(part => decodeURIComponent(location.hash).includes(part), part);

describe('a slider that is moved during a race', () => {
  it('has a curve from then on, which a restart keeps and a click clears', () =>
    inPage('#/descent?on=ravine&step=120&race=sgd', async page => {
      expect(await schedule(page).count()).toBe(0);
      await rate(page).focus();
      await page.keyboard.press('PageDown');
      await schedule(page).waitFor();
      const [first, then] = await changes(page);
      expect([first, then]).toEqual(['0.0195 from step 0', expect.stringMatching(/^0\.0\d+ from step 120$/)]);
      await press(page, 'Restart');
      await expect.poll(() => rate(page).getAttribute('aria-valuetext')).toBe('0.0195');
      expect(await changes(page)).toEqual([first, then]);
      expect(await schedule(page).innerText()).toContain('from step 120');
      await schedule(page).getByRole('button', { name: 'Clear' }).click();
      await expect.poll(() => schedule(page).count()).toBe(0);
      await press(page, '100 steps');
      await press(page, '100 steps');
      expect(await rate(page).getAttribute('aria-valuetext')).toBe('0.0195');
    }));

  it('can be given a schedule by keys, and by the pointer', () =>
    inPage('#/descent?on=ravine&step=0&race=sgd', async page => {
      await press(page, 'Schedule of Plain descent: learning rate');
      await schedule(page)
        .locator('svg')
        .click({ position: { x: 150, y: 36 } });
      await expect.poll(() => changes(page)).toHaveLength(2);
      const handle = schedule(page).getByRole('slider').nth(1);
      await handle.focus();
      const before = await handle.getAttribute('aria-valuetext');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Shift+ArrowRight');
      await expect.poll(() => handle.getAttribute('aria-valuetext')).not.toBe(before);
      const [, then] = await changes(page);
      const [value, step] = then!.split(' from step ');
      await inAddress(page, `sgd.rate=0.0195~${step}:${value}`);
      const { x, y, width, height } = (await handle.boundingBox())!;
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width / 2 + 30, y + height / 2 + 10, { steps: 3 });
      await page.mouse.up();
      await expect.poll(async () => (await changes(page))[1]).not.toBe(then);
      await handle.focus();
      await page.keyboard.press('Delete');
      await expect.poll(() => changes(page)).toEqual(['0.0195 from step 0']);
    }));
});
