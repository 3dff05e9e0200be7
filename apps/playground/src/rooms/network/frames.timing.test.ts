import { expect, it } from 'vitest';
import { frameTimes } from '../../testing/frame-times.ts';
import { builtApp, COMPILED, TIMEOUT } from '../../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

/** Frames to look at. */
const FRAMES = 150;

it.each(['300', '5000'])(
  'frames take at most 20 ms while a network of 8-8-8 units learns %s steps a second',
  { timeout: TIMEOUT, retry: 4 },
  speed =>
    inPage(`#/network?speed=${speed}`, async page => {
      await expect.poll(async () => Number(await page.locator('[data-figure=step]').innerText())).toBeGreaterThan(100);
      const times = await frameTimes(page, FRAMES);
      expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(1);
      expect(times[Math.ceil(0.95 * FRAMES) - 1]).toBeLessThanOrEqual(20);
    }),
);
