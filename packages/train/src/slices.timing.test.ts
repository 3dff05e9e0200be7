import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { lastValueFrom, take, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { train, type StepRecord } from './index.ts';
import { observe } from './testing/observe.ts';

/** A network of this size learning at batch 32, without end. */
function learning([inputs, hidden]: readonly [number, number], sliceMs = 8): Observable<StepRecord> {
  const image = input('image', ['batch', inputs]);
  const digit = input('digit', ['batch'], 'int32');
  const loss = image.pipe(dense(hidden), relu(), dense(10), softmaxCrossEntropy(digit));
  const data = Float32Array.from({ length: inputs * 320 }, (_, i) => Math.sin(12.9898 * (i + 1)));
  const digits = fromColumns({
    image: { data, shape: [inputs] },
    digit: Int32Array.from({ length: 320 }, (_, i) => i % 10),
  });
  return digits.pipe(shuffle({ seed: 1 }), batch(32), epochs(Infinity), train(loss, adam(), { sliceMs }));
}

/** A step takes about 0.3 ms, the very first one some 10 ms: nothing is optimized yet. */
const small = [64, 32] as const;
/** A step takes about 2 ms. */
const larger = [256, 64] as const;

/**
 * How late timers of 10 ms were, one after another. Where the machine gave its time to others, lateness is not ours: it
 * is at most the processor time that this process took meanwhile.
 */
async function lateness(forMs: number): Promise<number[]> {
  const late: number[] = [];
  for (const end = performance.now() + forMs; performance.now() < end;) {
    const due = performance.now() + 10;
    const before = process.cpuUsage();
    await new Promise(resolve => setTimeout(resolve, 10));
    const { user, system } = process.cpuUsage(before);
    late.push(Math.min(performance.now() - due, (user + system) / 1000));
  }
  return late;
}

// A machine that is busy with something else makes timers late too: then it is measured again.
describe('during training', { retry: 2 }, () => {
  it('subscribe returns before the first step', () => {
    const before = process.cpuUsage();
    const log = observe(learning(small));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(25);
    expect(log.values).toEqual([]);
    log.unsubscribe();
  });

  it.each([
    { when: 'from the first step on, with a small network', size: small },
    { when: 'with steps of 2 ms', size: larger },
  ])('a timer of 10 ms is never more than 25 ms late, $when', async ({ size }) => {
    if (size === larger) await lastValueFrom(learning(size).pipe(take(20)));
    const log = observe(learning(size));
    const late = await lateness(1000);
    log.unsubscribe();
    expect(log.values.length).toBeGreaterThan(5);
    expect(Math.max(...late)).toBeLessThan(25);
  });
});
