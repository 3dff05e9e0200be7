import type { Slot } from '@thalweg/graph/engine';

/** All sources that slots depend on. */
export function sourcesOf(order: readonly Slot[]): Slot[] {
  const found = new Set<Slot>(order);
  for (const slot of found) for (const input of slot.inputs) found.add(input);
  return [...found].filter(({ wire }) => wire.rule === undefined);
}
