import { add, constant, type Node } from '@thalweg/graph';

/** The sum of float64 scalars, such as one of each parameter; 0 of none. */
export function total(terms: readonly Node[]): Node {
  return terms.reduce((sum, term) => add(sum, term), constant(0, { dtype: 'float64' }) as Node);
}
