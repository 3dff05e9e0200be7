import type { Node } from '@thalweg/graph';
import type { RootGradients } from '../circuit-model/root-gradients.ts';
import { make } from './make.ts';
import { readingOf } from './reading.ts';
import type { Show } from './show.ts';

/**
 * Where a value fans out: the terms that come back and their sum; of tensors, how many they are. Nothing where there is
 * one term.
 */
export function sumLine(node: Node, gradients: RootGradients, show: Show): HTMLElement | undefined {
  const { length } = gradients.terms(node);
  const isScalar = node.shape.every(size => size === 1);
  if (length > 1 && !isScalar) return make('span', 'sum', `∂ sums ${length} terms`);
  return termsLine(node, gradients, show);
}

/** The terms that a gradient is the sum of, and the sum. Nothing where there is one term. */
export function termsLine(node: Node, { terms, of }: RootGradients, show: Show): HTMLElement | undefined {
  const parts = terms(node);
  const sum = of(node);
  if (parts.length === 0 || sum === undefined) return undefined;
  const line = make('span', 'sum');
  const append = (sign: string, one: Node): void => {
    const reading = readingOf(one, 'gradient');
    line.append(make('span', 'operator', sign), reading.element);
    show(line, one, reading, node);
  };
  parts.forEach((part, index) => append(index === 0 ? '∂' : '+', part));
  append('=', sum);
  return line;
}
