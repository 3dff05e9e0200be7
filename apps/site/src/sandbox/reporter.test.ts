import { setImmediate as turn } from 'node:timers/promises';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { formatLine, formatValue, stoppableTimers, type Timers } from './reporter.ts';

class Point {
  readonly x = 1;
}

describe('a value', () => {
  it.each([
    [1],
    [-0],
    ['a'],
    ["it's"],
    ['a\nb'],
    [undefined],
    [null],
    [true],
    [[]],
    [[1, 'a', [2]]],
    [{}],
    [{ a: 1, 'b-c': { d: 'e' } }],
    [new Float32Array([1, 0.5])],
    [new Set([1, 'a'])],
    [new Map([['a', 1]])],
    [new Point()],
    [Math.max],
  ])('is written as Node writes it: %j', value => {
    expect(formatValue(value)).toBe(inspect(value, { breakLength: Infinity, compact: 9 }));
  });

  it('that has its own text is that text', () => {
    expect(formatValue(new RangeError('too far'))).toBe('RangeError: too far');
    expect(formatValue({ a: new URL('https://a.example/') })).toBe('{ a: https://a.example/ }');
  });

  it('that is long or contains itself ends', () => {
    const own: Record<string, unknown> = {};
    own['own'] = own;
    expect(formatValue(own)).toContain('[Object]');
    expect(formatValue(new Array(200).fill(0))).toContain('... 100 more items ]');
  });
});

it('a line has texts as they are', () => {
  expect(formatLine(['loss', 0.5, ['a']])).toBe("loss 0.5 [ 'a' ]");
});

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
