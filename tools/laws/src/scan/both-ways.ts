import { constant, gradient, mul, parameter, stack, sum, vmap, type Node } from '@thalweg/graph';
import { tensor, type Sizes } from '@thalweg/tensor';
import type { Inputs, OperationRow } from '../operations/laws/operation-row.ts';
import { drawn, tensorOf } from '../operations/laws/plain.ts';

/** Real inputs differ from position to position by these factors, which round nothing. */
const FACTORS = [1, 0.5, 0.25];

/** Every choice of inputs that are mapped, but for none. */
export function choices(count: number): boolean[][] {
  return Array.from({ length: 2 ** count - 1 }, (_, bits) =>
    Array.from({ length: count }, (_, n) => ((bits + 1) >> n) % 2 === 1),
  );
}

function scaled(inputs: Inputs, factor: number): Inputs {
  return inputs.map(input => (input.dtype === 'real' ? { ...input, data: input.data.map(x => x * factor) } : input));
}

/** Nodes and all that they depend on. */
export function below(...roots: readonly Node[]): ReadonlySet<Node> {
  const found = new Set(roots);
  for (const node of found) for (const input of node.inputs) found.add(input);
  return found;
}

/** The value of an operation, and its gradients by inputs that are real. */
function valuesOf(row: OperationRow, inputs: readonly Node[], real: readonly Node[]): Node[] {
  const value = row.apply(...inputs);
  if (row.gradient !== 'passes') return [value];
  const { shape } = value;
  const weights = constant(tensor([...drawn(shape as Sizes, 1000, 0.5, 1.5).data], { shape: shape as Sizes, dtype: 'float64' })); // prettier-ignore
  const loss = sum(mul(value, weights)) as Node;
  return [value, ...real.filter(input => below(loss).has(input)).map(input => gradient(loss, input))];
}

/** An operation at all positions at once, and at each of them, which is built when it is asked for. */
export function bothWays(
  row: OperationRow,
  inputs: Inputs,
  isMapped: readonly boolean[],
): { mapped: Node[]; apart: () => Node[][] } {
  const own = FACTORS.map(factor => scaled(inputs, factor).map(input => tensorOf(input, 'float64')));
  const fixed = own[0]!.map((value, n) => (inputs[n]!.dtype === 'real' ? parameter(value) : constant(value)) as Node);
  const isReal = (_: Node, n: number): boolean => inputs[n]!.dtype === 'real';
  const stacks = fixed.flatMap((_, n) =>
    isMapped[n] ? [stack(own.map(one => constant(one[n]!)) as never) as Node] : [],
  );
  const mapped = vmap(
    ((slices: readonly Node[]): Node[] => {
      let next = 0;
      const here = fixed.map((node, n) => (isMapped[n] ? slices[next++]! : node));
      return valuesOf(row, here, here.filter(isReal));
    }) as never,
    stacks,
    { axis: 0 },
  ) as unknown as Node[];
  const apart = (): Node[][] =>
    own.map(values => {
      const here = fixed.map((node, n) => {
        if (!isMapped[n]) return node;
        return (inputs[n]!.dtype === 'real' ? parameter(values[n]!) : constant(values[n]!)) as Node;
      });
      return valuesOf(row, here, here.filter(isReal));
    });
  return { mapped, apart };
}
