import type { Page } from 'playwright-core';

/** A shift, as browsers tell of it. */
interface Shift extends PerformanceEntry {
  readonly value: number;
}

/** At most so much may move on a page while it loads: the sum of the layout shifts. */
const MOST = 0.02;

/** Returns a fault if parts of a page that has just been opened moved while it loaded. */
export async function layoutShift(page: Page): Promise<string[]> {
  await page.waitForLoadState('networkidle');
  const moved = await page.evaluate(async () => {
    await document.fonts.ready;
    return new Promise<number>(resolve => {
      let sum = 0;
      new PerformanceObserver(list => {
        for (const entry of list.getEntries()) sum += (entry as Shift).value;
      }).observe({ type: 'layout-shift', buffered: true });
      // What has moved before arrives with the next frames.
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum))));
    });
  });
  return moved > MOST ? [`moved by ${moved.toFixed(3)} while it loaded`] : [];
}
