import { constant, gradient, input, read, registersOf, slice, sum, type Input, type Node } from '@thalweg/graph';
import { tensor, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { gru, lru, lstm, rnn, type Carry, type RecurrentLayer } from '../index.ts';
import { windows } from '../testing/windows.ts';

type Layer = RecurrentLayer<Carry>;

const kinds: readonly (readonly [kind: string, make: (options?: object) => Layer])[] = [
  ['rnn', options => rnn(3, options as object) as unknown as Layer],
  ['gru', options => gru(3, options as object) as unknown as Layer],
  ['lstm', options => lstm(3, options as object) as unknown as Layer],
  ['lru', options => lru(3, options as object) as unknown as Layer],
];

/** Numbers `[rows, steps, 2]`. */
const numbers = (rows: number, steps: number): Tensor =>
  tensor(
    Float64Array.from({ length: rows * steps * 2 }, (_, i) => Math.sin(i + 1)),
    { shape: [rows, steps, 2] },
  );

const stepsOf = (x: Tensor, from: number, to: number): Tensor =>
  read(slice(constant(x), { axis: 1, from, to }) as Node) as Tensor;

/** The output of a layer without state. */
function computed(layer: Layer, value: Tensor): Tensor {
  const x = source();
  (x as Input).set(value as never);
  return read(layer(x));
}

const source = (): Node => input('x', ['batch', 'time', 2], 'float64') as Node;

describe.each(kinds)('a stateful %s', (_kind, make) => {
  const whole = numbers(2, 6);
  const parts = [stepsOf(whole, 0, 2), stepsOf(whole, 2, 5), stepsOf(whole, 5, 6)];

  it.each([{}, { layers: 2 }])('computes in windows what it computes in one sequence, %o', options => {
    const x = source();
    const run = windows({ outputs: [make({ ...options, stateful: { rows: 2 } })(x)], x });
    const found = parts.flatMap(part => columns(run.step(part)[0]!));
    const wanted = columns(computed(make(options), whole));
    found.forEach((step, at) => step.flat().forEach((value, i) => expect(value).toBeCloseTo(wanted[at]!.flat()[i]!, 12)));
    run.close();
  }); // prettier-ignore

  it('begins anew in the rows that reset names', () => {
    const [x, reset] = [source(), input('reset', ['batch'], 'bool') as Node];
    const run = windows({ outputs: [make({ stateful: { rows: 2, reset }, outputs: 'last' })(x)], x, reset });
    run.step(parts[0]!, [false, false]);
    const [both] = run.step(parts[1]!, [false, true]);
    const kept = computed(make({ outputs: 'last' }), stepsOf(whole, 0, 5));
    const anew = computed(make({ outputs: 'last' }), parts[1]!);
    const wanted = [(kept.toArray() as number[][])[0]!, (anew.toArray() as number[][])[1]!];
    (both!.toArray() as number[][]).forEach((row, at) => row.forEach((value, i) => expect(value).toBeCloseTo(wanted[at]![i]!, 12)));
    run.close();
  }); // prettier-ignore

  it('ends the gradient at the window', () => {
    const x = source();
    const layer = make({ stateful: { rows: 2 } });
    const y = layer(x);
    const run = windows({ outputs: [gradient(sum(y) as Node, x)], x });
    run.step(parts[0]!);
    const carries = layer.cells.flatMap(() => registersOf(y).filter(({ name }) => name.startsWith('carry1/')));
    const before = Object.fromEntries(carries.map(one => [one.name.split('/')[1]!, constant(read(one as Node)) as Node]));
    const [found] = run.step(parts[1]!);
    const given = source();
    const again = windows({ outputs: [gradient(sum(make({ init: before })(given)) as Node, given)], x: given });
    expect(found!.toArray()).toEqual(again.step(parts[1]!)[0]!.toArray());
    run.close();
    again.close();
  }); // prettier-ignore

  it('reads without moving, from zeros, in batches of any size', () => {
    const x = source();
    const y = make({ stateful: { rows: 2 } })(x);
    const run = windows({ outputs: [y], x });
    run.step(parts[0]!);
    const states = registersOf(y).filter(({ name }) => name.startsWith('carry1/'));
    const before = states.map(one => read(one as Node).toArray());
    expect(before.flat(2).some(value => value !== 0)).toBe(true);
    const reading = windows({ outputs: [y], x, training: false });
    const seven = numbers(7, 3);
    const wanted = computed(make(), seven).toArray();
    expect(reading.step(seven)[0]!.toArray()).toEqual(wanted);
    expect(states.map(one => read(one as Node).toArray())).toEqual(before);
    run.close();
    reading.close();
  });

  it('refuses windows of another number of sequences, and keeps its carry', () => {
    const x = source();
    const y = make({ stateful: { rows: 2 } })(x);
    const run = windows({ outputs: [y], x });
    run.step(parts[0]!);
    const states = registersOf(y).filter(({ name }) => name.startsWith('carry1/'));
    const before = states.map(one => read(one as Node).toArray());
    expect(() => run.step(numbers(3, 2))).toThrow(
      'a batch must have as many sequences as the carry that it begins with',
    );
    expect(states.map(one => read(one as Node).toArray())).toEqual(before);
    run.step(parts[1]!);
    run.close();
  });
});

/** The outputs of each step, for all rows. */
function columns(value: Tensor): number[][][] {
  const rows = value.toArray() as number[][][];
  return rows[0]!.map((_, step) => rows.map(row => row[step]!));
}

it('a stateful layer needs the number of sequences, declared or given', () => {
  expect(() => gru(3, { stateful: true })(source())).toThrow('Give the number of sequences: { rows: 16 }');
  const declared = input('x', [4, 'time', 2]) as Node;
  expect(registersOf(gru(3, { stateful: true })(declared) as Node).some(({ name }) => name === 'carry1/h')).toBe(true);
  const alone = input('x', ['time', 2]) as Node;
  const state = registersOf(gru(3, { stateful: true })(alone) as Node).find(({ name }) => name === 'carry1/h')!;
  expect(state.shape).toEqual([3]);
});

it('a stateful layer refuses a reset that is no flag, and options that it does not have', () => {
  const x = source();
  expect(() => gru(3, { stateful: { rows: 2, reset: x } })(x)).toThrow('reset must be bool');
  expect(() => gru(3, { stateful: { row: 2 } as object })).toThrow(/rows/);
});

it('a stateful stack keeps the carry of each layer', () => {
  const x = source();
  const y = lstm(3, { layers: 2, stateful: { rows: 2 } })(x) as Node;
  const names = registersOf(y).flatMap(({ name }) => (name.startsWith('carry') ? name : []));
  expect(names.sort()).toEqual(['carry1/c', 'carry1/h', 'carry2/c', 'carry2/h']);
});
