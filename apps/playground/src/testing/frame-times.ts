import type { Page } from 'playwright-core';

/** Returns the times of some frames, in milliseconds, from the shortest to the longest. */
export function frameTimes(page: Page, count: number): Promise<number[]> {
  return page.evaluate(
    frames =>
      new Promise<number[]>(resolve => {
        const times: number[] = [];
        let before = performance.now();
        requestAnimationFrame(function take() {
          const now = performance.now();
          times.push(now - before);
          before = now;
          if (times.length < frames) requestAnimationFrame(take);
          else resolve(times.sort((a, b) => a - b));
        });
      }),
    count,
  );
}
