import type { Page } from 'playwright-core';

/** A phone’s screen. */
export const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;

/** The milliseconds from the navigation in which a page comes to rest. */
const OPENING = 5000;

/** Makes a page as slow as a phone: with a quarter of the processor. */
export async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}

/** Waits until a page has had time to open. */
export const opened = (page: Page): Promise<unknown> =>
  page.waitForFunction(opening => performance.now() > opening, OPENING);

/** One task of a thread, from the browser’s trace. Times are in microseconds; `tdur` is time of the processor. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly tdur?: number;
  readonly args: { readonly data?: { readonly documentLoaderURL?: string } };
}

/**
 * Returns the total blocking time of a page’s opening, in milliseconds: of each task on its main thread, what is longer
 * than 50 ms. It is computed from the browser’s trace, in time of the processor, so that it does not count what other
 * programs on a busy machine take away.
 */
export function blockingTime(trace: string): number {
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] };
  const { pid, tid, ts } = traceEvents.findLast(
    ({ name, args }) => name === 'navigationStart' && args.data?.documentLoaderURL?.startsWith('http') === true,
  )!;
  const tasks = traceEvents.filter(
    task =>
      task.name === 'RunTask' && task.pid === pid && task.tid === tid && task.ts >= ts && task.ts < ts + OPENING * 1000,
  );
  return tasks.reduce((sum, { tdur = 0 }) => sum + Math.max(0, tdur / 1000 - 50), 0);
}
