import { microsecondsOf } from '../timing/microseconds-of.ts';
import type { Size, Turn } from './ratio-row.ts';

/** Returns a turn that calls a function again and again for a while: its time is that of one call. */
export function repeated(run: () => void, size: Size): Turn {
  return () => microsecondsOf({ run }, size === 'whole' ? 120 : 2);
}

/** Returns a turn that calls a function, or awaits what it promises, once. */
export function once(run: () => unknown): Turn {
  return async () => {
    const start = performance.now();
    const promised = run();
    if (promised instanceof Promise) await promised;
    return 1000 * (performance.now() - start);
  };
}

/** Returns the sum of the microseconds of some calls: as long as what they are beside, so that other programs disturb both alike. */
export function summed(times: number, call: () => number): number {
  let sum = 0;
  for (let n = 0; n < times; n++) sum += call();
  return sum;
}

/** Returns one of two numbers by the size of a turn. */
export function bySize(size: Size, whole: number, small: number): number {
  return size === 'whole' ? whole : small;
}

/** Returns a turn whose time is that of all processors: other programs do not add to it. */
export function onProcessors(run: () => Promise<unknown>): Turn {
  return async () => {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
}
