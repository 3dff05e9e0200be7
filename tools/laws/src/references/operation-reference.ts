import { readFileSync } from 'node:fs';
import * as graph from '@thalweg/graph';
import { cast, type Node } from '@thalweg/graph';
import * as nn from '@thalweg/nn';
import type { DType, Sizes } from '@thalweg/tensor';

/** A value that PyTorch was given or gave; without a dtype it is real. */
export interface PlainReference {
  readonly shape: Sizes;
  readonly data: readonly number[];
  readonly dtype?: DType;
}

/** What PyTorch makes of an operation; see `tools/laws/reference/rows.py`. */
export interface OperationReference {
  readonly operation: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly inputs: readonly PlainReference[];
  readonly output: PlainReference;
  readonly upstream: PlainReference;
  /** Gradients of sum(output · upstream), null where an input has none. */
  readonly gradients: readonly (PlainReference | null)[];
  /** Those of ½·Σ|∂L/∂input|², where L = sum(sin(output) · upstream). */
  readonly second?: readonly (PlainReference | null)[];
}

/** All rows of some files. JSON has no infinity: an option that is infinite is written as a word. */
export function operationReferences(...names: readonly string[]): OperationReference[] {
  return names.flatMap(name => {
    const text = readFileSync(new URL(`../../reference/${name}.json`, import.meta.url), 'utf8');
    const revive = (_: string, value: unknown): unknown => (value === 'Infinity' ? Infinity : value);
    return JSON.parse(text, revive) as OperationReference[];
  });
}

/** Operations that take their only option as it is. */
const bare: Readonly<Record<string, string>> = { softmax: 'axis', logSoftmax: 'axis', reshape: 'shape', transpose: 'permutation' }; // prettier-ignore

/** Returns the operation of a row applied to nodes. */
export function appliedReference({ operation, options = {} }: OperationReference, inputs: readonly Node[]): Node {
  if (operation === 'concat' || operation === 'stack') return graph[operation](inputs, options);
  const { k, q, size, factor, part, ...others } = options as Readonly<Record<string, number>>;
  if (operation === 'topK') return graph.topK(inputs[0]!, k!, others).values as Node;
  if (operation === 'einsum') return graph.einsum(String(options['subscripts']), ...inputs) as Node;
  if (part !== undefined) return (graph[operation as 'splitAlong'](inputs[0]!, others) as readonly Node[])[part]!;
  if (operation === 'logDeterminant') return graph.logDeterminant(inputs[0]!).logAbsDet;
  if (operation === 'cummax' || operation === 'cummin') return graph[operation](inputs[0]!, options).values;
  const name = bare[operation];
  const first = [q, size, factor].filter(given => given !== undefined);
  const last = name === undefined ? others : options[name];
  const apply = graph[operation as 'add'] as (...parts: unknown[]) => Node;
  return Object.keys(options).length === first.length ? apply(...inputs, ...first) : apply(...inputs, ...first, last);
}

/** The losses whose labels stand for classes, or are numbers. */
const ofClasses = ['softmaxCrossEntropy', 'negativeLogLikelihood', 'multiMargin', 'softmaxFocal'];

/** Returns the loss of a row of `losses.json`, applied to its first input. */
export function appliedLoss(
  { operation, options = {} }: Pick<OperationReference, 'operation' | 'options'>,
  [x, ...others]: readonly Node[],
): Node {
  const { exampleWeights: weighted = false, ...given } = options;
  const last = weighted === true ? { exampleWeights: others.at(-1) } : {};
  const nodes = (weighted === true ? others.slice(0, -1) : others).map(node =>
    node.dtype === 'int32' && !ofClasses.includes(operation) ? cast(node, x!.dtype) : node,
  );
  const loss = nn[operation as 'infoNce'] as unknown as (...parts: unknown[]) => (x: Node) => Node;
  const all = { ...given, ...last };
  return Object.keys(all).length === 0 ? loss(...nodes)(x!) : loss(...nodes, all)(x!);
}
