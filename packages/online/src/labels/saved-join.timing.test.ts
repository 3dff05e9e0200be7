import { snapshot } from '@thalweg/train';
import { NEVER, range, map } from 'rxjs';
import { expect, it } from 'vitest';
import { joinLabels } from './join-labels.ts';

const WAITING = 200_000;

it('a snapshot of 200,000 waiting records takes at most 100 ms', { retry: 4 }, () => {
  const join = joinLabels<object, object>(NEVER, { key: 'id' as never, within: Infinity, capacity: WAITING });
  const record = (i: number) => ({ id: `pay-${i}`, amount: i / 3, country: ['de', 'fr', 'us'][i % 3], known: i % 2 === 0, x: Float32Array.of(i, i + 1) }); // prettier-ignore
  range(0, WAITING).pipe(map(record), join).subscribe();
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    snapshot({ join });
    return performance.now() - started;
  });
  console.log(`snapshots of ${WAITING} records: ${times.map(ms => ms.toFixed(1)).join(' ')} ms`);
  expect(Math.max(...times)).toBeLessThan(100);
});
