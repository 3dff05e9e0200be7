import { fillUniform, key } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { monitors, type Reading } from './monitors.ts';

/** Errors whose rate changes: 10 %, 60 %, 20 % and 90 %, 300 of each. */
const errors = Array.from(fillUniform(new Float64Array(1200), key(3)), (u, i) =>
  u < [0.1, 0.6, 0.2, 0.9][Math.floor(i / 300)]! ? 1 : 0,
);

/** Returns the reading and the status after each value. */
function watch(name: string): { reading: Reading | undefined; status: string }[] {
  const monitor = monitors.find(monitor => monitor.name === name)!;
  const detector = monitor.make();
  const state = detector.initial();
  return errors.map(value => {
    const reading = monitor.read(state, value);
    return { reading, status: detector.step(state, value) };
  });
}

describe.each(monitors)('the monitor of $title', ({ name, below }) => {
  it('crosses the threshold exactly when the detector reports a drift', () => {
    const readings = watch(name);
    expect(readings.some(({ status }) => status === 'drift')).toBe(true);
    for (const { reading, status } of readings) {
      const isCrossed =
        reading !== undefined &&
        (below ? reading.statistic < reading.threshold : reading.statistic > reading.threshold);
      expect(isCrossed).toBe(status === 'drift');
    }
  });
});

it('the statistic of Page–Hinkley is that of the definition, summed naively', () => {
  let from = 0;
  watch('pageHinkley').forEach(({ reading, status }, at) => {
    const start = from;
    if (status === 'drift') from = at + 1;
    else if (at % 25 !== 0) return;
    const seen: number[] = errors.slice(start, at + 1);
    const sums: number[] = [];
    let m = 0;
    seen.forEach((x, t) => {
      const mean = seen.slice(0, t + 1).reduce((a, b) => a + b) / (t + 1);
      sums.push((m += x - mean - 0.005));
    });
    if (reading !== undefined) expect(reading.statistic).toBeCloseTo(m - Math.min(0, ...sums), 9);
  });
});

it('the statistic and the threshold of DDM are those of the definition, over all prefixes', () => {
  let from = 0;
  watch('ddm').forEach(({ reading, status }, at) => {
    const start = from;
    if (status === 'drift') from = at + 1;
    else if (at % 25 !== 0) return;
    let least: readonly [number, number] = [Infinity, Infinity];
    let now = least;
    for (let n = 31; n <= at + 1 - start; n++) {
      const p = errors.slice(start, start + n).reduce<number>((a, b) => a + b, 0) / n;
      now = [p, Math.sqrt((p * (1 - p)) / n)];
      if (now[0] + now[1] < least[0] + least[1]) least = now;
    }
    if (reading !== undefined) {
      expect(reading.statistic).toBeCloseTo(now[0] + now[1], 12);
      expect(reading.threshold).toBeCloseTo(least[0] + 3 * least[1], 12);
    }
  });
});
