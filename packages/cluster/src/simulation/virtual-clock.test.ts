import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

test.prop([fc.array(fc.nat(20))])(
  'runs events by time, and those of one time in the order in which they were asked for',
  times => {
    const clock = new VirtualClock();
    const seen: (readonly [time: number, index: number])[] = [];
    times.forEach((time, index) => clock.at(time, () => seen.push([clock.now, index])));
    clock.run(() => false);
    expect(seen).toEqual(times.map((time, index) => [time, index] as const).sort(([a, i], [b, j]) => a - b || i - j));
  },
);

it('runs events that events ask for, until it is done', () => {
  const clock = new VirtualClock();
  const tick = (): void => clock.at(clock.now + 2, tick);
  tick();
  clock.run(() => clock.now >= 9);
  expect(clock.now).toBe(10);
});
