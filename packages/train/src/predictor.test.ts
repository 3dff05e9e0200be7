import { batch } from '@thalweg/data';
import {
  add,
  fromObservable,
  gather,
  guardFinite,
  input,
  log,
  mul,
  operation,
  parameter,
  read,
  softmax,
  sum,
  type Node,
} from '@thalweg/graph';
import { dropout } from '@thalweg/nn';
import { average, sgd } from '@thalweg/optim';
import type { Shape, Tensor } from '@thalweg/tensor';
import { BehaviorSubject, from, lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { predict, predictor, step, train, type Predictor } from './index.ts';
import { classifier, line, points } from './testing/models.ts';
import { areCollected } from './testing/turns.ts';
import { bytesOf } from './testing/watched.ts';

type Scalar = Node<readonly []>;

/** A sum of rows of a table, which fails for an index that is too large. */
function lookup() {
  const table = parameter([1, 10, 100]);
  return sum(gather(table, input('at', ['n'], 'int32'))) as Scalar;
}

describe('predictor', () => {
  it('gives a number for a scalar, at once, with the parameters of the call', () => {
    const { prediction, w } = line();
    const score = predictor(prediction);
    w.set(3);
    expect(score({ x: 2 })).toBe(6);
    w.set(4);
    expect(score({ x: 2 })).toBe(8);
  });

  it('gives the tensors of predict, whatever size the batches have, and they stay', async () => {
    const { logits } = classifier();
    const score = predictor(softmax(logits));
    const wanted = await lastValueFrom(points(10).pipe(batch(4), predict(softmax(logits)), toArray()));
    const batches = await lastValueFrom(points(10).pipe(batch(4), toArray()));
    const values = batches.map(score);
    expect(values.map(({ shape }) => shape)).toEqual([[4, 2], [4, 2], [2, 2]]); // prettier-ignore
    expect(values.map(value => value.toArray())).toEqual(wanted.map(value => value.toArray()));
  });

  it('gives vectors of fixed sizes, be they empty, few or many numbers, and they stay', () => {
    const sizes = [0, 3, 300];
    const nodes = sizes.map(size => mul(input(`x${size}`, [size]), 2) as Node);
    const score = predictor(Object.fromEntries(nodes.map((node, i) => [`y${sizes[i]}`, node])));
    const record = (value: number): object =>
      Object.fromEntries(sizes.map(size => [`x${size}`, new Float32Array(size).fill(value)]));
    const told = [score(record(1)), score(record(2))] as Record<string, Tensor>[];
    told.forEach((one, n) => {
      for (const size of sizes) expect(one[`y${size}`]!.data).toEqual(new Float32Array(size).fill(2 * (n + 1)));
    });
    expect(predictor(nodes[1]!)({ x3: [1, 2, 3] })).toMatchObject({ shape: [3], dtype: 'float32' });
    const few = predictor({ y0: nodes[0]!, y3: nodes[1]! })({ x0: [], x3: [1, 2, 3] }) as Record<string, Tensor>;
    expect([few['y0']!.toArray(), few['y3']!.toArray()]).toEqual([[], [2, 4, 6]]);
  });

  it('knows what it gives: a number for a scalar, a tensor for any other shape, either where the rank is open', () => {
    const { logits } = classifier();
    expectTypeOf(predictor(line().prediction)).toEqualTypeOf<Predictor<readonly []>>();
    expectTypeOf(predictor(line().prediction)).returns.toEqualTypeOf<number>();
    expectTypeOf(predictor(logits)).returns.toEqualTypeOf<Tensor<readonly ['batch', 2]>>();
    expectTypeOf(predictor(logits as Node)).returns.toEqualTypeOf<number | Tensor<Shape>>();
  });

  it('gives several values from one pass, an object with a value each', () => {
    const { prediction, w } = line();
    const { logits } = classifier();
    w.set(3);
    const scalars = predictor({ score: prediction, width: mul(prediction, prediction) as Scalar });
    expect([scalars({ x: 2 }), scalars({ x: 3 })]).toEqual([{ score: 6, width: 36 }, { score: 9, width: 81 }]); // prettier-ignore
    expectTypeOf(scalars).returns.toEqualTypeOf<{ readonly score: number; readonly width: number }>();
    const mixed = predictor({ logits, all: sum(logits) as Scalar });
    expectTypeOf(mixed).returns.toEqualTypeOf<{
      readonly logits: Tensor<readonly ['batch', 2]>;
      readonly all: number;
    }>();
    const { logits: kept, all } = mixed({ x: [[1, 2, 3]] });
    expect(kept.toArray()).toEqual(predictor(logits)({ x: [[1, 2, 3]] }).toArray());
    expect(all).toBeCloseTo(kept.data[0]! + kept.data[1]!, 12);
    mixed({ x: [[7, 7, 7]] });
    expect(kept.toArray()).toEqual(predictor(logits)({ x: [[1, 2, 3]] }).toArray());
  });

  it('computes what several values share once', () => {
    let calls = 0;
    const noted = operation({ name: 'noted', shape: ([x]) => x!, kernel: (y, [x]) => void (calls++, (y.data[0] = x!.data[0]!)) }); // prettier-ignore
    const shared = noted(input('x', [])) as Scalar;
    expect(predictor({ once: shared, twice: add(shared, shared) as Scalar })({ x: 2 })).toEqual({ once: 2, twice: 4 });
    expect(calls).toBe(1);
  });

  it.each([[undefined, 'undefined'], [{}, 'Object'], [{ score: 3 }, '3 for score']])('refuses %s', (given, said) => {
    expect(() => predictor(given as never)).toThrow(`predictor: it must get a node, nodes by name or a model, got ${said}`);
  }); // prettier-ignore

  it('needs no record where the inputs have values, and reads those that a record lacks', () => {
    const { prediction, w, x } = line();
    const score = predictor(prediction);
    w.set(3);
    expect(() => score()).toThrow("predictor: records must have a field 'x' of float64 [], got no fields.");
    x.set(5);
    expect([score(), score({ x: 1 }), score({ y: 1 })]).toEqual([15, 3, 15]);
  });

  it('moves nothing, and does not drop out', () => {
    const { logits, parameters } = classifier();
    const before = bytesOf(parameters);
    const record = { x: [[1, 2, 3]] };
    const dropped = predictor(logits.pipe(dropout(0.9)))(record);
    expect(dropped.toArray()).toEqual(predictor(logits)(record).toArray());
    expect(bytesOf(parameters)).toEqual(before);
  });

  it('sees what a training has learned since the last call', () => {
    const { prediction, loss, w } = line();
    const [score, learn] = [predictor(prediction), step(loss, sgd({ learningRate: 0.1 }))];
    for (let i = 0; i < 5; i++) {
      learn({ x: 1, y: 2 });
      expect(score({ x: 1 })).toBe(read(w).item());
    }
  });

  it('predicts with the parameters that a training has for evaluation', () => {
    const { prediction, loss, w } = line();
    const learn = step(loss, average(sgd({ learningRate: 0.1 })));
    const score = predictor(prediction, { parametersOf: learn });
    const ways = [1, 2, 3].map(() => (learn({ x: 1, y: 2 }), read(w).item()));
    expect(score({ x: 1 })).toBeCloseTo(ways.reduce((a, b) => a + b) / 3, 14);
    expect(() => predictor(prediction, { parametersOf: {} as never })).toThrow(
      'predictor: parametersOf must be what train or step returns',
    );
  });

  it.each([
    ['a field that is not finite', { x: NaN }, "predictor: the field 'x' must be finite, got NaN"],
    ['a value of another shape', { x: [1, 2] }, 'got [2]'],
    ['a missing field', { z: 1 }, "records must have a field 'x'"],
    ['no object', 3 as never, 'predictor: records must be objects'],
  ])('throws for %s, and answers the next call', (_, bad, message) => {
    const { prediction, w } = line();
    w.set(3);
    const score = predictor(prediction);
    expect(() => score(bad)).toThrow(message);
    expect(score({ x: 2 })).toBe(6);
    expect(() => score(bad)).toThrow(message);
    expect(score({ x: 2 })).toBe(6);
  });

  it('throws what a computation throws, and answers the next call', () => {
    const score = predictor(lookup());
    expect(score({ at: [0, 1] })).toBe(11);
    expect(() => score({ at: [3] })).toThrow('indices must be from 0 to 2, got 3');
    expect(score({ at: [2, 2, 2] })).toBe(300);
  });

  it('has a guard inspect every value', () => {
    const x = input('x', [], 'float64');
    const score = predictor(add(log(x), 1) as Scalar, { guard: guardFinite() });
    expect(score({ x: 1 })).toBe(1);
    expect(() => score({ x: 0 })).toThrow('guardFinite: log must give finite values');
    expect(score({ x: 1 })).toBe(1);
  });

  it('answers inside a pass, from the registers of that pass', () => {
    const { prediction, loss, w } = line();
    const score = predictor(prediction);
    const learn = step(loss, sgd({ learningRate: 0.1 }));
    const seen: number[][] = [];
    prediction.subscribe(() => seen.push([score({ x: 1 }), read(w).item()]));
    w.subscribe(value => seen.push([score({ x: 1 }), value.item()]));
    learn({ x: 1, y: 2 });
    learn({ x: 1, y: 2 });
    expect(seen.length).toBeGreaterThan(4);
    for (const [scored, present] of seen) expect(scored).toBe(present);
  });

  it('answers in a subscriber of a training, with what that step has moved', async () => {
    const { prediction, loss, w } = line();
    const score = predictor(prediction);
    const told: number[][] = [];
    const records = from([1, 2, 3].map(x => ({ x, y: 2 })));
    await new Promise<void>(resolve =>
      records.pipe(train(loss, sgd({ learningRate: 0.1 }))).subscribe({
        next: () => told.push([score({ x: 1 }), read(w).item()]),
        complete: resolve,
      }),
    );
    expect(told).toHaveLength(3);
    for (const [scored, present] of told) expect(scored).toBe(present);
  });

  it('refuses a call from inside its own computation, and answers the next call', () => {
    let asks = true;
    const nosy = operation({
      name: 'nosy',
      shape: ([x]) => x!,
      kernel: (y, [x]) => void (y.data[0] = asks ? score({ x: 1 }) : x!.data[0]!),
    });
    const score: Predictor<readonly []> = predictor(nosy(input('x', [])) as Scalar);
    expect(() => score({ x: 2 })).toThrow(
      'an immediate frame must be at rest, got a call inside its own pass. Open another frame.',
    );
    asks = false;
    expect(score({ x: 2 })).toBe(2);
  });

  it('follows the stream of an input from the first call until it is closed, and opens again', () => {
    const value$ = new BehaviorSubject(2);
    const y = mul(fromObservable(value$, { shape: [] }), input('x', [])) as Scalar;
    const score = predictor(y);
    expect(value$.observed).toBe(false);
    expect(score({ x: 3 })).toBe(6);
    value$.next(5);
    expect(score({ x: 3 })).toBe(15);
    score.close();
    score.close();
    expect(value$.observed).toBe(false);
    expect(score({ x: 3 })).toBe(15);
    score.close();
    expect(value$.observed).toBe(false);
  });

  it('is collected with its model, without being closed', async () => {
    const made = (): WeakRef<object>[] => {
      const { prediction, w } = line();
      const score = predictor(prediction);
      score({ x: 1 });
      return [score, prediction, w].map(one => new WeakRef<object>(one));
    };
    expect(await areCollected(made())).toBe(true);
  });

  it('is collected while its model stays, without being closed', async () => {
    const { prediction, w } = line();
    const made = (): WeakRef<object>[] => {
      const score = predictor(prediction);
      score({ x: 1 });
      return [new WeakRef<object>(score)];
    };
    expect(await areCollected(made())).toBe(true);
    expect(read(w).item()).toBe(0);
  });

  it('gives what predict emits', async () => {
    const { prediction, w } = line();
    w.set(0.3);
    const emitted = await lastValueFrom(of({ x: 0.7 }).pipe(predict(prediction)));
    expect(predictor(prediction)({ x: 0.7 })).toBe(emitted.item());
  });
});
