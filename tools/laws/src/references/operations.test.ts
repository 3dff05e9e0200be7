import { add, constant, gradient, mul, parameter, sin, square, sum, type Node, type Runner } from '@thalweg/graph';
import { tensor, type DType, type Tensor } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { counted } from '../compiled/counted.ts';
import { passOnce } from '../compiled/runs.ts';
import { replaced } from '../operations/plain.ts';
import { refute } from '../refute.ts';
import {
  appliedReference,
  operationReferences,
  type OperationReference,
  type PlainReference,
} from './operation-reference.ts';

type Scalar = Node<readonly []>;

const rows = operationReferences('operations', 'activations', 'elementwise', 'movement', 'order', 'pools');

const titled = rows.map(
  (row, number) => [`${row.operation} ${JSON.stringify(row.options ?? {})}, row ${number}`, row] as const,
);

const BOUNDS = { float64: 1e-9, float32: 1e-4 } as const;

function tensorOf({ shape, data, dtype }: PlainReference, real: DType): Tensor {
  return tensor([...data], { shape, dtype: dtype ?? real });
}

/** A node, and what PyTorch has for it. */
type Compared = readonly [found: Node, wanted: PlainReference];

/** The output of a row, its gradients, and its second derivatives. */
function comparedOf(row: OperationReference, dtype: DType): Compared[] {
  const inputs = row.inputs.map(value =>
    value.dtype === undefined ? parameter(tensorOf(value, dtype)) : constant(tensorOf(value, dtype)),
  ) as Node[];
  const output = appliedReference(row, inputs);
  const upstream = constant(tensorOf(row.upstream, dtype)) as Node;
  const derived = (values: OperationReference['gradients'], of: (input: Node) => Node): Compared[] =>
    values.flatMap((value, n) => (value === null ? [] : [[of(inputs[n]!), value] as const]));
  const gradients = derived(row.gradients, input => gradient(output, input, { upstream }) as Node);
  if (row.second === undefined) return [[output, row.output], ...gradients];
  const loss = sum(mul(sin(output), upstream)) as Scalar;
  const slopes = derived(row.gradients, input => sum(square(gradient(loss, input) as Node)) as Node).map(
    ([slope]) => slope,
  );
  const energy = mul(
    slopes.reduce((all, next) => add(all, next) as Node),
    0.5,
  ) as Scalar;
  return [[output, row.output], ...gradients, ...derived(bent(row), input => gradient(energy, input) as Node)];
}

/** PyTorch has the second derivative 0 at the kink of elu; ours is that from the left, as 0 is no number above 0. */
function bent({ operation, options, inputs, upstream, second }: OperationReference): OperationReference['gradients'] {
  if (operation !== 'elu') return second!;
  const alpha = (options?.['alpha'] as number | undefined) ?? 1;
  const slope = second![0]!;
  const data = slope.data.map((value, i) => (inputs[0]!.data[i] === 0 ? (alpha * upstream.data[i]!) ** 2 : value));
  return [{ ...slope, data }];
}

function agrees(row: OperationReference, dtype: keyof typeof BOUNDS, runner?: Runner): void {
  const compared = comparedOf(row, dtype);
  const found = passOnce({ outputs: compared.map(([node]) => node), ...(runner && { runner }) });
  compared.forEach(([{ name }, { shape, data }], n) => {
    expect(found[n]!.shape, name).toEqual(shape);
    const bound = BOUNDS[dtype] * Math.max(1, ...data.map(Math.abs).filter(Number.isFinite));
    const off = data.findIndex((value, i) => !isClose(found[n]!, i, value, bound));
    if (off >= 0) expect(found[n]!.data[off], `value ${n}, ${name}, element ${off}`).toBe(data[off]);
  });
}

/** Values past the largest number of float32 are infinite there. */
function isClose({ data, dtype }: Tensor, i: number, value: number, bound: number): boolean {
  const held = dtype === 'float32' ? Math.fround(value) : value;
  return data[i] === held || Math.abs(data[i]! - held) <= bound;
}

describe('PyTorch has the same values, gradients and second derivatives', () => {
  it.each(titled)('interpreted: %s', (_, row) => {
    agrees(row, 'float64');
    agrees(row, 'float32');
  });

  it.each(titled)('compiled: %s', (_, row) => {
    for (const dtype of ['float64', 'float32'] as const) {
      const watched = counted();
      agrees(row, dtype, watched.runner);
      expect(watched).toMatchObject({ compiled: 1, interpreted: 0 });
    }
  });

  it('of operations that pass a gradient, with second derivatives of nearly all of them', () => {
    const twice = rows.filter(({ second }) => second !== undefined);
    expect([rows.length, twice.length]).toEqual([627, 606]);
    expect(new Set(twice.map(({ operation }) => operation)).size).toBeGreaterThanOrEqual(58);
    expect([rows.length, twice.length]).toEqual([627, 606]);
    expect(new Set(twice.map(({ operation }) => operation)).size).toBeGreaterThanOrEqual(57);
  });

  it('control: other numbers and other operations are found out', () => {
    const row = rows.find(({ operation }) => operation === 'softmax')!;
    agrees(row, 'float64');
    const spoilt = (value: PlainReference, by: number): PlainReference => ({ ...value, data: replaced(value.data, 1, value.data[1]! + by) });
    for (const by of [1e-8, NaN]) {
      refute(() => agrees({ ...row, output: spoilt(row.output, by) }, 'float64'));
      refute(() => agrees({ ...row, gradients: [spoilt(row.gradients[0]!, by)] }, 'float64'));
      refute(() => agrees({ ...row, second: [spoilt(row.second![0]!, by)] }, 'float64'));
    }
    refute(() => agrees({ ...row, operation: 'logSoftmax' }, 'float64'));
    const kink = rows.find(({ operation, inputs }) => operation === 'elu' && inputs[0]!.data.includes(0))!;
    refute(() => agrees({ ...kink, upstream: spoilt(kink.upstream, 0.1) }, 'float64'));
  });
}); // prettier-ignore
