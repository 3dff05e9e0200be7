import type { Commit, Slot } from '@thalweg/graph/engine';
import { readBy, writtenBy, type Unit } from './units.ts';

/** The registers that are written where they lie are looked for among these. */
interface Writes {
  readonly units: readonly Unit[];
  readonly commits: readonly Commit[];
  /** The source of each commit's register, if it is one of the plan. */
  readonly registers: readonly (Slot | undefined)[];
  /** What is looked at when all is computed. */
  readonly looked: ReadonlySet<Slot>;
}

/**
 * The registers that may be written where they lie: nobody reads the old value later, nor at another place in the same
 * loop, and nothing can fail any more once the first is written.
 */
export function writtenInPlace({ units, commits, registers, looked }: Writes): Map<Slot, Slot> {
  const writer = new Map<Slot, number>();
  const lastRead = new Map<Slot, number>();
  let lastToFail = -1;
  for (const [at, unit] of units.entries()) {
    for (const slot of writtenBy(unit)) writer.set(slot, at);
    for (const slot of readBy(unit)) lastRead.set(slot, at);
    if (unit.kind === 'interpret' || (unit.kind === 'loop' && unit.code.mayFail === true)) lastToFail = at;
  }
  const found = new Map<Slot, Slot>();
  for (const [n, { owner, rule }] of commits.entries()) {
    const source = registers[n];
    const at = writer.get(owner) ?? -1;
    const unit = units[at];
    if (source === undefined || source.fed !== undefined || looked.has(source)) continue;
    if (rule.wire.rule!.write !== undefined || owner.copies || unit?.kind !== 'group') continue;
    if (at > lastToFail && at >= (lastRead.get(source) ?? at) && unit.group.readsInPlace(source))
      found.set(owner, source);
  }
  return found;
}
