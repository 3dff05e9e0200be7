import { constant, fillLike, input, matmul, parametersOf, read, type Node } from '@thalweg/graph';
import { tensor, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import {
  dense,
  gruCell,
  lruCell,
  lstmCell,
  rnnCell,
  type Carry,
  type Initializer,
  type RecurrentCell,
} from '../index.ts';

const kinds: readonly (readonly [kind: string, gates: number, make: (options?: object) => RecurrentCell])[] = [
  ['rnn', 1, options => rnnCell(3, options) as unknown as RecurrentCell],
  ['gru', 3, options => gruCell(3, options) as unknown as RecurrentCell],
  ['lstm', 4, options => lstmCell(3, options) as unknown as RecurrentCell],
];

const all = [...kinds, ['lru', 0, (options?: object) => lruCell(3, options) as unknown as RecurrentCell] as const];

const stepped = (cell: RecurrentCell, x: Node): { carry: Carry; output: Node } => cell(cell.initial(x), x);

const namesOf = (y: Node): string[] => parametersOf(y).map(({ name }) => name).sort(); // prettier-ignore

const valuesOf = (y: Node): Record<string, Tensor> =>
  Object.fromEntries(parametersOf(y).map(one => [one.name, read(one as Node)]));

/** One gate of weights `[rows, gates · columns]`. */
function gate(weights: Tensor, number: number, columns: number): number[][] {
  return (weights.toArray() as number[][]).map(row => row.slice(number * columns, (number + 1) * columns));
}

describe.each(all)('the cell of %s', (kind, _gates, make) => {
  it('has the shapes of its input and its units, along any leading axes', () => {
    for (const lead of [['batch'], ['batch', 'group', 2], [1]] as const) {
      const cell = make();
      const x = input('x', [...lead, 2]) as Node;
      const { carry, output } = stepped(cell, x);
      for (const one of [...Object.values(cell.initial(x)), ...Object.values(carry), output])
        expect(one.shape).toEqual([...lead, 3]);
    }
  });

  it('takes a single vector', () => {
    const cell = make();
    const [rows, vector] = [constant([[1, -2]]) as Node, constant([1, -2]) as Node];
    const wanted = read(stepped(cell, rows).output).toArray();
    expect([read(stepped(cell, vector).output).toArray()]).toEqual(wanted);
  });

  it('starts from zeros, of an empty batch too', () => {
    const cell = make();
    for (const { shape } of Object.values(cell.initial(constant([[7, NaN]]) as Node))) expect(shape).toEqual([1, 3]);
    for (const one of Object.values(cell.initial(constant([[7, NaN]]) as Node)))
      expect(read(one).toArray()).toEqual([[0, 0, 0]]);
    const none = constant(tensor(new Float32Array(0), { shape: [0, 2] })) as Node;
    expect(read(stepped(cell, none).output).shape).toEqual([0, 3]);
  });

  it('shares its parameters when it is applied again, and counts its kind in the network', () => {
    const x = input('x', ['batch', 2]) as Node;
    const [first, second] = [make(), make()];
    const y = stepped(first, stepped(second, x).output.pipe(dense(2)) as Node).output;
    const twice = stepped(first, stepped(first, x).output.pipe(dense(2)) as Node).output;
    const owners = new Set(namesOf(twice).flatMap(name => (name.startsWith(kind) ? name.split('/')[0] : [])));
    expect(owners.size).toBe(1);
    expect(new Set(namesOf(y).map(name => name.split('/')[0]))).toEqual(new Set(['dense1', `${kind}1`, `${kind}2`]));
    const named = stepped(make({ name: 'memory' }), x).output;
    expect(namesOf(named).every(name => name.startsWith('memory/'))).toBe(true);
  });

  it('starts different from an equal one, the same when it is built again, and other by seed', () => {
    const build = (options?: object): Record<string, Tensor> =>
      valuesOf(stepped(make(options), stepped(make(), input('x', ['batch', 2]) as Node).output).output);
    const [first, again, other] = [build(), build(), build({ seed: 5 })];
    const bits = (values: Record<string, Tensor>): unknown => Object.entries(values).map(([name, one]) => [name, one.toArray()]);
    expect(bits(again)).toEqual(bits(first));
    expect(bits(other)).not.toEqual(bits(first));
    const part = kind === 'lru' ? 'outputRe' : 'recurrentWeight';
    expect(first[`${kind}1/${part}`]!.toArray()).not.toEqual(first[`${kind}2/${part}`]!.toArray());
  }); // prettier-ignore

  it('has the dtype of its input', () => {
    const { carry, output } = stepped(make(), input('x', ['batch', 2], 'float64') as Node);
    expect([...Object.values(carry), output].map(({ dtype }) => dtype)).toEqual([...Object.keys(carry), ''].map(() => 'float64'));
    expect(() => stepped(make(), input('x', ['batch', 2], 'int32') as Node)).toThrow(/must be float32 or float64/);
  }); // prettier-ignore

  it('refuses another width, no fixed width, sizes that are no sizes, and unknown options', () => {
    const cell = make();
    stepped(cell, input('x', ['batch', 2]) as Node);
    expect(() => stepped(cell, input('x', ['batch', 3]) as Node)).toThrow(`${kind}: a cell applied again must get as many`);
    expect(() => stepped(make(), input('x', ['batch', 'width']) as Node)).toThrow('a last axis with a fixed size');
    expect(() => stepped(make(), input('x', []) as Node)).toThrow('a last axis with a fixed size');
    expect(() => make({ unit: 3 })).toThrow(/unit/);
    const makers = { rnn: rnnCell, gru: gruCell, lstm: lstmCell, lru: lruCell } as Record<string, (units: number) => unknown>;
    for (const units of [0, -1, 1.5, NaN]) expect(() => makers[kind]!(units)).toThrow('must be a positive whole number');
  }); // prettier-ignore
});

describe.each(kinds)('the gates of %s', (kind, gates, make) => {
  it('lie side by side, and each is initialized alone', () => {
    const values = valuesOf(stepped(make(), input('x', ['batch', 2]) as Node).output);
    const shapes = Object.fromEntries(Object.entries(values).map(([name, { shape }]) => [name, shape]));
    expect(shapes).toEqual({
      [`${kind}1/inputWeight`]: [2, 3 * gates],
      [`${kind}1/recurrentWeight`]: [3, 3 * gates],
      [`${kind}1/inputBias`]: [3 * gates],
      [`${kind}1/recurrentBias`]: [3 * gates],
    });
    const recurrent = values[`${kind}1/recurrentWeight`]!;
    const seen = new Set<string>();
    for (let number = 0; number < gates; number++) {
      const w = constant(gate(recurrent, number, 3)) as Node;
      const product = read(matmul(w, w, { transposeA: true }) as Node).toArray() as number[][];
      product.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(i === j ? 1 : 0, 5)));
      seen.add(String(gate(recurrent, number, 3)));
      const limit = Math.sqrt(6 / (2 + 3));
      for (const value of gate(values[`${kind}1/inputWeight`]!, number, 3).flat())
        expect(Math.abs(value)).toBeLessThanOrEqual(limit);
    }
    expect(seen.size).toBe(gates);
  });

  it('have no biases if told so', () => {
    const cell = make({ bias: false });
    expect(namesOf(stepped(cell, input('x', ['batch', 2]) as Node).output).length).toBe(2);
    expect((cell as unknown as { inputBias?: Node }).inputBias).toBeUndefined();
  });

  it('take weights that exist, of the right shape', () => {
    const donor = make() as RecurrentCell & { recurrentWeight: Node };
    const x = input('x', ['batch', 2]) as Node;
    const first = stepped(donor, x).output;
    const heir = make({ inputWeight: () => (donor as never)['inputWeight'], recurrentWeight: donor.recurrentWeight, bias: false });
    expect(namesOf(stepped(heir, x).output)).toEqual(namesOf(first).filter(name => name.endsWith('Weight')));
    const wrong = make({ recurrentWeight: constant([[1, 2]]) });
    expect(() => stepped(wrong, x)).toThrow(`recurrentWeight must have the shape [3, ${3 * gates}], got [1, 2]`);
    expect(() => stepped(make({ inputWeight: 3 }), x)).toThrow('inputWeight must be an initializer or a node');
  }); // prettier-ignore
});

describe('rnnCell', () => {
  it('is tanh or relu of a sum', () => {
    const one = (activation: 'tanh' | 'relu', x: number): number =>
      read(stepped(rnnCell(1, { activation, inputWeight: fillOnes }) as never, constant([[x]]) as Node).output).item();
    expect(one('tanh', 0.5)).toBeCloseTo(Math.tanh(0.5), 6);
    expect([one('relu', 2), one('relu', -2)]).toEqual([2, 0]);
    expect(() => rnnCell(1, { activation: 'relo' as 'relu' })).toThrow(/relu/);
  });
});

describe('lstmCell', () => {
  it('begins with a forget gate that remembers, unless told otherwise', () => {
    const x = input('x', ['batch', 2]) as Node;
    const biasOf = (options?: object): unknown => {
      const cell = lstmCell(2, options);
      stepped(cell as never, x);
      return read(cell.inputBias!).toArray();
    };
    expect(biasOf()).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    expect(biasOf({ forgetBias: 0 })).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(() => lstmCell(2, { forgetBias: NaN })).toThrow('forgetBias must be a finite number');
  });
});

describe('lruCell', () => {
  it('begins with eigenvalues in the ring, and units of one size', () => {
    const cell = lruCell(500, { rMin: 0.4, rMax: 0.9, maxPhase: 1 });
    stepped(cell as never, input('x', ['batch', 2], 'float64') as Node);
    const [nu, theta, gamma] = [cell.nuLog, cell.thetaLog, cell.gammaLog].map(one => Array.from(read(one).data));
    const sizes = nu!.map(value => Math.exp(-Math.exp(value)));
    expect(Math.min(...sizes)).toBeGreaterThan(0.4);
    expect(Math.max(...sizes)).toBeLessThan(0.9);
    // Evenly spread over the ring: as much of it is below √((0.4² + 0.9²)/2) as above.
    const below = sizes.filter(size => size < Math.sqrt((0.4 ** 2 + 0.9 ** 2) / 2)).length;
    expect(Math.abs(below - 250)).toBeLessThan(60);
    const phases = theta!.map(Math.exp);
    expect(Math.min(...phases)).toBeGreaterThan(0);
    expect(Math.max(...phases)).toBeLessThan(1);
    gamma!.forEach((value, unit) => expect(Math.exp(2 * value)).toBeCloseTo(1 - sizes[unit]! ** 2, 12));
  });

  it('has the recurrence that its transition says', () => {
    const cell = lruCell(2, { width: 4 });
    const x = constant([[0.5, -1, 2]], { dtype: 'float64' }) as Node;
    const before = { re: constant([[1, 2]], { dtype: 'float64' }) as Node, im: constant([[3, -1]], { dtype: 'float64' }) as Node };
    const { carry, output } = cell(before, x);
    const { decay, weight } = cell.transition(x);
    const [re, im, entering] = [read(decay.re).data, read(decay.im).data, read(matmul(x, weight.re) as Node).data];
    const wanted = [0, 1].map(unit => re[unit]! * [1, 2][unit]! - im[unit]! * [3, -1][unit]! + entering[unit]!);
    Array.from(read(carry.re).data).forEach((value, unit) => expect(value).toBeCloseTo(wanted[unit]!, 12));
    expect(output.shape).toEqual([1, 4]);
  }); // prettier-ignore

  it('refuses a ring that is none', () => {
    for (const options of [{ rMin: -0.1 }, { rMax: 1.1 }, { rMin: 0.9, rMax: 0.5 }, { rMin: NaN }])
      expect(() => lruCell(2, options)).toThrow('0 ≤ rMin ≤ rMax ≤ 1');
    for (const maxPhase of [0, -1, Infinity, NaN]) expect(() => lruCell(2, { maxPhase })).toThrow('maxPhase must be');
    expect(() => lruCell(2, { width: 0 })).toThrow('width must be a positive whole number');
  });

  it('may begin at the edges of the disc', () => {
    for (const ring of [
      { rMin: 0, rMax: 0 },
      { rMin: 1, rMax: 1 },
    ]) {
      const cell = lruCell(3, ring);
      const { output } = stepped(cell as never, constant([[1, 2]]) as Node);
      expect(Array.from(read(output).data).every(Number.isFinite)).toBe(true);
    }
  });
});

const fillOnes: Initializer = (_key, shape, dtype) =>
  tensor(new Array(shape[0]! * shape[1]!).fill(1), { shape, dtype });

it('a carry of other names is refused', () => {
  const x = input('x', ['batch', 2]) as Node;
  expect(() => gruCell(3)({ c: fillLike(x, 0) } as never, x)).toThrow('gru');
}); // prettier-ignore
