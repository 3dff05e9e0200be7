import { gradientCheck, type CheckedElement, type Node, type Source } from '@thalweg/graph';
import type { Dial } from '../../../controls/dial.ts';
import type { NamedCircuit } from './named-circuit.ts';

/** The step size h of the finite difference. */
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
 * Computes the gradient of each input, analytically and by the central difference (f(x + h) − f(x − h)) / 2h. The shown
 * values do not change: the differences are computed in separate passes.
 */
export function numericalGradient({ root, inputs }: NamedCircuit, h: number): readonly CheckedElement[] {
  const sources = [...inputs.values()].map(input => input as Source);
  // Errors of any size are shown; none counts as a failure.
  return gradientCheck(root as Node, sources, { h, tolerance: Infinity }).elements;
}
