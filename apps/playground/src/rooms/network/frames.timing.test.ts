import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { builtApp, COMPILED, TIMEOUT } from '../../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

/** Frames to look at. */
const FRAMES = 150;

/** How long frames take, in milliseconds, from the shortest to the longest. */
function frames(page: Page): Promise<number[]> {
  return page.evaluate(
    count =>
      new Promise<number[]>(resolve => {
        const times: number[] = [];
        let before = performance.now();
        requestAnimationFrame(function take() {
          const now = performance.now();
          times.push(now - before);
          before = now;
          if (times.length < count) requestAnimationFrame(take);
          else resolve(times.sort((a, b) => a - b));
        });
      }),
    FRAMES,
  );
}

it.each(['300', '5000'])(
  'frames take at most 20 ms while a network of 8-8-8 units learns %s steps a second',
  { timeout: TIMEOUT, retry: 4 },
  speed =>
    inPage(`#/network?speed=${speed}`, async page => {
      await expect.poll(async () => Number(await page.locator('[data-figure=step]').innerText())).toBeGreaterThan(100);
      const times = await frames(page);
      expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(1);
      expect(times[Math.ceil(0.95 * FRAMES) - 1]).toBeLessThanOrEqual(20);
    }),
);
