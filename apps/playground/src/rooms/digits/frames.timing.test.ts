import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { frameTimes } from '../../testing/frame-times.ts';
import { builtApp, COMPILED, TIMEOUT } from '../../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

/** Frames to look at: a fast machine has taken all 5,000 steps of a training within 300. */
const FRAMES = 100;

/** How long it takes from a click on Pause until the page offers to play, in milliseconds. */
function pause(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>(resolve => {
        const button = (name: string) => [...document.querySelectorAll('button')].find(one => one.textContent === name);
        const before = performance.now();
        button('Pause')!.click();
        requestAnimationFrame(function look() {
          if (button('Play') === undefined) requestAnimationFrame(look);
          else resolve(performance.now() - before);
        });
      }),
  );
}

it(
  'frames take at most 20 ms while digits are learned as fast as can be, and a click is answered',
  { timeout: TIMEOUT, retry: 4 },
  () =>
    inPage('#/digits', async page => {
      await page.getByLabel('Steps a second').selectOption('no limit');
      await page.getByText('learning').waitFor();
      const times = await frameTimes(page, FRAMES);
      expect(await page.locator('[data-figure=activity]').innerText()).toBe('learning');
      expect(await pause(page)).toBeLessThanOrEqual(100);
      expect(times[Math.ceil(0.95 * FRAMES) - 1]).toBeLessThanOrEqual(20);
    }),
);
