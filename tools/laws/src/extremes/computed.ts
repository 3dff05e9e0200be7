import { gradient, sum, type Node, type Runner } from '@thalweg/graph';
import { sizeOf, type DType, type Tensor } from '@thalweg/tensor';
import { passOnce } from '../compiled/runs.ts';
import { applied, nodeOf, type ExtremeRow, type ExtremeValue } from './extreme-rows.ts';
import type { ExtremeCase } from './extreme-case.ts';

/** What a row computes: its value and its gradients, and PyTorch's. */
interface Computed {
  readonly node: Node;
  readonly of: ExtremeCase['of'];
  readonly theirs: ExtremeValue;
}

/** Holds all numbers of some rows against PyTorch's. Returns their number, and those that are others. */
export function compared(rows: readonly ExtremeRow[], runner?: Runner): { count: number; others: ExtremeCase[] } {
  const nodes = rows.flatMap(row => computedBy(row).map(one => ({ row, ...one })));
  const values = passOnce({ outputs: nodes.map(({ node }) => node), ...(runner && { runner }) });
  const others = nodes.flatMap(({ row, of, theirs }, n) => othersIn(row, of, theirs, values[n]!));
  return { count: nodes.reduce((count, { theirs }) => count + theirs.data.length, 0), others };
}

function computedBy(row: ExtremeRow): Computed[] {
  const inputs = row.inputs.map(nodeOf);
  const node = applied(row, inputs);
  const slopes = row.gradients.flatMap((theirs, of) =>
    theirs === undefined
      ? []
      : [{ node: gradient(sum(node) as Node as Node<readonly []>, inputs[of]!) as Node, of, theirs }],
  );
  return [{ node, of: 'value', theirs: row.output }, ...slopes];
}

function othersIn(row: ExtremeRow, of: ExtremeCase['of'], theirs: ExtremeValue, found: Tensor): ExtremeCase[] {
  const { operation, options, dtype } = row;
  const [shape, wanted] = [found, theirs].map(value => `${value.dtype} [${value.shape.join()}]`);
  if (shape !== wanted) throw new Error(`${operation} ${JSON.stringify(options)}: ${shape} is not ${wanted}`);
  return Array.from(found.data).flatMap((value, place) => {
    const other = theirs.data[place]!;
    const inputs = inputsAt(row, theirs, place);
    const scale = SCALES[operation]?.(inputs[0]!) ?? 0;
    return isAlike(value, other, dtype, scale) ? [] : [{ operation, options, dtype, of, inputs, found: value, theirs: other }]; // prettier-ignore
  });
}

/** Where all but rounding cancels, errors are relative to what cancels: probabilities to 1, a variance to its numbers. */
const SCALES: Readonly<Record<string, (inputs: readonly number[]) => number>> = {
  logSoftmax: () => 1,
  softmax: () => 1,
  softmaxCrossEntropy: () => 1,
  variance: inputs => Math.max(0, ...inputs.map(Math.abs).filter(Number.isFinite)),
};

/** NaN is NaN, zeros have signs, and what is finite agrees to some units in its last place. */
function isAlike(found: number, theirs: number, dtype: DType, scale: number): boolean {
  if (Object.is(found, theirs)) return true;
  if (!Number.isFinite(found) || !Number.isFinite(theirs) || found === theirs) return false;
  const [bound, least] = dtype === 'float32' ? [2e-6, 2 ** -148] : [1e-13, 2 ** -1073];
  return Math.abs(found - theirs) <= bound * Math.max(Math.abs(theirs), scale) + least;
}

/** What belongs to an element: the elements at its place, or its row, or everything. */
function inputsAt({ inputs }: ExtremeRow, { shape, data }: ExtremeValue, place: number): number[][] {
  return inputs.map(input => {
    const [rows, lines] = [shape[0], input.shape[0]];
    if (input.shape.length === 1 && input.data.length === data.length) return [input.data[place]!];
    if (rows !== lines || rows === undefined || data.length === 0) return [...input.data];
    const length = sizeOf(input.shape.slice(1));
    const row = Math.floor(place / (data.length / rows));
    return input.data.slice(row * length, (row + 1) * length);
  });
}
