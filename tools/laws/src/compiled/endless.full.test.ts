import { sgd } from '@thalweg/optim';
import { trainRows } from '@thalweg/train';
import { tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { FEATURES, label, learner, logistic, RECORDS, x } from './testing/logistic-steps.ts';

const STEPS = 1_000_000;

const collect = (globalThis as unknown as { gc: () => void }).gc;
const used = (): number => process.memoryUsage().heapUsed;

/** Bytes that a call takes of the heap, the least of several looks between which nothing was collected. */
function garbageOf(call: () => void, calls = 10_000): number {
  for (let i = 0; i < 5 * calls; i++) call();
  const looks = Array.from({ length: 12 }, () => {
    collect();
    const before = used();
    for (let i = 0; i < calls; i++) call();
    return (used() - before) / calls;
  });
  return Math.min(...looks.filter(bytes => bytes >= 0));
}

describe('a compiled run that never ends', () => {
  it('takes 10⁶ steps in memory that stays as it was after warm-up', () => {
    let last = 0;
    const step = learner(record => (last = record.step));
    const marks: number[] = [];
    for (let i = 1; i <= STEPS; i++) {
      step();
      if (i % (STEPS / 10) !== 0) continue;
      collect();
      collect();
      const { heapUsed, external, arrayBuffers } = process.memoryUsage();
      marks.push(heapUsed + external + arrayBuffers);
    }
    expect(last).toBe(STEPS);
    const [warm, ...later] = marks;
    expect(Math.max(...later) - warm!).toBeLessThan(500_000);
  });

  it('leaves less than 16 bytes of garbage a step beside the record that is told', () => {
    let kept: object | undefined;
    const step = learner(record => (kept = record));
    const [losses, steps, metrics] = [Float32Array.of(0.5), Float64Array.of(1.5), {}];
    const told = (): void => {
      kept = { step: steps[0]!, epoch: 0, loss: losses[0]!, metrics };
    };
    const [whole, record] = [garbageOf(step), garbageOf(told)];
    console.log(`a step: ${whole.toFixed(1)} bytes, its record: ${record.toFixed(1)}`);
    expect(kept).toBeDefined();
    expect(record).toBeGreaterThan(32);
    expect(whole - record).toBeLessThan(16);
  });

  it('leaves less than 16 bytes of garbage a step in blocks, with all that is told', () => {
    const runner = wasm();
    const batch = runner.load({ x: tensor(x, { shape: [RECORDS, FEATURES] }), label });
    let push = (): void => {};
    new Observable<typeof batch>(subscriber => {
      push = () => subscriber.next(batch);
    })
      .pipe(trainRows(logistic(), sgd({ learningRate: 0.05 }), { runner }))
      .subscribe();
    expect(garbageOf(push, 20) / RECORDS).toBeLessThan(16);
  });
});
