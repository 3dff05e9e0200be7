import { fromColumns, batch } from '@thalweg/data';
import { add, constant, div, input, mean, mul, parameter, read, square, sub, sum, type Node } from '@thalweg/graph';
import { accumulate, adam, cosineDecay, nadam, partition, radam, sgd, skipNonFinite, type Transform } from '@thalweg/optim'; // prettier-ignore
import { decodeSnapshot, encodeSnapshot, restore, snapshot, step, train, wireOf } from '@thalweg/train';
import { lastValueFrom, pipe } from 'rxjs';
import { describe, expect, it } from 'vitest';

type Scalar = Node<readonly []>;

const float64 = { dtype: 'float64' } as const;
const COUNT = 48;
const xs = Float64Array.from({ length: COUNT }, (_, i) => Math.sin(3 * i));
const ys = xs.map((x, i) => 2 * x - 1 + 0.3 * Math.cos(7 * i));
const points = fromColumns({ x: xs, y: ys });

/** A line through points, and a way to train it. */
function line() {
  const [w, b] = [parameter(0, { name: 'w', ...float64 }), parameter(0, { name: 'b', ...float64 })];
  const [x, y] = [input('x', ['batch'], 'float64'), input('y', ['batch'], 'float64')];
  const loss = mean(square(sub(add(mul(w, x), b), y))) as Scalar;
  return { loss, found: () => [read(w).item(), read(b).item()] };
}

async function trained(optimizer: Transform, size: number): Promise<number[]> {
  const { loss, found } = line();
  await lastValueFrom(points.pipe(batch(size), train(loss, optimizer, { sliceMs: Infinity })));
  return found();
}

/** Everything that a training keeps, but the number of its steps. */
function registersOf(learn: Parameters<typeof snapshot>[0][string]): Record<string, unknown> {
  const { step: _, ...others } = snapshot({ learn }).parts['learn']!.tensors;
  return Object.fromEntries(Object.entries(others).map(([name, tensor]) => [name, tensor.toJSON()]));
}

describe('accumulate', () => {
  it.each([
    ['sgd', (): Transform => sgd({ learningRate: 0.2 })],
    ['adam on a schedule', (): Transform => adam({ learningRate: cosineDecay(0.2, { steps: 4 }) })],
    ['nadam', (): Transform => nadam({ learningRate: 0.2 })],
    ['radam', (): Transform => radam({ learningRate: 0.2 })],
  ])('makes of four small batches the update of a large one: %s', async (_, make) => {
    const small = await trained(pipe(accumulate(4), make()), 3);
    const large = await trained(make(), 12);
    small.forEach((value, i) => expect(value).toBeCloseTo(large[i]!, 12));
  });

  it('moves nothing in the steps between: parameters, moments, powers of β and the count of updates', () => {
    const { loss } = line();
    const learn = step(loss, pipe(accumulate(3), radam()));
    const record = { x: xs, y: ys };
    const kept = (): unknown => {
      const { 'accumulate.Σ(w)': _w, 'accumulate.Σ(b)': _b, ...others } = registersOf(learn);
      return others;
    };
    const states = Array.from({ length: 6 }, () => (learn(record), JSON.stringify(kept())));
    expect(states[0]).toBe(states[1]);
    expect(states[2]).not.toBe(states[1]);
    expect([states[3], states[4]]).toEqual([states[2], states[2]]);
    expect(read(wireOf(learn, 'accumulate.step')).item()).toBe(2);
    expect(read(wireOf(learn, 'step')).item()).toBe(6);
  });

  it('goes on in the middle of a sum', () => {
    const whole = step(line().loss, pipe(accumulate(3), adam()));
    const record = { x: xs, y: ys };
    for (let i = 0; i < 4; i++) whole(record);
    const part = step(line().loss, pipe(accumulate(3), adam()));
    restore({ learn: part }, decodeSnapshot(encodeSnapshot(snapshot({ learn: whole }))));
    for (const learn of [whole, part]) for (let i = 0; i < 5; i++) learn(record);
    expect(registersOf(part)).toEqual(registersOf(whole));
  });

  it('holds only those that it was given, and both where one is within another', () => {
    const [a, b] = [parameter(0, { name: 'a', ...float64 }), parameter(0, { name: 'b', ...float64 })];
    const slow = pipe(accumulate(2), accumulate(2), sgd({ learningRate: 1 }));
    const groups = partition([{ names: 'a', transform: slow }, { transform: sgd({ learningRate: 1 }) }]);
    const learn = step(sub(0, add(a, b)) as Scalar, groups);
    const seen = Array.from({ length: 8 }, () => (learn(), [read(a).item(), read(b).item()]));
    expect(seen.map(([a]) => a)).toEqual([0, 0, 0, 1, 1, 1, 1, 2]);
    expect(seen.map(([, b]) => b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('skipNonFinite', () => {
  const inverse = (optimizer: Transform) => {
    const [w, x] = [parameter([1, 1], { name: 'w', ...float64 }), input('x', [], 'float64')];
    const learn = step(sum(div(w, x)) as Scalar, optimizer);
    return { learn, w: () => read(w).toArray(), take: (value: number) => learn({ x: value }) };
  };

  it('leaves out a step with an infinite gradient, and goes on as if it had not been', () => {
    const [a, b] = [inverse(pipe(skipNonFinite(), radam())), inverse(pipe(skipNonFinite(), radam()))];
    for (const x of [1, 2, 0, 3, 0, 0, 4]) a.take(x);
    for (const x of [1, 2, 3, 4]) b.take(x);
    expect(a.w()).toEqual(b.w());
    const count = (name: string): number => read(wireOf(a.learn, `skipNonFinite.${name}`)).item();
    expect([count('skipped'), count('inARow'), count('step')]).toEqual([3, 0, 4]);
    const [{ 'skipNonFinite.skipped': _a, ...left }, { 'skipNonFinite.skipped': _b, ...right }] = [a, b].map(({ learn }) => registersOf(learn)) as [Record<string, unknown>, Record<string, unknown>]; // prettier-ignore
    expect(left).toEqual(right);
  });

  it('moves not even what it counts when there are too many in a row, and goes on after them', () => {
    const { take, learn, w } = inverse(pipe(skipNonFinite({ limit: 2 }), sgd({ learningRate: 1 })));
    for (const x of [1, 0, 0]) take(x);
    const before = JSON.stringify(registersOf(learn));
    expect(() => take(0)).toThrow('skipNonFinite: at most 2 steps in a row may have a gradient that is not finite, got 3');
    expect(JSON.stringify(registersOf(learn))).toBe(before);
    take(1);
    expect(w()).toEqual([-1, -1]);
  });

  it('sees a gradient that is NaN in one element of one parameter', () => {
    const [w, v] = [parameter([1, 2, 3], { name: 'w' }), parameter(1, { name: 'v' })];
    const bad = constant([0, NaN, 0]);
    const learn = step(add(sum(mul(w, bad)), v) as Scalar, pipe(skipNonFinite(), sgd({ learningRate: 1 })));
    learn();
    expect([read(w).toArray(), read(v).item()]).toEqual([[1, 2, 3], 1]);
  });
}); // prettier-ignore
