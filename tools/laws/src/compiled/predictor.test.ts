import { add, gather, input, matmul, mul, parameter, read, sigmoid, square, sub, sum, type Node } from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { predict, predictor, step, train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { from, lastValueFrom, Subject, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';

type Scalar = Node<readonly []>;

const FEATURES = 20;
const wave = (i: number): number => ((i * 0.6180339887498949) % 1) * 2 - 1;
const records = Array.from({ length: 12 }, (_, i) => ({
  x: Float32Array.from({ length: FEATURES }, (_, k) => wave(i * FEATURES + k)),
  y: i % 2,
}));

/** Logistic regression on one example. */
function model() {
  const w = parameter(
    Float32Array.from({ length: FEATURES }, (_, i) => wave(i)),
    { name: 'w' },
  );
  const prediction = sigmoid(add(sum(mul(input('x', [FEATURES]), w)), 0.1)) as Scalar;
  return { w, prediction, loss: square(sub(prediction, input('y', []))) as Scalar };
}

describe('a compiled predictor', () => {
  it('gives the bits of predict by the same kind of runner, for numbers, arrays and tensors alike', async () => {
    const { prediction } = model();
    const score = predictor(prediction, { runner: wasm() });
    const emitted = await lastValueFrom(from(records).pipe(predict(prediction, { runner: wasm() }), toArray()));
    const wanted = emitted.map(value => value.item());
    expect(records.map(score)).toEqual(wanted);
    expect(records.map(({ x }) => score({ x: [...x] }))).toEqual(wanted);
  });

  it('gives tensors that stay, for batches of any size', async () => {
    const w = parameter(Array.from({ length: FEATURES }, (_, i) => [wave(i), wave(i + 9)]));
    const y = matmul(input('x', ['batch', FEATURES]), w);
    const batches = [1, 3, 1, 2].map((rows, n) => ({ x: records.slice(n, n + rows).map(({ x }) => [...x]) }));
    const values = batches.map(predictor(y, { runner: wasm() }));
    const emitted = await lastValueFrom(from(batches).pipe(predict(y, { runner: wasm() }), toArray()));
    expect(values.map(value => value.toArray())).toEqual(emitted.map(value => value.toArray()));
  });

  it('shares its runner with a training, and is asked inside its passes', async () => {
    const runner = wasm();
    const { prediction, loss, w } = model();
    const score = predictor(prediction, { runner });
    const oracle = (x: Float32Array): number => predictor(prediction, { runner: wasm() })({ x });
    const told: number[][] = [];
    const ask = (): void => void told.push([score(records[3]!), oracle(records[3]!.x)]);
    const record$ = new Subject<(typeof records)[number]>();
    record$.pipe(train(loss, sgd({ learningRate: 0.5 }), { runner })).subscribe(ask);
    for (const record of records) record$.next(record);
    const heard = [loss.subscribe(ask), w.subscribe(ask)];
    for (const record of records) record$.next(record);
    for (const one of heard) one.unsubscribe();
    expect(told.length).toBeGreaterThan(4 * records.length);
    for (const [scored, wanted] of told) expect(scored).toBe(wanted);
    expect(new Set(told.map(([scored]) => scored)).size).toBeGreaterThan(records.length);
  });

  it('leaves the training with the bits of one that nobody asks beside', () => {
    const [asked, alone] = [model(), model()];
    const runner = wasm();
    const score = predictor(asked.prediction, { runner });
    const learn = [step(asked.loss, sgd(), { runner }), step(alone.loss, sgd(), { runner: wasm() })];
    asked.loss.subscribe(() => score(records[0]));
    for (const record of records) {
      for (const one of learn) one(record);
      score(record);
    }
    expect(read(asked.w).data).toEqual(read(alone.w).data);
  });

  it('answers after a call that failed, with the errors of the interpreter', () => {
    const y = sum(gather(parameter([1, 10, 100]), input('at', [2], 'int32'))) as Scalar;
    const score = predictor(y, { runner: wasm() });
    expect(score({ at: [0, 1] })).toBe(11);
    expect(() => score({ at: [0, 3] })).toThrow('indices must be from 0 to 2, got 3');
    expect(score({ at: [2, 2] })).toBe(200);
    expect(() => score({ at: [1, 2, 3] })).toThrow('[3]');
    expect(score({ at: [2, 2] })).toBe(200);
  });

  it('releases its memory, and opens again', () => {
    const { prediction } = model();
    const score = predictor(prediction, { runner: wasm() });
    const first = score(records[0]);
    score.close();
    expect(score(records[0])).toBe(first);
    score.close();
  });
});
