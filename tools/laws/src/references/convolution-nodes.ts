import * as graph from '@thalweg/graph';
import { add, constant, gradient, input, mul, parameter, sin, square, sum, type Node } from '@thalweg/graph';
import type { DType } from '@thalweg/tensor';
import type { Pair } from '../compiled/runs.ts';
import type { ConvolutionRow } from './convolution-row.ts';
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
