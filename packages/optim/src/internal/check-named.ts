import { GraphError, type Parameter } from '@thalweg/graph';
import type { ParameterFilter } from '../parameter-filter.ts';

/** Refuses a whole name that no parameter has. A pattern may match none. */
export function checkNamed(names: ParameterFilter | undefined, parameters: readonly Parameter[]): void {
  if (typeof names !== 'string' || names.includes('*') || parameters.some(({ name }) => name === names)) return;
  const all = parameters.map(({ name }) => `'${name}'`).join(', ') || 'none';
  throw new GraphError('names', 'a name must be that of a parameter', `'${names}'`, `The parameters are ${all}.`);
}
