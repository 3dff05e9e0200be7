import type { Shape } from '@thalweg/tensor';
import { expect } from 'vitest';
import { gradients, input, openFrame, parameter, read, square, sum, type Node } from '../index.ts';
import { drawn, tensorOf } from './plain.ts';
import { outputsOf, pass } from './stepping.ts';

/**
 * One circuit on inputs with names in their shapes gives, in one frame and for one size after the other, what circuits
 * of these fixed sizes give: the values and, where it has any, the gradients.
 */
export function sameByName(
  apply: (...inputs: Node[]) => Node,
  shapes: readonly Shape[],
  sizes: readonly number[] = [2, 1, 5, 0, 3],
): void {
  const named = shapes.map((shape, n) => input(`x${n}`, shape, 'float64'));
  const outputs = withGradients(apply, named as readonly Node[]);
  const frame = openFrame({ outputs });
  for (const size of sizes) {
    const values = shapes.map(
      (shape, n) =>
      tensorOf(drawn(shape.map(length => (typeof length === 'string' ? size : length)), size + 10 * n), 'float64'), // prettier-ignore
    );
    const fixed = withGradients(
      apply,
      values.map(value => parameter(value) as Node),
    );
    const found = outputsOf(pass(frame, ...named.map((source, n) => [source, values[n]!] as const)));
    expect(found.map(String), `of size ${size}`).toEqual(fixed.map(node => String(read(node))));
  }
  frame.close();
}

function withGradients(apply: (...inputs: Node[]) => Node, inputs: readonly Node[]): Node[] {
  const y = apply(...inputs);
  const slopes = gradients(sum(square(y)));
  return [y, ...inputs.map(x => slopes.of(x))];
}
