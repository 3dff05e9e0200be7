import type { Slot } from '@thalweg/graph/engine';
import type { Func } from '../assembler/func.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { addressesIn, type DynamicSizes, type ItemCode, type Places, type Site } from '../lowering/item-code.ts';
import type { ScanItem, ScanResult } from '../lowering/schedule-item.ts';
import { copyRow } from '../loops/rows.ts';

/** The code of scans. */
export const scanItems: ItemCode<ScanItem> = { sizesOf: sizesOfScan, write: writeScan };

/**
 * The parameter with the address of the numbers that a scan receives: that of the steps, the sums of the addresses of buffers
 * that are used in turns, and what the items of the body receive. It is the only one, as these numbers grow with the body and a
 * function in the table has few parameters.
 */
const ARGUMENTS = 0;

/**
 * Writes a scan: the items of the body once for each step. All that they read and write they find by its address, so a step
 * moves addresses, and copies nothing but values that are wanted twice.
 */
function writeScan(f: Func, item: ScanItem, site: Site): void {
  const calls = callsOf(item, site);
  const scan = new ScanCode(f, item, site);
  scan.enter();
  const left = f.local('i32');
  scan
    .steps()
    .tee(left)
    .if(() =>
      f.loop(() => {
        for (const call of calls) call(f);
        scan.goOn();
        f.get(left).i32(1).op(i32.sub).tee(left).brIf(0);
      }),
    );
  scan.leave();
}

/** Writes the functions of the items of a body. Returns the code that calls each. */
function callsOf(item: ScanItem, site: Site): ((f: Func) => void)[] {
  // The numbers after that of the steps and the buffers that are used in turns.
  let next = 1 + item.turns.size;
  return item.items.map(one => {
    const sizes = site.sizesOf(one);
    const index = site.functionOf(one, sizes);
    const first = next;
    next += sizes.sizeArguments.length;
    return f => {
      if (sizes.isByAddress)
        f.get(ARGUMENTS)
          .i32(4 * first)
          .op(i32.add);
      else sizes.sizeArguments.forEach((_, n) => f.get(ARGUMENTS).memory(i32.load, 4 * (first + n)));
      f.call(index);
    };
  });
}

/** A result, with the local that has the address of the row of a step. */
interface Copied extends ScanResult {
  readonly to: number;
}

class ScanCode {
  readonly #f: Func;
  readonly #item: ScanItem;
  readonly #site: Site;
  readonly #direct: readonly ScanResult[];
  readonly #copied: readonly Copied[];

  constructor(f: Func, item: ScanItem, site: Site) {
    this.#f = f;
    this.#item = item;
    this.#site = site;
    this.#direct = item.results.filter(({ kind }) => kind === 'direct');
    this.#copied = item.results.flatMap(result =>
      result.kind === 'copied' ? [{ ...result, to: f.local('i32') }] : [],
    );
  }

  /** Pushes the number of steps. */
  steps(): Func {
    return this.#f.get(ARGUMENTS).memory(i32.load, 0);
  }

  /** Gives all sources of the body the addresses of the first step. */
  enter(): void {
    const { captures, carries, slices, items } = this.#item;
    for (const { slot, outside } of [...captures, ...carries]) this.#store(slot, () => this.#load(outside));
    for (const one of items)
      if (one.kind === 'product' && one.right !== undefined) {
        const { slot, address } = one.right;
        this.#load(slot).address(address).i32(0).call(this.#site.packOf(one.shape));
      }
    for (const { slot, outside, bytes } of slices) this.#store(slot, () => this.#firstRow(outside, bytes));
    for (const { of, part, bytes } of this.#direct) this.#store(of, () => this.#firstRow(part, bytes));
    for (const { part, to, bytes } of this.#copied) this.#firstRow(part, bytes).set(to);
  }

  /** Copies the rows that are wanted twice, and moves all addresses to the next step. */
  goOn(): void {
    const f = this.#f;
    const { carries, slices, turns } = this.#item;
    for (const { of, to, bytes } of this.#copied) {
      copyRow(f, { from: this.#loaded(of), to, bytes });
      f.get(to).i32(this.#onward(bytes)).op(i32.add).set(to);
    }
    const next = new Map(carries.map(carry => [carry.next, this.#loaded(carry.next)]));
    for (const carry of carries) this.#store(carry.slot, () => f.get(next.get(carry.next)!));
    [...turns.keys()].forEach((slot, n) => {
      this.#store(slot, () => f.get(ARGUMENTS).memory(i32.load, 4 * (1 + n)).get(next.get(slot)!).op(i32.sub)); // prettier-ignore
    });
    for (const { slot, bytes } of slices) this.#move(slot, bytes);
    for (const { of, bytes } of this.#direct) this.#move(of, bytes);
  }

  /** Copies the last values of carries that are wanted. */
  leave(): void {
    for (const { kind, of, part, bytes } of this.#item.results)
      if (kind === 'last') copyRow(this.#f, { from: this.#loaded(of), to: this.#loaded(part), bytes });
  }

  #move(slot: Slot, bytes: number): void {
    this.#store(slot, () => this.#load(slot).i32(this.#onward(bytes)).op(i32.add));
  }

  #onward(bytes: number): number {
    return this.#item.reverse ? -bytes : bytes;
  }

  #load(slot: Slot): Func {
    return this.#f.origin().memory(i32.load, this.#site.placeOf(slot));
  }

  #loaded(slot: Slot): number {
    const local = this.#f.local('i32');
    this.#load(slot).set(local);
    return local;
  }

  #store(slot: Slot, push: () => void): void {
    this.#f.origin();
    push();
    this.#f.memory(i32.store, this.#site.placeOf(slot));
  }

  /** Pushes the address of the row of the first step. */
  #firstRow(stack: Slot, bytes: number): Func {
    const f = this.#load(stack);
    return this.#item.reverse ? this.steps().i32(1).op(i32.sub).i32(bytes).op(i32.mul).op(i32.add) : f;
  }
}

/** A scan receives the number of steps, the sums of the addresses of buffers used in turns, and what the items of its body receive. */
function sizesOfScan(item: ScanItem, places: Places): DynamicSizes {
  const { items, steps, carries, slices, captures, results, reverse, turns } = item;
  const { placeOf } = places;
  const within = items.map(places.sizesOf);
  const key = (): string =>
    JSON.stringify([
      'scan',
      reverse,
      within.map(sizes => sizes.key()),
      items.map(one => (one.kind === 'product' ? one.right?.address : undefined)),
      carries.map(({ slot, outside, next }) => [slot, outside, next].map(placeOf)),
      [...slices, ...captures].map(({ slot, outside, bytes }) => [placeOf(slot), placeOf(outside), bytes]),
      results.map(({ kind, part, of, bytes }) => [kind, placeOf(part), placeOf(of), bytes]),
      [...turns.keys()].map(placeOf),
    ]);
  const sums = [...turns.values()].map(([one, other]) => one + other);
  return {
    sizeArguments: [steps, ...sums, ...within.flatMap(sizes => sizes.sizeArguments)],
    addresses: [0, ...sums.map(() => 2), ...within.flatMap(addressesIn)],
    isByAddress: true,
    key,
  };
}
