import { expect, it } from 'vitest';
import { builtApp, COMPILED, TIMEOUT } from '../../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

/** A task of a thread in the browser’s trace; `tdur` is time of the processor in microseconds. */
interface Task {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
}

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];
/** Events that are played while the frames are measured. */
const EVENTS = 300;

it('learning and drawing take at most 16 ms a frame at 100 events a second', { timeout: TIMEOUT }, () =>
  inPage('#/stream?drift=sudden~550', async page => {
    const event = page.locator('strong[data-settled]');
    const number = async (): Promise<number> => Number((await event.innerText()).replaceAll(/\D/g, ''));
    await expect.poll(number).toBeGreaterThan(600);
    const first = await number();
    await page.context().browser()!.startTracing(page, { categories: CATEGORIES });
    await expect.poll(number).toBeGreaterThan(first + EVENTS);
    const trace = (await page.context().browser()!.stopTracing()).toString();
    const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly Task[] };
    const frame = traceEvents.find(({ name }) => name === 'FireAnimationFrame')!;
    const times = traceEvents
      .filter(({ name, pid, tid }) => name === 'RunTask' && pid === frame.pid && tid === frame.tid)
      .map(({ tdur = 0 }) => tdur / 1000)
      // What is shorter is no frame.
      .filter(time => time > 1)
      .sort((a, b) => a - b);
    const [middle, long] = [0.5, 0.95].map(share => times[Math.floor(share * times.length)]!);
    console.info(`frames: median ${middle!.toFixed(1)} ms, 95th percentile ${long!.toFixed(1)} ms`);
    expect(long).toBeLessThan(16);
  }),
);
