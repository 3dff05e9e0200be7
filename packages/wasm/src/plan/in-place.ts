import { FEW, type Commit, type Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { readBy, writtenBy, type ScheduleItem } from '../ir/schedule-item.ts';

/** True if an item may end the pass. */
function mayFail(item: ScheduleItem): boolean {
  if (item.kind === 'scan') return item.items.some(mayFail);
  return item.kind === 'interpret' || (item.kind === 'loop' && item.code.mayFail === true);
}

/** A step whose registers may be written in place. */
interface Step {
  readonly items: readonly ScheduleItem[];
  readonly commits: readonly Commit[];
  /** The source of each commit's register, if it is one of the plan. */
  readonly registers: readonly (Slot | undefined)[];
  /** The slots whose values are read after the pass. */
  readonly observed: ReadonlySet<Slot>;
  /** The slot whose value ends the step if it is not finite. */
  readonly checked: Slot | undefined;
}

/**
 * Returns the owners of next values that steps copy into the buffers of their registers: small ones, where a buffer could be
 * written in place but for its order. To copy a few elements costs less than to exchange buffers, of which the host must know.
 */
export function copiedAtCommit(
  { commits, registers, observed }: Omit<Step, 'items' | 'checked'>,
  inPlace: ReadonlyMap<Slot, Slot>,
): ReadonlySet<Slot> {
  const small = commits.filter(({ owner, rule }, n) => {
    const source = registers[n];
    if (source === undefined || source.fed !== undefined || observed.has(source) || inPlace.has(owner)) return false;
    return rule.wire.rule!.write === undefined && sizeOf(owner.shape!) <= FEW;
  });
  return new Set(small.map(({ owner }) => owner));
}

/**
 * The registers whose next values may be written into their own buffers: no item reads the old value later, nor at another
 * place in the same loop, and nothing can fail after the first is written.
 */
export function writtenInPlace({ items, commits, registers, observed, checked }: Step): Map<Slot, Slot> {
  const writer = new Map<Slot, number>();
  const lastRead = new Map<Slot, number>();
  let lastToFail = -1;
  for (const [at, item] of items.entries()) {
    for (const slot of writtenBy(item)) writer.set(slot, at);
    for (const slot of readBy(item)) lastRead.set(slot, at);
    // A checked value ends the step after the item that computes it.
    if (mayFail(item) || (checked !== undefined && writtenBy(item).includes(checked))) lastToFail = at;
  }
  const found = new Map<Slot, Slot>();
  for (const [n, { owner, rule }] of commits.entries()) {
    const source = registers[n];
    const at = writer.get(owner) ?? -1;
    const item = items[at];
    if (source === undefined || source.fed !== undefined || observed.has(source)) continue;
    if (rule.wire.rule!.write !== undefined || owner.copies || item?.kind !== 'group') continue;
    if (at > lastToFail && at >= (lastRead.get(source) ?? at) && item.group.readsInPlace(source))
      found.set(owner, source);
  }
  return found;
}
