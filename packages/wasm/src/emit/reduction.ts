import type { Sizes } from '@thalweg/tensor';
import type { Amount } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { advanceEach, emitNest, type Nest, type Walked } from '../loops/axes.ts';
import { inFours, repeat, timesRows } from '../loops/repeat.ts';
import { BYTES } from '../memory/address-space.ts';
import { loopsWithin, type ReductionWork, widthOf } from '../lowering/reduction-work.ts';
import { ACCUMULATORS, type Accumulator, REGISTERS } from './accumulators.ts';
import type { GroupSite } from './group-walk.ts';
import { keep, VectorBody, writeWide } from './vector.ts';

/** The surroundings of the loops: the local with the address of each result too. */
export interface ReductionSite extends GroupSite {
  readonly results: readonly number[];
}

/** Writes the loops of a reduction. */
export function emitReduction(work: ReductionWork, site: ReductionSite): void {
  const columns = work.hasColumns ? loopsOverColumns(work.shape, work.strides, work.reduction.to).lengths.at(-1)! : 0;
  writeWide(site, columns, one => new Loops(work, one).emit());
}

/** The loops over the axes from one on, of which the last is over neighbouring columns, be it one. */
function loopsOverColumns(shape: Sizes, strides: readonly (readonly number[])[], from: number): Nest {
  const nest = loopsWithin(shape, strides, from, shape.length);
  if (nest.strides.at(-1)!.at(-1) === 1) return nest;
  return { lengths: [...nest.lengths, 1], strides: nest.strides.map(all => [...all, 1]) };
}

/** A row of fewer elements is written without a loop, where what it reads may be in locals. */
const SHORT = 16;

class Loops {
  readonly #f: Func;
  readonly #work: ReductionWork;
  readonly #site: ReductionSite;
  /** The loops over the axes before those that are reduced, over these, and over those behind. */
  readonly #outer: Nest;
  readonly #along: Nest;
  readonly #inner: Nest;
  /** The addresses of an outer turn, of a column, and of an element. */
  readonly #base: Walked;
  readonly #column: Walked;
  readonly #at: Walked;
  readonly #body: VectorBody;
  /** The number of vectors of columns that are reduced at once, and their accumulators. */
  readonly #width: number;
  readonly #accumulators: readonly (readonly Accumulator[])[];
  readonly #vector: number;
  /** True if there is a single row, of a few vectors: no address moves in it. */
  readonly #isStraight: boolean;

  constructor(work: ReductionWork, site: ReductionSite) {
    const { group, reduction, shape, strides } = work;
    const { f } = site;
    const { from, to, results } = reduction;
    this.#f = f;
    this.#work = work;
    this.#site = site;
    this.#outer = loopsWithin(shape, strides, 0, from);
    this.#along = loopsWithin(shape, strides, from, to);
    const none = { lengths: [], strides: strides.map(() => []) };
    this.#inner = work.hasColumns ? loopsOverColumns(shape, strides, to) : none;
    const dtypes = [...group.leaves.map(({ slot }) => slot), ...group.roots.keys(), ...results.keys()];
    const bytes = dtypes.map(({ wire }) => BYTES[wire.dtype]);
    const locals = (): number[] => strides.map(() => f.local('i32'));
    this.#base = { addresses: [...site.leaves, ...site.roots, ...site.results], bytes };
    this.#column = work.hasColumns ? { addresses: locals(), bytes } : this.#base;
    this.#at = { addresses: locals(), bytes };
    const { lengths } = this.#along;
    const isRow = this.#outer.lengths.length === 0 && !work.hasColumns && lengths.length < 2;
    this.#isStraight = site.kept !== undefined && site.rows === undefined && isRow && (lengths[0] ?? 1) < SHORT;
    this.#body = this.#bodyAt(this.#at);
    const reduced = [...results.values()];
    this.#width = work.hasColumns ? widthOf(reduction, REGISTERS) : 1;
    const length = this.#length();
    this.#accumulators = Array.from({ length: this.#width }, () =>
      reduced.map(({ name }) => ACCUMULATORS[name].make(f, length)),
    );
    this.#vector = f.local('v128');
  }

  emit(): void {
    const { lengths } = this.#outer;
    emitNest(this.#f, { ...this.#outer, turns: this.#turns(this.#outer) }, this.#base, lengths.length, () =>
      this.#work.hasColumns ? this.#columns() : this.#row(),
    );
  }

  #bodyAt({ addresses, bytes }: Walked): VectorBody {
    const { group, reduction } = this.#work;
    const [leaves, roots] = [group.leaves.length, group.roots.size];
    const site = {
      ...this.#site,
      leaves: addresses.slice(0, leaves),
      roots: addresses.slice(leaves, leaves + roots),
    };
    const { strides } = this.#work.hasColumns ? this.#inner : this.#along;
    const walk = {
      nest: { lengths: [], strides: strides.map(all => [all.at(-1) ?? 0]) },
      walked: { addresses, bytes },
      isShort: this.#isStraight,
      isStraight: this.#isStraight,
    };
    return new VectorBody(
      group,
      site,
      walk,
      [...reduction.results.values()].map(({ value }) => value),
    );
  }

  /** The turns of the first loop of a nest, if the first axis is in it and its length is in a local. */
  #turns({ lengths }: Nest): Amount | undefined {
    const { rows, f } = this.#site;
    const { reduction } = this.#work;
    const counted = reduction.from === 0 ? this.#along.lengths : this.#outer.lengths;
    return rows === undefined || lengths !== counted ? undefined : timesRows(f, rows.local, lengths[0]! / rows.count);
  }

  /** The number of elements of which each result is made. */
  #length(): Amount {
    const { rows, f } = this.#site;
    const { reduction } = this.#work;
    const elements = this.#along.lengths.reduce((product, length) => product * length, 1);
    return rows === undefined || reduction.from > 0 ? elements : timesRows(f, rows.local, elements / rows.count);
  }

  #copy({ addresses }: Walked, to: Walked): void {
    addresses.forEach((address, i) => this.#f.get(address).set(to.addresses[i]!));
  }

  /** Reduces neighbouring elements to one number. */
  #row(): void {
    const f = this.#f;
    this.#copy(this.#base, this.#at);
    this.#start([1]);
    const last = this.#along.lengths.length - 1;
    const turns = this.#turns(this.#along);
    if (last < 0) {
      this.#body.loadSame();
      this.#last(1);
    } else
      emitNest(f, { ...this.#along, turns }, this.#at, last, () => {
        this.#body.loadSame();
        this.#elements(last === 0 && turns !== undefined ? turns : this.#along.lengths[last]!);
      });
    this.#accumulators[0]!.forEach((accumulator, result) => {
      const kept = f.local('v128');
      accumulator.pushNumber();
      f.op(f32x4.splat).set(kept);
      f.storeLanes(this.#result(result, this.#base), kept, 1);
      if (this.#outer.lengths.length === 0) this.#keep(result, 0, kept);
    });
  }

  /** Takes the elements of a row, four at a time. */
  #elements(count: Amount): void {
    const f = this.#f;
    const [vectors, rest] = inFours(f, count);
    if (this.#isStraight) {
      for (let vector = 0; vector < (vectors as number); vector++) {
        this.#body.write(vector, 4);
        this.#take([0]);
      }
      if (rest !== 0) this.#last(rest as number, vectors as number);
      return;
    }
    repeat(f, vectors, () => {
      this.#body.write(0, 4);
      this.#take([0]);
      this.#move(4);
    });
    if (typeof rest === 'number') {
      if (rest > 0) this.#last(rest);
      return;
    }
    // As many are left as the rows of so many elements allow.
    const each = this.#along.lengths[0]! / this.#site.rows!.count;
    for (const lanes of [1, 2, 3])
      if (lanes % greatestPower(each) === 0) {
        f.get(rest.local).i32(lanes).op(i32.eq);
        f.if(() => this.#last(lanes));
      }
  }

  /** Takes the last elements, fewer than four. */
  #last(lanes: number, vector = 0): void {
    const f = this.#f;
    const { results } = this.#work.reduction;
    this.#body.write(vector, lanes);
    [...results.values()].forEach(({ value }, result) => {
      const accumulator = this.#accumulators[0]![result]!;
      this.#body.push(value);
      accumulator.pushNeutral();
      f.i32x4(...[0, 1, 2, 3].map(lane => (lane < lanes ? -1 : 0)));
      f.op(v128.bitselect).set(this.#vector);
      accumulator.take(this.#vector);
    });
    this.#move(lanes);
  }

  #move(elements: number): void {
    advanceEach(this.#f, this.#at, i => elements * (this.#along.strides[i]!.at(-1) ?? 0));
  }

  /** Reduces the columns of an outer turn. */
  #columns(): void {
    const f = this.#f;
    const depth = this.#inner.lengths.length - 1;
    const columns = this.#inner.lengths[depth]!;
    this.#copy(this.#base, this.#column);
    const move = (count: number): void => advanceEach(f, this.#column, i => count * this.#inner.strides[i]![depth]!);
    emitNest(f, this.#inner, this.#column, depth, () => {
      const block = f.lanes * this.#width;
      repeat(f, Math.floor(columns / block), () => {
        this.#block(block);
        move(block);
      });
      const rest = columns % block;
      if (rest > 0) this.#block(rest);
      move(rest);
    });
  }

  /** Reduces so many neighbouring columns at once. */
  #block(columns: number): void {
    const f = this.#f;
    const each = f.lanes;
    const lanes = Array.from({ length: Math.ceil(columns / each) }, (_, n) => Math.min(each, columns - each * n));
    const vectors = [...lanes.keys()];
    this.#copy(this.#column, this.#at);
    this.#start(lanes);
    emitNest(f, { ...this.#along, turns: this.#turns(this.#along) }, this.#at, this.#along.lengths.length, () => {
      this.#body.loadSame();
      for (const vector of vectors) {
        this.#body.write(vector, lanes[vector]!);
        this.#take([vector]);
      }
    });
    for (const vector of vectors)
      this.#accumulators[vector]!.forEach((accumulator, result) => {
        const kept = f.local('v128');
        accumulator.pushVector();
        f.set(kept);
        f.storeLanes(this.#result(result, this.#column), kept, lanes[vector]!, 4 * each * vector);
        const { lengths } = this.#inner;
        const isOnly = this.#outer.lengths.length === 0 && lengths.length === 1 && lengths[0] === columns;
        if (isOnly) this.#keep(result, vector, kept);
      });
  }

  /** Starts the accumulators of some vectors, with as many lanes in each. */
  #start(lanes: readonly number[]): void {
    const f = this.#f;
    const reduced = [...this.#work.reduction.results.values()];
    const looks = reduced.some(({ name }) => ACCUMULATORS[name].looksAhead) && !this.#along.lengths.includes(0);
    if (looks) this.#body.loadSame();
    lanes.forEach((count, vector) => {
      if (looks) this.#body.compute(vector, count);
      reduced.forEach(({ value }, result) => {
        if (looks) {
          this.#body.push(value);
          f.set(this.#vector);
          if (!this.#work.hasColumns) f.get(this.#vector).get(this.#vector).shuffle(0, 0, 0, 0).set(this.#vector);
        }
        this.#accumulators[vector]![result]!.start(this.#vector);
      });
    });
  }

  #take(vectors: readonly number[]): void {
    for (const vector of vectors)
      [...this.#work.reduction.results.values()].forEach(({ value }, result) => {
        this.#body.push(value);
        this.#f.set(this.#vector);
        this.#accumulators[vector]![result]!.take(this.#vector);
      });
  }

  #keep(result: number, vector: number, local: number): void {
    keep(this.#site, [...this.#work.reduction.results.keys()][result]!, vector, local);
  }

  /** The local with the address of a result. */
  #result(result: number, { addresses }: Walked): number {
    return addresses[this.#work.group.leaves.length + this.#work.group.roots.size + result]!;
  }
}

/** The greatest power of two that divides a number, up to four. */
function greatestPower(number: number): number {
  return number % 4 === 0 ? 4 : number % 2 === 0 ? 2 : 1;
}
