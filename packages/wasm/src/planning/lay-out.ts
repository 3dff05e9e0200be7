import { type Commit, FEW, type LoopKernel, type Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import type { Arithmetic } from '../assembler/wasm-func.ts';
import { codeOf } from '../emit/loop-emitters.ts';
import { isVector } from '../emit/vector.ts';
import type { BufferArena } from '../ir/buffer-arena.ts';
import { fusionGroupFor } from '../ir/fusion-group.ts';
import type { Products } from '../ir/products.ts';
import { readBy, type ScheduleItem, writtenBy } from '../ir/schedule-item.ts';
import { packedBytes } from '../product/cut.ts';
import { packsRight } from '../product/emit-product.ts';
import { productItem } from '../product/product-item.ts';
import type { ScanBodies } from '../runtime/scan-bodies.ts';
import { isAlias, isConstant, storedIn } from '../runtime/slots.ts';
import { packRightsOf, scanItem } from '../scan/scan-item.ts';
import type { Among } from '../threads/cut.ts';
import type { Schedule } from './compile.ts';
import { fuseReductions, reductionItem } from './fuse-reductions.ts';
import { scanBuffers, temporaryBuffers } from './lifetimes.ts';
import { OpenGroups } from './open-groups.ts';

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
  /** The threads that compute it, if there are several. */
  readonly among?: Among | undefined;
  /** The arithmetic of products, if it is not plain. */
  readonly arithmetic?: Arithmetic | undefined;
  /** The library that computes some products, if there is one. */
  readonly products?: Products | undefined;
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
  const { order, sources, commits, outputs, finite, donated, among, arithmetic, products, arena, bodies } = request;
  const checked = finite && storedIn(finite);
  const scheduled = scheduleOf(order, commits, { bodies, among, arithmetic, products });
  const items = packRights(checkedFirst(scheduled, commits, checked), commits, arena);
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
  const inBodies = scanBuffers(items);
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

/** Makes products read packed right factors, if no step of the pass writes these and none is fed: weights in a prediction. */
function packRights(items: readonly ScheduleItem[], commits: readonly Commit[], arena: BufferArena): ScheduleItem[] {
  const written = new Set(commits.map(({ register }) => register));
  return items.map(item => {
    if (item.kind === 'scan') return packRightsOf(item, arena);
    if (item.kind !== 'product' || !packsRight(item.shape)) return item;
    const { b, shape, batch } = item;
    if (batch?.strides[1]!.some(Boolean)) return item;
    const { operation, sourceValue, shape: sizes } = b.wire;
    if (operation !== undefined || b.fed !== undefined || written.has(sourceValue!)) return item;
    // One that may have other sizes would need a place for each.
    if (!sizes.every(Number.isInteger)) return item;
    const right = arena.packedRight(b, shape, packedBytes(shape.n, shape.k));
    return { ...item, right, shape: { ...shape, packedB: true } };
  });
}

/** The surroundings of a pass: all that its items depend on besides its slots. */
interface ScheduleSite {
  readonly bodies: ScanBodies;
  /** The threads that compute it, if there are several. */
  readonly among?: Among | undefined;
  /** The arithmetic of products, if it is not plain. */
  readonly arithmetic?: Arithmetic | undefined;
  /** The library that computes some products, if there is one. */
  readonly products?: Products | undefined;
}

/** The items of a pass, in an order in which each comes after all that it reads. */
function scheduleOf(order: readonly Slot[], commits: readonly Commit[], site: ScheduleSite): ScheduleItem[] {
  const scans = new Set<Slot>();
  const items = new Set<ScheduleItem>();
  const open = new OpenGroups();
  for (const slot of order) {
    if (isAlias(slot)) continue;
    // The loop of a compiled scan writes its results.
    if (isResult(slot) && scans.has(slot.inputs[0]!)) continue;
    const item = itemOf(slot, site);
    if (item.kind === 'scan') scans.add(slot);
    const joined = item.kind === 'group' ? open.find(item) : undefined;
    open.close(readBy(item), joined);
    if (joined !== undefined) {
      open.join(joined, slot);
      // It moves to the end.
      items.delete(joined);
      items.add(joined);
      continue;
    }
    items.add(item);
    if (item.kind === 'group') open.open(item);
  }
  const outside = [...order.filter(({ roots }) => roots > 0), ...commits.flatMap(({ rule }) => [rule, ...rule.inputs])];
  const wanted = new Set(outside.map(storedIn));
  return withoutUnread(fuseReductions([...items], wanted, site.among), wanted);
}

/** Makes groups not store values that only their own loops read, and leaves out those that then store nothing. */
function withoutUnread(items: readonly ScheduleItem[], wanted: ReadonlySet<Slot>): ScheduleItem[] {
  const read = new Set(wanted);
  const kept: ScheduleItem[] = [];
  for (let at = items.length - 1; at >= 0; at--) {
    const item = items[at]!;
    if (item.kind === 'group' || item.kind === 'reduction') {
      const { roots } = item.group;
      for (const root of roots.keys()) if (!read.has(root)) roots.delete(root);
      if (!writtenBy(item).some(slot => read.has(slot))) continue;
    }
    kept.push(item);
    for (const slot of readBy(item)) read.add(slot);
  }
  return kept.reverse();
}

/** True for a result of a scan. */
function isResult({ wire }: Slot): boolean {
  const { kernel } = wire.operation!;
  return kernel.kind === 'loop' && kernel.loop === 'scanPart';
}

function itemOf(slot: Slot, site: ScheduleSite): ScheduleItem {
  const { kernel } = slot.wire.operation!;
  const body = site.bodies.of(slot);
  const scan = body && scanItem(slot, body, order => scheduleOf(order, [], { ...site, among: undefined }));
  if (scan !== undefined) return scan;
  if (kernel.kind === 'loop') return loopItem(slot, kernel, site);
  const group = fusionGroupFor(slot);
  group.add(slot);
  return { kind: 'group', group, vector: isVector(group) };
}

function loopItem(slot: Slot, kernel: LoopKernel, site: ScheduleSite): ScheduleItem {
  const interpreted: ScheduleItem = { kind: 'interpret', slot };
  if (kernel.loop === undefined) return interpreted;
  if (kernel.loop === 'contraction') {
    const product = productItem(slot, site);
    if (product !== undefined) return product;
  }
  if (kernel.loop === 'reduce') {
    const reduction = reductionItem(slot, kernel.parameters);
    if (reduction !== undefined) return reduction;
  }
  const code = codeOf(slot, kernel, site.products);
  return code === undefined ? interpreted : { kind: 'loop', slot, name: kernel.loop, code };
}
