import type { Slot } from '@thalweg/graph/engine';

/** The slot that has the storage of a value, past aliases and modes. */
export function storedIn(slot: Slot): Slot {
  let owner = slot;
  while (isAlias(owner)) owner = owner.inputs[0]!;
  return owner;
}

/** True if a slot shares the elements of its input. */
export function isAlias(slot: Slot): boolean {
  const kind = slot.wire.operation?.kernel.kind;
  return (kind === 'alias' || kind === 'mode') && !slot.copies;
}

/** True if a slot is of a source that will never have another value. */
export function isConstant({ wire: { sourceValue } }: Slot): boolean {
  return sourceValue?.complete === true && sourceValue.connection === undefined;
}

/** All sources that slots depend on. */
export function sourcesOf(order: readonly Slot[]): Slot[] {
  const known = new Set(order);
  const sources = new Set<Slot>();
  const others: Slot[] = [];
  const look = ({ inputs }: Slot): void => {
    for (const input of inputs)
      if (input.wire.operation === undefined) sources.add(input);
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
