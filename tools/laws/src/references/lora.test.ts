import {
  conv2d,
  einsum,
  feed,
  gradients,
  input,
  matmul,
  mul,
  openFrame,
  type Node,
  parameter,
  parametersOf,
  read,
  type Register,
  registersOf,
  sum,
  constant,
} from '@thalweg/graph';
import { dense, lora, mergeLora, tanh } from '@thalweg/nn';
import { tensor, type Shape, type Sizes, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Flat {
  readonly shape: Sizes;
  readonly data: readonly number[];
}

interface Row {
  readonly name: string;
  readonly values: Readonly<Record<string, Flat>>;
  readonly output: Flat;
  readonly upstream: Flat;
  readonly gradients: Readonly<Record<string, Flat>>;
}

const { rank, alpha, rows } = JSON.parse(
  readFileSync(new URL('../../reference/lora.json', import.meta.url), 'utf8'),
) as { rank: number; alpha: number; rows: readonly Row[] };

const float64 = { dtype: 'float64' } as const;
const valueOf = ({ shape, data }: Flat): Tensor => tensor(Float64Array.from(data), { shape });
const weight = ({ values }: Row): Node => parameter(valueOf(values.w!), { name: 'w' }) as Node;
const product = (a: Node, b: Node): Node => matmul<Shape, Shape>(a, b) as Node;

/** The circuits of the rows, without adapters. */
const circuits: Readonly<Record<string, (x: Node, row: Row) => Node>> = {
  matmul: (x, row) => product(x, weight(row)),
  'many matrices': (x, row) => product(x, weight(row)),
  left: (x, row) => product(weight(row), x),
  einsum: (x, row) => einsum('bti,io->bto', x, weight(row)) as Node,
  dense: x => x.pipe(dense(5) as never),
  conv2d: (x, row) =>
    conv2d<Shape, Shape>(x, weight(row), { stride: [2, 1], padding: [1, 1], dilation: [1, 2] } as never) as Node,
  network: x => x.pipe(dense(5) as never, tanh() as never, dense(4) as never),
};

/** The largest difference from the reference, relative to numbers above 1. */
function distance({ data }: Tensor, to: Flat): number {
  return Math.max(...to.data.map((value, i) => Math.abs(data[i]! - value) / Math.max(1, Math.abs(value))));
}

describe.each(rows)('lora on $name', row => {
  const x = input('x', row.values.x!.shape, 'float64') as Node;
  const adapted = circuits[row.name]!(x, row).pipe(lora({ rank, alpha }));
  for (const register of registersOf(adapted)) (register as Register).set(valueOf(row.values[register.name]!));
  const loss = sum(mul(adapted, constant(valueOf(row.upstream), float64) as Node)) as Node;
  const moved = new Map<string, Node>([['x', x], ...parametersOf(loss).map(one => [one.name, one as Node] as const)]);
  const names = Object.keys(row.gradients);
  const outputs = [adapted, ...names.map(name => gradients(loss).of(moved.get(name)!))];
  const wanted = [row.output, ...names.map(name => row.gradients[name]!)];

  it.each([['interpreted', undefined], ['compiled', wasm()]] as const)('agrees with PyTorch, %s', (_, runner) => {
    expect([...moved.keys()].sort()).toEqual([...names].sort());
    const frame = openFrame({ outputs, runner });
    feed([x as never, valueOf(row.values.x!) as never]);
    frame.run([], result => {
      if ('error' in result) throw result.error;
      result.outputs.forEach((value, i) => expect(distance(value, wanted[i]!)).toBeLessThan(1e-9));
    });
    frame.close();
  }); // prettier-ignore

  it('computes the same when it is merged', () => {
    feed([x as never, valueOf(row.values.x!) as never]);
    expect(distance(read(mergeLora(adapted)), row.output)).toBeLessThan(1e-12);
  });
});
