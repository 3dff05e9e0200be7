import type { Importances } from './importance.ts';

/** True for the result of `permutationImportance`. */
export function isImportances(value: unknown): value is Importances {
  const { measured, columns } = (value ?? {}) as Partial<Importances>;
  return typeof measured === 'number' && Array.isArray(columns);
}
