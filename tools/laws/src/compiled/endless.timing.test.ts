import { input, mul, parameter, sum, type Node } from '@thalweg/graph';
import { sigmoidCrossEntropy } from '@thalweg/nn';
import { sgd } from '@thalweg/optim';
import { train, trainRows, type StepRecord } from '@thalweg/train';
import { recordOf } from '@thalweg/train/engine';
import { tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { described, latenessOf } from '../testing/stalls.ts';

const FEATURES = 20;
const RECORDS = 4096;
const STEPS = 1_000_000;

const collect = (globalThis as unknown as { gc: () => void }).gc;
const used = (): number => process.memoryUsage().heapUsed;

const x = Float32Array.from({ length: RECORDS * FEATURES }, (_, i) => ((i * 0.6180339887498949) % 1) * 2 - 1);
const label = Float32Array.from({ length: RECORDS }, (_, i) => i % 2);
const records = Array.from({ length: RECORDS }, (_, i) => ({
  x: x.subarray(i * FEATURES, (i + 1) * FEATURES),
  label: label[i]!,
}));

function logistic(): Node<readonly []> {
  const z = sum(mul(parameter(new Float32Array(FEATURES)), input('x', [FEATURES]))) as Node;
  return sigmoidCrossEntropy(input('label', []))(z as Node<readonly []>);
}

/** A function that pushes a record, one after another, through a training whose steps somebody listens to. */
function learner(told: (record: StepRecord) => void): () => void {
  let push = (_: (typeof records)[number]): void => {};
  new Observable<(typeof records)[number]>(subscriber => {
    push = record => subscriber.next(record);
  })
    .pipe(train(logistic(), sgd({ learningRate: 0.05 }), { runner: wasm() }))
    .subscribe(told);
  let at = 0;
  return () => push(records[at++ % RECORDS]!);
}

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
  }, 60_000);

  it('leaves less than 16 bytes of garbage a step beside the record that is told', () => {
    let kept: object | undefined;
    const step = learner(record => (kept = record));
    const outputs = { names: [], columns: [Float32Array.of(0.5), Float64Array.of(1.5)] };
    const told = (): void => {
      kept = recordOf(outputs, 0, 0);
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

  it(
    'takes less than 5 µs for 999 of 1000 steps, beyond the stalls of a loop that does nothing',
    {
      retry: 4,
      timeout: 60_000,
    },
    () => {
      const step = learner(() => {});
      for (let i = 0; i < 100_000; i++) step();
      const lateness = latenessOf(step, STEPS, 5);
      console.log(described(lateness));
      expect(lateness.median).toBeLessThan(5);
      expect(lateness.late - lateness.stalls).toBeLessThan(STEPS / 1000);
    },
  );
});
