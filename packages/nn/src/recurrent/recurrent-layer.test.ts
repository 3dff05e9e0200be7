import {
  add,
  checkpointed,
  constant,
  fillLike,
  gradient,
  input,
  mul,
  parameter,
  parametersOf,
  read,
  registersOf,
  slice,
  sum,
  type Node,
} from '@thalweg/graph';
import { tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { training } from '../testing/training.ts';
import { gru, gruCell, lru, lstm, rnn, type Carry, type RecurrentLayer } from '../index.ts';

type Layer = RecurrentLayer<Carry>;

const kinds: readonly (readonly [kind: string, make: (options?: object) => Layer])[] = [
  ['rnn', options => rnn(3, options as object) as unknown as Layer],
  ['gru', options => gru(3, options as object) as unknown as Layer],
  ['lstm', options => lstm(3, options as object) as unknown as Layer],
  ['lru', options => lru(3, options as object) as unknown as Layer],
];

/** A cell whose output is no part of its carry. */
const summing = Object.assign(
  ({ total }: { readonly [name: string]: Node; readonly total: Node }, x: Node) => {
    const next = add(total, x) as Node;
    return { carry: { total: next }, output: mul(next, 10) as Node };
  },
  { initial: (x: Node) => ({ total: fillLike(x, 0) as Node }) },
);

const sequences = constant([[[1], [2], [4]], [[1], [1], [1]]]) as Node; // prettier-ignore

const bools = (rows: readonly (readonly boolean[])[]): Node => constant(rows as never, { dtype: 'bool' }) as Node;

const valueOf = (node: Node): unknown => read(node).toArray();

describe.each(kinds)('the layer %s', (_kind, make) => {
  const x = constant([[[1, 0.5], [-1, 2], [0, 1]], [[0.3, -0.5], [1, -2], [2, 1]]]) as Node; // prettier-ignore

  it('of no steps has no outputs, and ends as it begins', () => {
    const none = constant(tensor(new Float32Array(0), { shape: [2, 0, 2] })) as Node;
    const { output, carries } = make().withCarry(none);
    expect(read(output).shape).toEqual([2, 0, 3]);
    const zeros = [[0, 0, 0], [0, 0, 0]]; // prettier-ignore
    for (const part of Object.values(carries[0]!)) expect(valueOf(part)).toEqual(zeros);
    const init = carries.map(carry => Object.fromEntries(Object.keys(carry).map(name => [name, constant([[1, 2, 3], [4, 5, 6]]) as Node]))); // prettier-ignore
    for (const part of Object.values(make({ init }).withCarry(none).carries[0]!))
      expect(valueOf(part)).toEqual([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
  });

  it('returns the last output only if asked for', () => {
    for (const options of [{}, { reverse: true }, { bidirectional: true }, { layers: 2 }]) {
      const [all, last] = [make(options), make({ ...options, outputs: 'last' })].map(layer => layer.withCarry(x));
      const units = 'bidirectional' in options ? 6 : 3;
      expect(all!.output.shape).toEqual([2, 3, units]);
      expect(last!.output.shape).toEqual([2, units]);
      const step = (at: number, from: number, to: number): Node =>
        slice(slice(all!.output, { axis: 1, from: at, to: at + 1 }) as Node, { axis: 2, from, to }) as Node;
      const parts =
        'bidirectional' in options ? [step(2, 0, 3), step(0, 3, 6)] : [step('reverse' in options ? 0 : 2, 0, 3)];
      const wanted = [0, 1].map(row => parts.flatMap(part => (valueOf(part) as number[][][])[row]![0]!));
      expect(valueOf(all!.last)).toEqual(wanted);
      expect(valueOf(last!.last)).toEqual(valueOf(last!.output));
    }
  });

  it('runs along the axis of the option', () => {
    const turned = constant([[[1, 0.5], [0.3, -0.5]], [[-1, 2], [1, -2]], [[0, 1], [2, 1]]]) as Node; // prettier-ignore
    const wanted = valueOf(make()(x)) as number[][][];
    const found = valueOf(make({ axis: 0 })(turned)) as number[][][];
    expect([0, 1].map(row => found.map(step => step[row]))).toEqual(wanted);
    for (const axis of [2, -1, 3, -4, 0.5])
      expect(() => make({ axis })(x)).toThrow('the input must have time along axis');
    expect(() => make()(constant([1, 2]) as Node)).toThrow('the input must have time along axis -2');
  });

  it('takes one sequence without a batch', () => {
    const one = constant([[1, 0.5], [-1, 2], [0, 1]]) as Node; // prettier-ignore
    const wanted = (valueOf(make()(x)) as number[][][])[0]!;
    (valueOf(make()(one)) as number[][]).forEach((row, step) => row.forEach((value, unit) => expect(value).toBeCloseTo(wanted[step]![unit]!, 6)));
  }); // prettier-ignore

  it('shares its cells when it is applied again', () => {
    const layer = make({ layers: 2 });
    const [first, second] = [layer(x), layer(constant([[[5, 5]]]) as Node)];
    expect(parametersOf(add(sum(first), sum(second)) as Node).length).toBe(parametersOf(first).length);
    expect(layer.cells.length).toBe(2);
  });

  it('is one layer after another if stacked, with dropout between them in training only', () => {
    const ones = constant(tensor(new Float32Array(400).fill(1), { shape: [1, 200, 2] })) as Node;
    const [plain, dropped] = [make({ layers: 2 })(ones), make({ layers: 2, dropout: 0.5 })(ones)];
    expect(valueOf(dropped)).toEqual(valueOf(plain));
    const frame = training([plain, dropped], { steps: true });
    const [a, b, c] = [frame.pass(), frame.pass(), frame.pass()];
    expect(a[0]!.toArray()).toEqual(b[0]!.toArray());
    expect(a[1]!.toArray()).not.toEqual(b[1]!.toArray());
    expect(b[1]!.toArray()).not.toEqual(c[1]!.toArray());
    frame.close();
    const single = make({ dropout: 0.5 })(ones);
    expect(registersOf(single).every(one => parametersOf(single).includes(one as never))).toBe(true);
  });

  it('refuses options that exclude each other, or do not fit', () => {
    expect(() => make({ bidirectional: true, reverse: true })).toThrow('a bidirectional layer must not be reverse');
    expect(() => make({ bidirectional: true, stateful: true })).toThrow('a bidirectional layer must not be stateful');
    expect(() => make({ reverse: true, stateful: true })).toThrow('a layer in reverse must not be stateful');
    expect(() => make({ outputs: 'lasd' })).toThrow(/last/);
    expect(() => make({ layers: 0 })).toThrow('the number of layers must be a positive whole number');
    expect(() => make({ init: {}, layers: 2 })).toThrow('init must have a carry for each of 2 cells, got 1');
    expect(() => make({ init: { k: x } })(x)).toThrow('init must have the nodes');
    expect(() => make({ init: {}, stateful: true })).toThrow('must have init or stateful');
    expect(() => make({ direction: 2 })).toThrow(/direction/);
    expect(() => make({ dropout: 1 })).toThrow('the rate must be from 0 to below 1');
  });
});

describe('rnn on a cell of your own', () => {
  it('runs it forward, or from the end', () => {
    expect(valueOf(rnn(summing)(sequences))).toEqual([[[10], [30], [70]], [[10], [20], [30]]]); // prettier-ignore
    expect(valueOf(rnn(summing, { reverse: true })(sequences))).toEqual([[[70], [60], [40]], [[30], [20], [10]]]); // prettier-ignore
  });

  it('has the last valid output of each sequence, zero where there is none', () => {
    const last = (mask: Node | undefined, options?: object): unknown =>
      valueOf(rnn(summing, { outputs: 'last', mask, ...options } as object)(sequences));
    expect(last(undefined)).toEqual([[70], [30]]);
    expect(last(undefined, { reverse: true })).toEqual([[70], [30]]);
    expect(last(bools([[true, true, false], [false, true, false]]))).toEqual([[30], [10]]); // prettier-ignore
    expect(last(bools([[false, true, true], [false, false, false]]), { reverse: true })).toEqual([[60], [0]]); // prettier-ignore
  });

  it('emits zeros at steps that are not valid, and no gradient goes there', () => {
    const x = parameter([[[1], [2], [4]]]) as Node; // prettier-ignore
    const y = rnn(summing, { mask: bools([[true, false, true]]) })(x);
    expect(valueOf(y)).toEqual([[[10], [0], [50]]]);
    expect(valueOf(gradient(sum(y) as Node, x))).toEqual([[[20], [0], [10]]]);
  });

  it('is refused if it is none', () => {
    expect(() => rnn((() => undefined) as never)).toThrow('a cell must have a function initial');
    const broken = Object.assign(() => undefined, { initial: (x: Node) => ({ h: x }) });
    expect(() => rnn(broken as never)(sequences)).toThrow('a cell must return { carry, output }');
  });

  it('has no stacks', () => {
    expect(() => rnn(summing, { layers: 2 } as object)).toThrow(/layers/);
  });

  it('begins with a carry that it is given', () => {
    const init = { total: constant([[100], [200]]) as Node };
    expect(valueOf(rnn(summing, { init, outputs: 'last' })(sequences))).toEqual([[1070], [2030]]);
    const { carries } = rnn(summing).withCarry(sequences);
    expect(valueOf(rnn(summing, { init: carries, outputs: 'last' })(sequences))).toEqual([[140], [60]]);
  });
});

it('a carry to begin with is learned, the same for all sequences', () => {
  const h = parameter([0.5, -0.5, 1]);
  expect(gru(3, { init: { h: h as Node } })(input('x', ['batch', 'time', 2])).shape).toEqual(['batch', 'time', 3]);
  const rows = constant([[0.5, -0.5, 1], [0.5, -0.5, 1]]) as Node; // prettier-ignore
  const fixed = constant([[[1, 2]], [[3, 4]]]) as Node; // prettier-ignore
  const [learned, given] = [{ h: h as Node }, { h: rows }].map(init => gru(3, { init })(fixed) as Node);
  expect(valueOf(learned!)).toEqual(valueOf(given!));
  const slopes = valueOf(gradient(sum(given!) as Node, rows)) as number[][];
  (valueOf(gradient(sum(learned!) as Node, h as Node)) as number[]).forEach((value, unit) =>
    expect(value).toBeCloseTo(slopes[0]![unit]! + slopes[1]![unit]!, 6),
  );
});

it('a named axis of time is of any length', () => {
  const x = input('x', ['batch', 'time', 2]);
  const y = x.pipe(gru(3, { bidirectional: true }));
  expect(y.shape).toEqual(['batch', 'time', 6]);
  for (const steps of [1, 5, 0]) {
    x.set(tensor(new Float32Array(2 * steps * 2).fill(0.5), { shape: [2, steps, 2] }));
    expect(read(y as Node).shape).toEqual([2, steps, 6]);
  }
});

it('a layer of a checkpointed cell computes again what its gradient reads, and has the parameters of the cell', () => {
  const stacksRead = (cell: ReturnType<typeof gruCell>): number => {
    const x = input('x', ['time', 2, 3]) as Node;
    const slope = gradient(sum(rnn(cell, { axis: 0 })(x)) as Node<readonly []>, x) as Node;
    expect(cell.inputWeight.shape).toEqual([3, 12]);
    const found = new Set<Node>([slope]);
    for (const node of found) for (const one of node.inputs) found.add(one);
    return [...found].filter(({ name, shape }) => name === 'scan' && shape[0] === 'time').length;
  };
  expect(stacksRead(checkpointed(gruCell(4)))).toBeLessThan(stacksRead(gruCell(4)));
});

it('more layers than anybody stacks are refused at once', () => {
  expect(() => lstm(3, { layers: 2 ** 31 })).toThrow(
    'lstm: the number of layers must be at most 1000, got 2147483648.',
  );
});

it('the axis of a batch is not taken for time', () => {
  expect(() => gru(4)(input('flat', ['batch', 2]))).toThrow(
    'gru: the input must have time along axis -2, and features along its last, got [batch, 2].',
  );
});
