import type { Node } from '@thalweg/graph';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import { make } from './make.ts';
import { type ConnectView, nodeView } from './node-view.ts';

/**
 * Creates the line that shows how a fanned-out value’s gradient is summed: for a scalar the terms and their sum, for a
 * tensor the number of terms. Returns undefined if there is only one term.
 */
export function sumLine(node: Node, gradients: RootGradients, connect: ConnectView): HTMLElement | undefined {
  const { length } = gradients.terms(node);
  const isScalar = node.shape.every(size => size === 1);
  if (length > 1 && !isScalar) return make('span', 'sum', `∂ sums ${length} terms`);
  return termsLine(node, gradients, connect);
}

/** Creates the line of a gradient’s terms and their sum. Returns undefined if there is only one term. */
export function termsLine(node: Node, { terms, of }: RootGradients, connect: ConnectView): HTMLElement | undefined {
  const parts = terms(node);
  const sum = of(node);
  if (parts.length === 0 || sum === undefined) return undefined;
  const line = make('span', 'sum');
  const append = (sign: string, one: Node): void => {
    const view = nodeView(one, 'gradient');
    line.append(make('span', 'operator', sign), view.element);
    connect(line, one, view, node);
  };
  parts.forEach((part, index) => append(index === 0 ? '∂' : '+', part));
  append('=', sum);
  return line;
}
