import { afterEach, expect, it } from 'vitest';
import { jumpingClock } from './testing/jumping-clock.ts';

const RealDate = Date;
afterEach(() => void (globalThis.Date = RealDate));

it('a clock that jumps goes forwards and backwards by hours, and tells given dates as they are', () => {
  jumpingClock(1);
  const looks = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? Date.now() : new Date().getTime()));
  const steps = looks.slice(1).map((look, i) => look - looks[i]!);
  expect(Math.max(...steps)).toBeGreaterThan(3_600_000);
  expect(Math.min(...steps)).toBeLessThan(-3_600_000);
  expect(Math.max(...looks.map(look => Math.abs(look - RealDate.now())))).toBeLessThan(86_500_000);
  expect(new Date(5).getTime()).toBe(5);
  expect(new Date() instanceof Date).toBe(true);
});
