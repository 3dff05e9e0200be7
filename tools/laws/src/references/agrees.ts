import { add, constant, gradient, mul, parameter, sin, square, sum, type Node, type Runner } from '@thalweg/graph';
import { tensor, type DType, type Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import { passOnce } from '../compiled/runs.ts';
import { appliedReference, type OperationReference, type PlainReference } from './operation-reference.ts';

type Scalar = Node<readonly []>;

const BOUNDS = { float64: 1e-9, float32: 1e-4 } as const;

function tensorOf({ shape, data, dtype }: PlainReference, real: DType): Tensor {
  return tensor([...data], { shape, dtype: dtype ?? real });
}

/** A node, and what PyTorch has for it. */
type Compared = readonly [found: Node, wanted: PlainReference];

/** The output of a row, its gradients, and its second derivatives. */
function comparedOf(row: OperationReference, dtype: DType, applied: Applied): Compared[] {
  const inputs = row.inputs.map(value =>
    value.dtype === undefined ? parameter(tensorOf(value, dtype)) : constant(tensorOf(value, dtype)),
  ) as Node[];
  const output = applied(row, inputs);
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

/** How rows are computed. */
interface Agreement {
  readonly runner?: Runner | undefined;
  /** The node of a row; by default that of an operation. */
  readonly applied?: Applied;
}

type Applied = (row: OperationReference, inputs: readonly Node[]) => Node;

/** Expects the numbers of some rows, all computed in one pass, to be PyTorch's. */
export function agrees(
  rows: readonly OperationReference[],
  dtype: keyof typeof BOUNDS,
  { runner, applied = appliedReference }: Agreement = {},
): void {
  const compared = rows.flatMap((row, n) =>
    comparedOf(row, dtype, applied).map(([node, wanted], value) => ({ node, wanted, of: titleOf(row, n, value) })),
  );
  const found = passOnce({ outputs: compared.map(({ node }) => node), ...(runner && { runner }) });
  compared.forEach(({ wanted: { shape, data }, of }, n) => {
    expect(found[n]!.shape, of).toEqual(shape);
    const bound = BOUNDS[dtype] * Math.max(1, ...data.map(Math.abs).filter(Number.isFinite));
    const off = data.findIndex((value, i) => !isClose(found[n]!, i, value, bound));
    if (off >= 0) expect(found[n]!.data[off], `${of}, element ${off}`).toBe(data[off]);
  });
}

function titleOf({ operation, options }: OperationReference, row: number, value: number): string {
  return `value ${value} of row ${row}, ${operation} ${JSON.stringify(options ?? {})}`;
}

/** Values past the largest number of float32 are infinite there. */
function isClose({ data, dtype }: Tensor, i: number, value: number, bound: number): boolean {
  const held = dtype === 'float32' ? Math.fround(value) : value;
  return data[i] === held || Math.abs(data[i]! - held) <= bound;
}
