import type { Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import type { Amount } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { FusionGroup, Step, Value } from '../lowering/fusion-group.ts';
import { advanceEach, emitNest } from '../loops/axes.ts';
import { repeat } from '../loops/repeat.ts';
import { type GroupSite, groupWalk, type GroupWalk, turnsOf } from './group-walk.ts';
import type { Operands } from '../lowering/instruction-code.ts';

/** The number of vectors in a turn of a loop. */
const UNROLLED = 2;

/** Writes code that is wide if rows of so many neighbouring elements are long enough for it. What is kept in locals is not wide. */
export function writeWide<S extends GroupSite>(site: S, elements: number, write: (site: S) => void): void {
  const { f } = site;
  f.wide(elements, () => write(f.lanes === 4 ? site : { ...site, kept: undefined }));
}

/** Writes the loops of a group over vectors of float32. */
export function emitVector(group: FusionGroup, site: GroupSite): void {
  const walk = groupWalk(group, [...site.leaves, ...site.roots]);
  writeWide(site, walk.nest.lengths.at(-1)!, one => emitLoops(group, one, walk));
}

function emitLoops(group: FusionGroup, site: GroupSite, walk: GroupWalk): void {
  const { f, rows } = site;
  const { nest, walked } = walk;
  const last = nest.lengths.length - 1;
  const inner = nest.lengths[last]!;
  const turns = turnsOf(f, nest, rows);
  const isShort = rows === undefined && inner < 2 * f.lanes * UNROLLED;
  const body = new VectorBody(group, site, { ...walk, isShort, isStraight: isShort && last === 0 });
  const move = (elements: number): void => advanceEach(f, walked, i => elements * nest.strides[i]![last]!);
  const row: Row = { f, body, move, elements: inner };
  emitNest(f, { ...nest, turns }, walked, last, () => {
    body.loadSame();
    if (last === 0 && typeof turns === 'object') emitSingleRow(row, turns.local, inner / rows!.count);
    else emitRow(row, last > 0);
  });
}

/** A row of the innermost loop. */
interface Row {
  readonly f: Func;
  readonly body: VectorBody;
  /** Moves the addresses by so many elements. */
  readonly move: (elements: number) => void;
  readonly elements: number;
}

/** Writes a row of so many elements, and moves the addresses to its end if another one follows. */
function emitRow(row: Row, isFollowed: boolean): void {
  const { f, body, move, elements } = row;
  const { lanes } = f;
  const vectors = Math.floor(elements / lanes);
  const times = vectors >= 2 * UNROLLED ? Math.floor(vectors / UNROLLED) : 0;
  emitTurns(row, UNROLLED, times);
  const rest = vectors - times * UNROLLED;
  for (let vector = 0; vector < rest; vector++) body.write(vector, lanes);
  if (elements % lanes > 0) body.write(rest, elements % lanes);
  if (isFollowed) move(elements - lanes * UNROLLED * times);
}

/** Writes a single row of as many elements as a local says, a multiple of `each`: so only some ends are possible. */
function emitSingleRow(row: Row, elements: number, each: number): void {
  const { f, body, move } = row;
  const vectors = each % (f.lanes * UNROLLED) === 0 ? UNROLLED : 1;
  const times = f.local('i32');
  f.get(elements)
    .i32(f.lanes * vectors)
    .op(i32.divU)
    .set(times);
  emitTurns(row, vectors, { local: times });
  if (each % f.lanes === 0) return;
  // The greatest power of two that divides it.
  const lanes = each & -each;
  const ends = f.local('i32');
  f.get(elements)
    .i32(f.lanes - 1)
    .op(i32.and)
    .i32(31 - Math.clz32(lanes))
    .op(i32.shrU)
    .set(ends);
  repeat(f, { local: ends }, () => {
    body.write(0, lanes);
    move(lanes);
  });
}

/** Repeats so many vectors in a turn. */
function emitTurns({ f, body, move }: Row, vectors: number, times: Amount): void {
  repeat(f, times, () => {
    for (let vector = 0; vector < vectors; vector++) body.write(vector, f.lanes);
    move(f.lanes * vectors);
  });
}

/** The smallest normal float32, and all bits of one but its sign. */
const LEAST_NORMAL = 2 ** -126;

const MAGNITUDE = 0x7fffffff;

/** A walk, and whether its rows are short: then no address moves in them. */
export interface BodyWalk extends Pick<GroupWalk, 'nest' | 'walked'> {
  readonly isShort: boolean;
  /** True if there is one short row. */
  readonly isStraight: boolean;
}

/** Notes that a local has a vector of a value. */
export function keep({ kept }: GroupSite, slot: Slot, vector: number, local: number): void {
  if (vector === 0) kept?.set(slot, []);
  const vectors = kept?.get(slot);
  if (vectors !== undefined) vectors[vector] = local;
}

/** The code that computes one vector of each root of a group. */
export class VectorBody {
  readonly #f: Func;
  readonly #group: FusionGroup;
  readonly #site: GroupSite;
  /** The bytes of an element of each leaf and root, and the stride of each leaf in the innermost loop. */
  readonly #bytes: readonly number[];
  readonly #strides: readonly number[];
  /** Locals: the value of each leaf, of each step and of each literal. */
  readonly #loaded: readonly number[];
  readonly #steps: readonly number[];
  readonly #literals: ReadonlyMap<number | string, number>;
  readonly #magnitude: number;
  readonly #leastNormal: number;
  readonly #roots: readonly (readonly [value: Value, isFlushed: boolean])[];
  /** Computes all steps from the values of the leaves. */
  readonly #compute: () => void;
  /** The locals that have the vectors of a leaf. */
  readonly #kept: readonly (readonly number[] | undefined)[];
  readonly #isStraight: boolean;

  /**
   * Other values than the roots, which will be pushed, may be given. In a short row each vector has its number, and no address
   * moves; code is straight if that row is the only one.
   */
  constructor(
    group: FusionGroup,
    site: GroupSite,
    { nest, walked, isShort, isStraight }: BodyWalk,
    others: readonly Value[] = [],
  ) {
    const { f } = site;
    this.#f = f;
    this.#group = group;
    this.#site = site;
    this.#bytes = walked.bytes;
    this.#strides = group.leaves.map((_, leaf) => nest.strides[leaf]!.at(-1)!);
    this.#loaded = group.leaves.map(() => f.local('v128'));
    this.#steps = group.steps.map(() => f.local('v128'));
    this.#literals = literalsOf(f, [
      ...group.steps.flatMap(({ operands }) => operands),
      ...group.roots.values(),
      ...others,
    ]);
    // Three instructions with numbers from locals, where `abs` would be two more: they cost a tenth of an Adam step.
    this.#magnitude = f.local('v128');
    this.#leastNormal = f.local('v128');
    if (group.flushed.size > 0) f.i32x4(MAGNITUDE).set(this.#magnitude).f32x4(LEAST_NORMAL).set(this.#leastNormal);
    this.#roots = [...group.roots].map(([slot, value]) => [value, group.flushed.has(slot)]);
    this.#isStraight = isStraight && site.kept !== undefined;
    this.#kept = group.leaves.map(({ slot }, leaf) => {
      const isFirst = isShort && nest.strides[leaf]!.slice(0, -1).every(stride => stride === 0);
      return sizeOf(slot.shape!) === 1 || (isFirst && this.#strides[leaf] === 1) ? site.kept?.get(slot) : undefined;
    });
    this.#compute = f.repeatable(() => group.steps.forEach((step, index) => this.#step(step, index)));
  }

  /** Loads the leaves that are the same in all elements of a row. */
  loadSame(): void {
    this.#strides.forEach((stride, leaf) => {
      if (stride === 0) this.#load(leaf, 0, 4);
    });
  }

  /** Computes so many lanes of the n-th vector from the addresses on, and stores the roots. */
  write(vector: number, lanes: number): void {
    this.compute(vector, lanes);
    this.#roots.forEach((_, root) => this.#store(root, vector, lanes));
  }

  /** Computes them, and stores nothing. */
  compute(vector: number, lanes: number): void {
    this.#strides.forEach((stride, leaf) => {
      if (stride !== 0) this.#load(leaf, vector, lanes);
    });
    this.#compute();
  }

  /** Pushes a value as it was computed last. */
  push(value: Value): void {
    this.#number(value);
  }

  #load(leaf: number, vector: number, lanes: number): void {
    const f = this.#f;
    const address = this.#site.leaves[leaf]!;
    const bytes = this.#bytes[leaf]!;
    const stride = this.#strides[leaf]!;
    const kept = this.#kept[leaf]?.[stride === 0 ? 0 : vector];
    if (kept !== undefined) {
      f.get(kept);
      if (stride === 0) f.get(kept).shuffle(0, 0, 0, 0);
      f.set(this.#loaded[leaf]!);
      return;
    }
    const one = (lane: number): void => {
      f.get(address).memory(bytes === 1 ? i32.load8u : v128.load32Splat, (f.lanes * vector + lane) * stride * bytes);
      if (bytes === 1) f.op(i32x4.splat);
    };
    if (stride === 0) one(0);
    else if (stride !== 1) gatherLanes(f, lanes, one);
    else if (bytes === 1) f.loadBytes(address, f.lanes * vector);
    else f.loadLanes(address, lanes, 4 * f.lanes * vector);
    if (bytes === 1) f.op(f32x4.convertI32x4S);
    f.set(this.#loaded[leaf]!);
  }

  #step({ instruction: { name }, operands }: Step, index: number): void {
    const f = this.#f;
    const { vector, vectorOf } = this.#site.functions.codeOf(name);
    if (vectorOf !== undefined) vectorOf(f, this.#operandsOf(operands));
    else {
      for (const operand of operands) this.#number(operand);
      if (typeof vector === 'number') f.op(vector);
      else if (vector !== undefined) vector(f);
      else this.#site.functions.vector(f, name, operands.length);
    }
    f.set(this.#steps[index]!);
  }

  #operandsOf(operands: readonly Value[]): Operands {
    return {
      number: position => this.#number(operands[position]!),
      mask: position => this.#mask(operands[position]!),
      literal: position => literalOf(operands[position]!),
    };
  }

  #store(root: number, vector: number, lanes: number): void {
    const f = this.#f;
    const [value, isFlushed] = this.#roots[root]!;
    const address = this.#site.roots[root]!;
    if (this.#bytes[this.#loaded.length + root] === 1) return this.#storeFlags(address, value, vector, lanes);
    const kept = f.local('v128');
    this.#number(value);
    if (isFlushed)
      f.tee(kept).get(kept).get(this.#magnitude).op(v128.and).get(this.#leastNormal).op(f32x4.lt).op(v128.andnot);
    f.set(kept).storeLanes(address, kept, lanes, 4 * f.lanes * vector);
    if (this.#isStraight) keep(this.#site, [...this.#group.roots.keys()][root]!, vector, kept);
  }

  #storeFlags(address: number, value: Value, vector: number, lanes: number): void {
    const f = this.#f;
    for (let lane = 0; lane < lanes; lane++) {
      f.get(address);
      this.#mask(value);
      f.lane(i32x4.extractLane, lane)
        .i32(1)
        .op(i32.and)
        .memory(i32.store8, f.lanes * vector + lane);
    }
  }

  /** Pushes a value as a number: a mask becomes 0 and 1. */
  #number(value: Value): void {
    this.#raw(value);
    if (this.#isMask(value)) this.#f.f32x4(1).op(v128.and);
  }

  /** Pushes a value as a mask. */
  #mask(value: Value): void {
    if (this.#isMask(value)) return this.#raw(value);
    this.#number(value);
    this.#f.f32x4(0).op(f32x4.ne);
  }

  #raw(value: Value): void {
    if ('literal' in value) this.#f.get(this.#literals.get(keyOf(value.literal))!);
    else this.#f.get('step' in value ? this.#steps[value.step]! : this.#loaded[value.leaf]!);
  }

  /** True if a value is a comparison: it stays a mask until a number is needed. */
  #isMask(value: Value): boolean {
    if (!('step' in value)) return false;
    return this.#site.functions.codeOf(this.#group.steps[value.step]!.instruction.name).compares === true;
  }
}

/** Pushes a vector of lanes that lie apart, loaded one by one; only those that there are. */
function gatherLanes(f: Func, lanes: number, one: (lane: number) => void): void {
  const found = f.local('v128');
  for (let lane = 0; lane < lanes; lane++) {
    one(lane);
    if (lane > 0) {
      const from = f.local('v128');
      f.set(from).get(found).get(from);
      if (f.lanes === 4) f.shuffle(...[0, 1, 2, 3].map(kept => (kept === lane ? 4 + lane : kept)));
      else f.lane(f32x4.extractLane, 0).lane(f32x4.replaceLane, lane);
    }
    f.set(found);
  }
  f.get(found);
}

/** The number that a value is; undefined for one that is computed or read. */
function literalOf(value: Value): number | undefined {
  return 'literal' in value ? value.literal : undefined;
}

/** Sets locals to the literals of a group: V8 would make a vector of a constant anew wherever it is, also in a loop. */
function literalsOf(f: Func, values: readonly Value[]): Map<number | string, number> {
  const locals = new Map<number | string, number>();
  const numbers = values.flatMap(value => ('literal' in value ? [value.literal] : []));
  for (const number of numbers) {
    if (locals.has(keyOf(number))) continue;
    const local = f.local('v128');
    f.f32x4(number).set(local);
    locals.set(keyOf(number), local);
  }
  return locals;
}

/** The key of a number in a map, for which −0 would be 0. */
function keyOf(number: number): number | string {
  return Object.is(number, -0) ? '−0' : number;
}
