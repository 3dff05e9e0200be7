import { GraphError } from '@thalweg/graph';
import { checkWhole } from './check-whole.ts';

/** Refuses numbers of steps that are not whole, are below 1 or do not rise. */
export function checkRising(steps: readonly number[], name: string): void {
  steps.forEach((value, i) => {
    checkWhole(value, name);
    if (i > 0 && value <= steps[i - 1]!) throw new GraphError(name, 'must rise', steps.join(', '), 'Sort them.');
  });
}
