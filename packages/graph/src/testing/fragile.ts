import { counting, type Counting } from './counting.ts';

/** An operation that passes its input on, and fails while it is told to. */
export interface Fragile extends Counting {
  broken: boolean;
}

/** Defines an operation that can be broken. */
export function fragile(name = 'fragile'): Fragile {
  const apply = counting(
    name,
    x => {
      if (operation.broken) throw new Error(`${name} broke`);
      return x!;
    },
    upstream => [upstream],
  );
  const operation: Fragile = Object.assign(apply, { broken: false });
  return operation;
}
