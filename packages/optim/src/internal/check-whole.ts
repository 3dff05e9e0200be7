import { GraphError } from '@thalweg/graph';

/** Returns a number of steps, and refuses one that is not whole or is below 1. */
export function checkWhole(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new GraphError(name, 'must be a whole number from 1 on', String(value), 'Check the options.');
}
