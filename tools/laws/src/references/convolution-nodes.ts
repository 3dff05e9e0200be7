import { readFileSync } from 'node:fs';
import * as graph from '@thalweg/graph';
import {
  add,
  constant,
  type ConvOptions,
  gradient,
  input,
  mul,
  type Node,
  parameter,
  sin,
  square,
  sum,
} from '@thalweg/graph';
import type { DType, Sizes } from '@thalweg/tensor';
import type { Pair } from '../compiled/runs.ts';
import type { ReferenceValue } from './distance.ts';
import { numbersOf } from './numbers-of.ts';

type Scalar = Node<readonly []>;

/** How the nodes of a row are built. */
export interface ConvolutionBuild {
  readonly dtype: DType;
  /** True for an input whose batch has a name, and its size in a pass only. */
  readonly named?: boolean;
}

/** The output of a row, its two gradients, its two second derivatives, and what a pass is fed. */
export interface ConvolutionNodes {
  readonly outputs: readonly Node[];
  readonly feeds: readonly Pair[];
}

/** Builds what a row has numbers of. */
export function convolutionNodes(row: ConvolutionRow, { dtype, named = false }: ConvolutionBuild): ConvolutionNodes {
  const [size, filter] = row.shapes;
  const value = numbersOf(size, 1, dtype);
  const x = (named ? input('x', ['batch', ...size.slice(1)], dtype as 'float32') : parameter(value)) as Node;
  const w = parameter(numbersOf(filter, 2, dtype)) as Node;
  const apply = graph[row.operation] as (x: Node, w: Node, options: ConvolutionRow['options']) => Node;
  const y = apply(x, w, row.options);
  const given = numbersOf(row.shape, 3, dtype);
  const upstream = (named ? input('upstream', y.shape, dtype as 'float32') : constant(given)) as Node;
  const [linear, bent] = [mul(y, upstream), mul(sin(y), upstream)].map(each => sum(each) as Scalar);
  const slopes = [x, w].map(node => sum(square(gradient(bent!, node) as Node)) as Scalar);
  const energy = mul(add(slopes[0]!, slopes[1]!), 0.5) as Scalar;
  const outputs = [y, ...[linear!, energy].flatMap(loss => [x, w].map(node => gradient(loss, node) as Node))];
  const feeds = [[x, value], [upstream, given]] as unknown as readonly Pair[]; // prettier-ignore
  return { outputs, feeds: named ? feeds : [] };
}

/** What PyTorch makes of a convolution; see `tools/laws/reference/convolutions.py`. */
export interface ConvolutionRow {
  readonly operation: 'conv1d' | 'conv2d' | 'convTranspose2d';
  readonly options: ConvOptions;
  /** The shapes of the input and the weights, and that of the output. */
  readonly shapes: readonly [x: Sizes, w: Sizes];
  readonly shape: Sizes;
  readonly output: ReferenceValue;
  /** The gradients of sum(output · upstream), by the input and the weights. */
  readonly gradients: readonly [x: ReferenceValue, w: ReferenceValue];
  /** Those of ½·|∂L/∂x|² + ½·|∂L/∂w|², where L = sum(sin(output) · upstream). */
  readonly second: readonly [x: ReferenceValue, w: ReferenceValue];
}

/** All rows of the reference. */
export function convolutionRows(): ConvolutionRow[] {
  const file = new URL('../../reference/convolutions.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as ConvolutionRow[];
}
