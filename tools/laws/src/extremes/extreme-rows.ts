import { readFileSync } from 'node:fs';
import * as graph from '@thalweg/graph';
import { constant, parameter, type Node } from '@thalweg/graph';
import * as nn from '@thalweg/nn';
import { isFloat, tensor, type DType, type Sizes } from '@thalweg/tensor';
import { appliedLoss } from '../references/loss-reference.ts';

/** A value that PyTorch was given, or gave. */
export interface ExtremeValue {
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
export function nodeOf({ shape, dtype, data }: ExtremeValue): Node {
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
export function applied({ operation, options }: ExtremeRow, nodes: readonly Node[]): Node {
  const call = calls[operation];
  const given = options['order'] === 'Infinity' ? { ...options, order: Infinity } : options;
  if (call !== undefined) return call(nodes, given);
  if (operation in nn && !(operation in graph)) return appliedLoss({ operation, options: given }, nodes);
  const apply = graph[operation as 'add'] as (...parts: unknown[]) => Node;
  return Object.keys(given).length === 0 ? apply(...nodes) : apply(...nodes, given);
}
