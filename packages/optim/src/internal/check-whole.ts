import { GraphError } from '@thalweg/graph';

/** Gives a number of steps back, and refuses one that is not whole or below 1. */
export function checkWhole(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new GraphError(name, 'must be a whole number from 1 on', String(value), 'Check the options.');
}
