import { readFileSync } from 'node:fs';
import * as graph from '@thalweg/graph';
import { constant, gradient, type Node, parameter, type Runner, sum } from '@thalweg/graph';
import * as nn from '@thalweg/nn';
import { type DType, isFloat, sizeOf, type Sizes, tensor, type Tensor } from '@thalweg/tensor';
import { passOnce } from '../compiled/runs.ts';
import { appliedLoss } from '../references/operation-reference.ts';
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

/** A value that PyTorch was given, or gave. */
interface ExtremeValue {
  readonly shape: Sizes;
  readonly dtype: DType;
  readonly data: readonly number[];
}

/** What PyTorch makes of values at the ends of the numbers; see `tools/laws/reference/extremes.py`. */
export interface ExtremeRow {
  readonly operation: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly dtype: DType;
  readonly inputs: readonly ExtremeValue[];
  readonly output: ExtremeValue;
  /** The gradients of the output's sum; none where an input has none. */
  readonly gradients: readonly (ExtremeValue | undefined)[];
}

interface Stored {
  readonly shape: Sizes;
  readonly dtype?: DType;
  readonly data: string;
}

interface StoredRow {
  readonly operation: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly dtype: DType;
  readonly inputs: readonly number[];
  readonly output: number;
  readonly gradients?: readonly (number | null)[];
}

/** All rows of the reference. */
export function extremeRows(): ExtremeRow[] {
  const file = new URL('../../reference/extremes.json', import.meta.url);
  const text = readFileSync(file, 'utf8');
  const { tensors, rows } = JSON.parse(text) as { tensors: readonly Stored[]; rows: readonly StoredRow[] };
  return rows.map(({ operation, options = {}, dtype: main, inputs, output, gradients = [] }) => {
    const value = (place: number): ExtremeValue => {
      const { shape, dtype = main, data } = tensors[place]!;
      const numbers = data === '' ? [] : data.split(' ').map(Number);
      return { shape, dtype, data: dtype === 'float32' ? numbers.map(Math.fround) : numbers };
    };
    const slopes = gradients.map(place => (place === null ? undefined : value(place)));
    return { operation, options, dtype: main, inputs: inputs.map(value), output: value(output), gradients: slopes };
  });
}

/** A value as a node: floats can be varied. */
function nodeOf({ shape, dtype, data }: ExtremeValue): Node {
  const value = tensor([...data], { shape, dtype });
  return (isFloat(dtype) ? parameter(value) : constant(value)) as Node;
}

/** How the options of a row are given where they are not one object at the end. */
const calls: Readonly<Record<string, (nodes: readonly Node[], options: Readonly<Record<string, unknown>>) => Node>> = {
  argmax: ([x], { axis }) => graph.argmax(x!, axis as number),
  argmin: ([x], { axis }) => graph.argmin(x!, axis as number),
  cast: ([x], { dtype }) => graph.cast(x!, dtype as DType),
  concat: nodes => graph.concat(nodes),
  cummax: ([x]) => graph.cummax(x!).values,
  cummin: ([x]) => graph.cummin(x!).values,
  flip: ([x], { axis }) => graph.flip(x!, { axes: axis as number }),
  klDivergence: ([x], { target, ...options }) => nn.klDivergence(constant(Array.from({ length: x!.shape[0] as number }, () => target as number[]), { dtype: x!.dtype }) as Node, options)(x!) as Node,
  logSoftmax: ([x], { axis }) => graph.logSoftmax(x!, axis as number),
  meanSquaredError: ([x, y]) => nn.meanSquaredError(y!)(x!) as Node,
  oneHot: ([x], { size }) => graph.oneHot(x!, size as number, { dtype: 'int32' }) as Node,
  quantile: ([x], { q, axes }) => graph.quantile(x!, q as number, { axes: axes as number }) as Node,
  reshape: ([x], { shape }) => graph.reshape(x!, shape as Sizes) as Node,
  sigmoidCrossEntropy: ([x], { label }) => nn.sigmoidCrossEntropy(constant([label as number], { dtype: x!.dtype }) as Node)(x!) as Node,
  softmax: ([x], { axis }) => graph.softmax(x!, axis as number),
  softmaxCrossEntropy: ([x, y]) => nn.softmaxCrossEntropy(y as Node<readonly [number]>)(x as never) as Node,
  stack: nodes => graph.stack(nodes),
  topK: ([x], { k }) => graph.topK(x!, k as number).values,
}; // prettier-ignore

/** The operation of a row applied to nodes. */
function applied({ operation, options }: ExtremeRow, nodes: readonly Node[]): Node {
  const call = calls[operation];
  const given = options['order'] === 'Infinity' ? { ...options, order: Infinity } : options;
  if (call !== undefined) return call(nodes, given);
  if (operation in nn && !(operation in graph)) return appliedLoss({ operation, options: given }, nodes);
  const apply = graph[operation as 'add'] as (...parts: unknown[]) => Node;
  return Object.keys(given).length === 0 ? apply(...nodes) : apply(...nodes, given);
}
