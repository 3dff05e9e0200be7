import { gradientCheck, type CheckedElement, type Node, type Source } from '@thalweg/graph';
import type { Dial } from '../../controls/dial.ts';
import type { NamedCircuit } from './named-circuit.ts';

/** The distance h of the difference. */
export const distance: Dial = {
  name: 'h',
  symbol: 'h',
  title: 'distance of the difference',
  first: 1e-5,
  least: 1e-12,
  most: 0.1,
  logarithmic: true,
};

/**
 * The gradient of each input, analytic and by the central difference (f(x + h) − f(x − h)) / 2h. The wires that are
 * looked at do not move: the differences are taken in passes of their own.
 */
export function numericalGradient({ root, inputs }: NamedCircuit, h: number): readonly CheckedElement[] {
  const sources = [...inputs.values()].map(input => input as Source);
  // An error of any size is shown, and none is a failure.
  return gradientCheck(root as Node, sources, { h, tolerance: Infinity }).elements;
}
