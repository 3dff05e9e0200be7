import { add, constant, mul, parameter, read, sum, type Node } from '@thalweg/graph';
import type { Transform } from '../rules/updates.ts';
import { descend } from './descent.ts';

/** What a transform makes of the gradients of several parameters. */
export function clipped(
  transform: Transform,
  gradients: readonly (readonly number[])[],
  dtype: 'float32' | 'float64' = 'float64',
): number[][] {
  const parameters = gradients.map(values => parameter(new Array<number>(values.length).fill(0), { dtype }) as Node);
  const terms = parameters.map((one, i) => sum(mul(one, constant([...gradients[i]!], { dtype }) as Node)) as Node);
  const descent = descend(
    terms.reduce((total, term) => add(total, term)),
    transform,
  );
  descent.step();
  descent.close();
  return parameters.map(one => (read(one).toArray() as number[]).map(value => 0 - value));
}
