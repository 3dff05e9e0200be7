import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { stoppableTimers, type Timers } from './timers.ts';

type Page = Window & typeof globalThis & { setImmediate: (call: () => void) => number };

/** A page whose timers come when a test says so. */
function fakePage() {
  const due: (() => void)[] = [];
  const later = (call: () => void): number => due.push(call);
  const cancel = (id: number): void => void (due[id - 1] = () => {});
  const page = {
    ...{ setTimeout: later, setInterval: later, requestAnimationFrame: later },
    ...{ clearTimeout: cancel, clearInterval: cancel, cancelAnimationFrame: cancel },
  };
  return { page: page as unknown as Page, come: (at: number) => due[at]?.() };
}

describe('the timers of a block', () => {
  it('are not quiet between a timer and the one that it sets', () => {
    const { page, come } = fakePage();
    const seen: boolean[] = [];
    const timers: Timers = stoppableTimers(page, () => seen.push(timers.quiet()));
    page.setTimeout(() => page.setTimeout(() => {}));
    come(0);
    expect(seen).not.toContain(true);
    come(1);
    expect(seen.at(-1)).toBe(true);
  });

  it('are quiet when a timer has thrown or was cleared', () => {
    const { page, come } = fakePage();
    const timers = stoppableTimers(page, () => {});
    page.setTimeout(() => {
      throw new Error('thrown');
    });
    expect(() => come(0)).toThrow('thrown');
    page.clearInterval(page.setInterval(() => {}));
    expect(timers.quiet()).toBe(true);
  });

  it('count the turns that a training takes, and call nothing once they are stopped', async () => {
    const { page, come } = fakePage();
    const timers = stoppableTimers(page, () => {});
    const called: string[] = [];
    await new Promise<void>(resolve => void page.setImmediate(resolve));
    page.setImmediate(() => called.push('turn'));
    page.setInterval(() => called.push('interval'));
    expect(timers.quiet()).toBe(false);
    timers.stop();
    come(0);
    await turn();
    await turn();
    expect(called).toEqual([]);
    expect(timers.quiet()).toBe(true);
  });
});
