import type { Slot } from '@thalweg/graph/engine';

/** All sources that slots depend on. */
export function sourcesOf(order: readonly Slot[]): Slot[] {
  const known = new Set(order);
  const sources = new Set<Slot>();
  const others: Slot[] = [];
  const look = ({ inputs }: Slot): void => {
    for (const input of inputs)
      if (input.wire.rule === undefined) sources.add(input);
      else if (!known.has(input)) {
        known.add(input);
        others.push(input);
      }
  };
  for (const slot of order) look(slot);
  // The list grows while it is read.
  for (const slot of others) look(slot);
  return [...sources];
}
