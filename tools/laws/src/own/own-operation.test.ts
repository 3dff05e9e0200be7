// Written as a user would: from what the packages export, and nothing else. It is to an operation of one's own what the
// rest of the project is to ours.
import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import {
  becomes,
  constant,
  gradient,
  gradientCheck,
  input,
  mean,
  mul,
  openFrame,
  operation,
  parameter,
  parametersOf,
  read,
  square,
  sub,
  sum,
  type Node,
  type Parameter,
} from '@thalweg/graph';
import { at, drawn, map, operationLaws, plain, type Plain } from '@thalweg/laws';
import { dense, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, train, type StepRecord } from '@thalweg/train';
import { take, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { smooth, softsign } from './own-operation.ts';

const float64 = { dtype: 'float64' } as const;

operationLaws({
  name: 'softsign',
  apply: x => softsign(x!),
  naive: map(x => x! / (1 + Math.abs(x!))),
  cases: [[drawn([2, 3], 1)], [drawn([40], 2)]],
  gradient: 'passes',
  elementwise: true,
});

/** Every element weighs half as much as the one after it. */
function smoothed(x: Plain): Plain {
  return plain(x.shape, index => {
    const [before, last] = [index.slice(0, -1), index.at(-1)!];
    return Array.from({ length: last + 1 }, (_, i) => at(x, [...before, i]) / 2 ** (last - i + 1)).reduce((a, b) => a + b);
  });
} // prettier-ignore

operationLaws({
  name: 'smooth',
  apply: x => smooth(x!),
  naive: x => smoothed(x!),
  cases: [[drawn([5], 1)], [drawn([2, 3], 2)], [drawn([2, 1, 4], 3)], [drawn([3, 0], 4)], [drawn([0, 2], 5)], [drawn([1], 6)]],
  misfits: [[drawn([], 1)]],
  gradient: 'passes',
}); // prettier-ignore

describe('an operation of one’s own', () => {
  it('computes, by formula or by loop, in any dtype', () => {
    expect(read(softsign(constant([-1, 0, 3]))).toArray()).toEqual([-0.5, 0, 0.75]);
    expect(read(smooth(constant([[8, 4], [2, 2]]))).toArray()).toEqual([[4, 4], [1, 1.5]]);
    expect(read(smooth(constant([2, 3, 8], { dtype: 'int32' }))).toString()).toBe('int32 [3] [1, 2, 5]');
  }); // prettier-ignore

  it('has a gradient that passes the check, and a second one', () => {
    const x = parameter([0.5, -1.5, 2], float64);
    const loss = sum(square(smooth(softsign(x))));
    const first = gradientCheck(loss);
    expect(first.passed, String(first)).toBe(true);
    const second = gradientCheck(sum(square(gradient(loss, x))));
    expect(second.passed, String(second)).toBe(true);
  });

  it('says when its shapes do not fit', () => {
    expect(() => smooth(constant(1))).toThrow(
      'smooth: the input must have an axis of time, got []. Reshape it to [n].',
    );
  });

  it('must give each input a gradient of its shape', () => {
    const total = operation({
      name: 'total',
      shape: () => [],
      kernel: (y, [x]) => (y.data[0] = Array.from(x!.data).reduce((a, b) => a + b, 0)),
      gradient: upstream => [upstream],
    });
    const x = parameter([1, 2]);
    expect(() => gradient(total(x), x)).toThrow(
      'total: its gradient for input 0 must have that input’s shape, got [2] and []. Sum or reshape it in the local gradient.',
    );
  });

  it('trains by a rule that is written by hand', () => {
    const w = parameter([0, 0, 0], float64);
    const target = constant([0.125, 0.0625, -0.09375], float64);
    const loss = mean(square(sub(smooth(softsign(w)), target)));
    const rule = becomes(w, sub(w, mul(2, gradient(loss, w))));
    const frame = openFrame({ outputs: [loss], rules: [rule], steps: true });
    const losses: number[] = [];
    for (let step = 0; step < 150; step++)
      frame.run([], outcome => {
        if ('error' in outcome) throw outcome.error;
        losses.push(outcome.outputs[0]!.item());
      });
    frame.close();
    losses.forEach((value, step) => expect(value).toBeLessThanOrEqual(losses[step - 1] ?? value));
    expect([losses[0]! > 0.009, losses.at(-1)! < 1e-12]).toEqual([true, true]);
    const found = read(softsign(w)).toArray();
    [0.25, 0, -0.25].forEach((wanted, i) => expect(found[i]).toBeCloseTo(wanted, 5));
  });
});

describe('a network with them', () => {
  const sine = Float32Array.from({ length: 4 * 120 }, (_, i) => Math.sin(7 * i));
  const label = Int32Array.from({ length: 120 }, (_, i) => (sine[4 * i]! + sine[4 * i + 3]! > 0 ? 1 : 0));
  const data = fromColumns({ x: { data: sine, shape: [4] }, label });

  /** Built again it starts the same. */
  function run() {
    const x = input('x', ['batch', 4]);
    const hidden = x.pipe(dense(8), softsign, dense(6), smooth);
    const loss = hidden.pipe(dense(2), softmaxCrossEntropy(input('label', ['batch'], 'int32')));
    const learn = train(loss, adam({ learningRate: 0.02 }), { sliceMs: Infinity });
    const step$ = data.pipe(shuffle({ seed: 3 }), batch(16), epochs(20), learn);
    return { learn, step$, parameters: parametersOf(loss as Node) };
  }

  /** The records of a run; it may be cut off after a step. */
  function recordsOf(step$: Observable<StepRecord>, until = Infinity): StepRecord[] {
    const records: StepRecord[] = [];
    step$.pipe(take(until)).subscribe(record => records.push(record));
    return records;
  }

  const valuesOf = (parameters: readonly Parameter[]) => parameters.map(one => read(one as Node).toJSON());

  it('learns by train and adam, like any other', () => {
    const losses = recordsOf(run().step$).map(({ loss }) => loss);
    expect(losses).toHaveLength(160);
    expect([losses[0]! > 0.5, Math.max(...losses.slice(-8)) < 0.1]).toEqual([true, true]);
  });

  it('goes on from a file as if it had never stopped', () => {
    const whole = run();
    const records = recordsOf(whole.step$);
    const cut = run();
    expect(recordsOf(cut.step$, 77)).toEqual(records.slice(0, 77));
    const file: Uint8Array = encodeSnapshot(snapshot({ learn: cut.learn }));

    const resumed = run();
    restore({ learn: resumed.learn }, decodeSnapshot(file));
    expect(recordsOf(resumed.step$)).toEqual(records.slice(77));
    expect(valuesOf(resumed.parameters)).toEqual(valuesOf(whole.parameters));
    expect(encodeSnapshot(snapshot({ learn: resumed.learn }))).toEqual(
      encodeSnapshot(snapshot({ learn: whole.learn })),
    );
  });
});
