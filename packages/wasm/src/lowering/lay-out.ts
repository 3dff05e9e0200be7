import { type Commit, FEW, type Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import type { ScanBodies } from '../runtime/scan-bodies.ts';
import { isConstant, storedIn } from '../runtime/slots.ts';
import type { BufferArena } from './buffer-arena.ts';
import { type BodyBuffers, temporaryBuffers } from './lifetimes.ts';
import { type ProductItem, readBy, type ScheduleItem, writtenBy } from './schedule-item.ts';
import { scheduleOf } from './schedule.ts';
import type { Target } from './target.ts';

/** The pass to compile, for the sizes that its slots have. */
export interface LayoutRequest {
  readonly order: readonly Slot[];
  readonly sources: readonly Slot[];
  readonly commits: readonly Commit[];
  readonly outputs: readonly Slot[];
  /** One of the outputs that must be finite. */
  readonly finite?: Slot | undefined;
  /** True if the buffers of registers may be overwritten before the commit: nobody observes them. */
  readonly donated: boolean;
  readonly arena: BufferArena;
  readonly bodies: ScanBodies;
  readonly target: Target;
}

/** The items of the first pass, those of every pass, and the steps that these are made into. */
export interface Schedule {
  readonly once: readonly ScheduleItem[];
  readonly always: readonly ScheduleItem[];
  readonly stepping: Stepping;
}

/** The parts of a step besides its segments. */
export interface Stepping {
  readonly sources: readonly Slot[];
  readonly commits: readonly Commit[];
  /** The source of each commit's register, if it is one of the pass. */
  readonly registers: readonly (Slot | undefined)[];
  readonly outputs: readonly Slot[];
  /** The place in memory of the address of each slot's storage. */
  readonly places: ReadonlyMap<Slot, number>;
  readonly inPlace: ReadonlyMap<Slot, Slot>;
  /** The owners of next values that are copied into the buffers of their registers. */
  readonly copied: ReadonlySet<Slot>;
  /** The place of the addresses of the columns for outputs, and after them of the number of steps taken. */
  readonly columns: number;
  /** The slot whose value ends the step if it is not finite. */
  readonly checked: Slot | undefined;
}

/** The order of a pass and the places of its values. */
export interface PassLayout extends Schedule {
  readonly items: readonly ScheduleItem[];
  /** The slots that have their own storage. */
  readonly stored: readonly Slot[];
  /** Registers that are written in their own buffers: by the slot, the source. */
  readonly inPlace: ReadonlyMap<Slot, Slot>;
  /** The addresses of values that only compiled code reads; several have the same one, one after another. */
  readonly temporary: ReadonlyMap<Slot, number>;
  /** The addresses of values in the bodies of scans, with their entries in the table. */
  readonly placed: readonly (readonly [place: number, address: number])[];
  /** The bytes of the temporary buffers. */
  readonly temporaryBytes: number;
}

/** Decides the order of a pass and the places of its values. */
export function layOut(request: LayoutRequest): PassLayout {
  const { order, sources, commits, outputs, finite, donated, target, arena, bodies } = request;
  const checked = finite && storedIn(finite);
  const scheduled = scheduleOf(order, commits, { bodies, target });
  const items = packRights(checkedFirst(scheduled, commits, checked), commits, { arena, target });
  const sourceOf = new Map(sources.map(source => [source.wire.sourceValue, source]));
  const registers = commits.map(({ register }) => sourceOf.get(register));
  flushStates(items, commits, registers);
  const observed = observedAfter(request);
  const stored = [...new Set([...sources, ...items.flatMap(writtenBy)])];
  const inPlace = donated ? writtenInPlace({ items, commits, registers, observed, checked }) : new Map<Slot, Slot>();
  const copied = donated ? copiedAtCommit({ commits, registers, observed }, inPlace) : new Set<Slot>();
  const places = new Map([...stored, ...bodies.slots].map(slot => [slot, arena.table + 4 * arena.placeOf(slot)]));
  const invariant = invariantItems(items, commits);
  const once = items.filter(item => invariant.has(item));
  const always = items.filter(item => !invariant.has(item));
  const kept = [
    ...observed,
    ...commits.flatMap(({ owner, rule }) => [owner, storedIn(rule)]),
    ...once.flatMap(writtenBy),
  ];
  const buffers = temporaryBuffers(always, new Set(kept));
  const inBodies = target.scans?.buffers(items) ?? NO_BODIES;
  const bytes = [...buffers.bytes, ...inBodies.bytes];
  const addresses = arena.temporaries(bytes);
  const temporary = new Map([...buffers.of].map(([slot, buffer]) => [slot, addresses[buffer]!]));
  const inSteps = inBodies.place(addresses.slice(buffers.bytes.length));
  const placed = inSteps.map(([slot, address]) => [arena.placeOf(slot), address] as const);
  const temporaryBytes = bytes.reduce((sum, one) => sum + one, 0);
  const columns = arena.table + 4 * arena.columns;
  const stepping = { sources, commits, registers, outputs, places, inPlace, copied, columns, checked };
  return { items, once, always, stepping, stored, inPlace, temporary, placed, temporaryBytes };
}

/** The slots whose values are read after the pass: outputs, and all that the write of a register depends on. */
function observedAfter({ order, sources, commits }: LayoutRequest): Set<Slot> {
  const outside = [...order, ...sources].filter(({ roots }) => roots > 0);
  return new Set([...outside, ...commits.flatMap(({ rule }) => rule.inputs.slice(1))].map(storedIn));
}

/**
 * Marks the states among the registers, whose subnormal numbers are stored as zeros. A value that fades, as a moment without
 * gradients does, ends in subnormal numbers, with which all arithmetic is many times slower. Parameters keep theirs.
 */
function flushStates(
  items: readonly ScheduleItem[],
  commits: readonly Commit[],
  registers: readonly (Slot | undefined)[],
): void {
  const states = new Set(commits.filter((_, n) => registers[n]?.wire.trainable !== true).map(({ owner }) => owner));
  for (const item of items)
    if (item.kind === 'group' || item.kind === 'reduction')
      for (const root of item.group.roots.keys()) if (states.has(root)) item.group.flushed.add(root);
}

/** The items that compute the same in every pass: from constants, or from sizes alone. */
function invariantItems(items: readonly ScheduleItem[], commits: readonly Commit[]): Set<ScheduleItem> {
  const found = new Set<ScheduleItem>();
  const invariant = new Set<Slot>();
  const owners = new Set(commits.map(({ owner }) => owner));
  for (const item of items) {
    if (item.kind === 'interpret') continue;
    if (!readBy(item).every(slot => invariant.has(slot) || isConstant(slot))) continue;
    // The value that a register takes must be written again.
    if (writtenBy(item).some(slot => owners.has(slot))) continue;
    found.add(item);
    for (const slot of writtenBy(item)) invariant.add(slot);
  }
  return found;
}

/**
 * Returns the items in an order in which a value that is checked, and all that it depends on, comes before the others, if the
 * next value of a large register would come before it: only after the check it may be written in the buffer of the
 * register. The next values of small registers stay where they are: those that read them soon after would wait.
 */
function checkedFirst(
  items: readonly ScheduleItem[],
  commits: readonly Commit[],
  checked: Slot | undefined,
): readonly ScheduleItem[] {
  if (checked === undefined) return items;
  const large = new Set(commits.flatMap(({ owner }) => (sizeOf(owner.shape!) > FEW ? [owner] : [])));
  const at = items.findIndex(item => writtenBy(item).includes(checked));
  if (!items.slice(0, at + 1).some(item => writtenBy(item).some(slot => large.has(slot)))) return items;
  const wanted = new Set<Slot>([checked]);
  const first = new Set<ScheduleItem>();
  for (const item of items.slice(0, at + 1).reverse()) {
    if (!writtenBy(item).some(slot => wanted.has(slot))) continue;
    first.add(item);
    for (const slot of readBy(item)) wanted.add(slot);
  }
  return [...[...first].reverse(), ...items.filter(item => !first.has(item))];
}

/** True if an item may end the pass. */
function mayFail(item: ScheduleItem): boolean {
  if (item.kind === 'scan') return item.items.some(mayFail);
  return item.kind === 'interpret' || (item.kind === 'loop' && item.code.mayFail === true);
}

/** A step whose registers may be written in place. */
interface Step {
  readonly items: readonly ScheduleItem[];
  readonly commits: readonly Commit[];
  /** The source of each commit's register, if it is one of the pass. */
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
function copiedAtCommit(
  { commits, registers, observed }: Omit<Step, 'items' | 'checked'>,
  inPlace: ReadonlyMap<Slot, Slot>,
): ReadonlySet<Slot> {
  const small = commits.filter(({ owner, rule }, n) => {
    const source = registers[n];
    if (source === undefined || source.fed !== undefined || observed.has(source) || inPlace.has(owner)) return false;
    return rule.wire.operation!.write === undefined && sizeOf(owner.shape!) <= FEW;
  });
  return new Set(small.map(({ owner }) => owner));
}

/**
 * The registers whose next values may be written into their own buffers: no item reads the old value later, nor at another
 * place in the same loop, and nothing can fail after the first is written.
 */
function writtenInPlace({ items, commits, registers, observed, checked }: Step): Map<Slot, Slot> {
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
    if (rule.wire.operation!.write !== undefined || owner.copies || item?.kind !== 'group') continue;
    if (at > lastToFail && at >= (lastRead.get(source) ?? at) && item.group.readsInPlace(source))
      found.set(owner, source);
  }
  return found;
}

/** The buffers of values in the bodies of scans, where there are none. */
const NO_BODIES: BodyBuffers = { bytes: [], place: () => [] };

/** Makes products read packed right factors, if no step of the pass writes these and none is fed: weights in a prediction. */
function packRights(
  items: readonly ScheduleItem[],
  commits: readonly Commit[],
  { arena, target: { products, scans } }: Pick<LayoutRequest, 'arena' | 'target'>,
): ScheduleItem[] {
  const written = new Set(commits.map(({ register }) => register));
  const packed = (item: ProductItem): ProductItem | undefined => products?.packed(item, arena);
  return items.map(item => {
    if (item.kind === 'scan') return scans!.packRights(item, packed);
    if (item.kind !== 'product') return item;
    const { b } = item;
    const { operation, sourceValue, shape: sizes } = b.wire;
    if (operation !== undefined || b.fed !== undefined || written.has(sourceValue!)) return item;
    // One that may have other sizes would need a place for each.
    return sizes.every(Number.isInteger) ? (packed(item) ?? item) : item;
  });
}
