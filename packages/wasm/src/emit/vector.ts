import type { Amount } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import type { FusionGroup, Value } from '../ir/fusion-group.ts';
import { advanceEach, emitNest } from './axes.ts';
import { VECTOR_FUNCTIONS, type VectorFunctionName } from '../functions/vector-functions.ts';
import type { Functions } from './functions.ts';
import { groupWalk, turnsOf } from './group-walk.ts';
import { repeat } from './loops.ts';

/** The smallest normal float32, and all bits of one but its sign. */
const LEAST_NORMAL = 2 ** -126;
const MAGNITUDE = 0x7fffffff;

/** So many vectors in a turn of a loop. */
const UNROLLED = 2;

/** What an elementwise loop is written into: the function, and where the operands begin. */
export interface Site {
  readonly f: Func;
  /** The local with the address of each leaf. */
  readonly leaves: readonly number[];
  /** The local with the address of each root. */
  readonly roots: readonly number[];
  readonly functions: Functions;
  /** The local that says how long the first axis is, where code for one length is code for all from 2 on. */
  readonly rows?: number | undefined;
}

/** Whether a group can be computed four elements at a time: float32, with flags at most. */
export function isVector(group: FusionGroup): boolean {
  const dtypes = [...group.leaves.map(({ slot }) => slot), ...group.roots.keys()].map(({ wire }) => wire.dtype);
  return group.precision === 'float32' && dtypes.every(dtype => dtype === 'float32' || dtype === 'bool');
}

/** Comparisons are masks until somebody calculates with them. */
const MASKS: Readonly<Record<string, number>> = { less: f32x4.lt, lessEqual: f32x4.le, equal: f32x4.eq };

const DIRECT: Readonly<Record<string, number>> = {
  add: f32x4.add,
  sub: f32x4.sub,
  mul: f32x4.mul,
  div: f32x4.div,
  min: f32x4.min,
  max: f32x4.max,
  neg: f32x4.neg,
  abs: f32x4.abs,
  sqrt: f32x4.sqrt,
  floor: f32x4.floor,
};

/** Whether an instruction is code here, and needs no function of the host. */
export function isNative(name: string, vector: boolean): boolean {
  return (
    name in DIRECT ||
    name in MASKS ||
    name === 'select' ||
    name === 'copy' ||
    (vector && (name === 'sign' || name in VECTOR_FUNCTIONS))
  );
}

/** Writes the loops of a group over vectors of four float32. */
export function emitVector(group: FusionGroup, { f, leaves, roots, functions, rows }: Site): void {
  const slots = [...group.roots.keys()];
  const { nest, walked } = groupWalk(group, [...leaves, ...roots]);
  const { lengths, strides } = nest;
  const width = walked.bytes;
  const last = lengths.length - 1;
  const inner = lengths[last]!;
  const turns = turnsOf(f, nest, group, rows);
  const kinds = group.leaves.map((_, i) => strides[i]![last]!);
  const loaded = group.leaves.map(() => f.local('v128'));
  const steps = group.steps.map(() => f.local('v128'));
  const literals = literalsOf(f, group);
  // Three instructions with numbers from locals, where `abs` would be two more: they cost a tenth of an Adam step.
  const [magnitude, leastNormal] = [f.local('v128'), f.local('v128')];
  if (group.flushed.size > 0) f.i32x4(MAGNITUDE).set(magnitude).f32x4(LEAST_NORMAL).set(leastNormal);
  const isMask = (value: Value): boolean => 'step' in value && group.steps[value.step]!.instruction.name in MASKS;
  const raw = (value: Value): void => {
    if ('literal' in value) f.get(literals.get(keyOf(value.literal))!);
    else f.get('step' in value ? steps[value.step]! : loaded[value.leaf]!);
  };
  const number = (value: Value): void => {
    raw(value);
    if (isMask(value)) f.f32x4(1).op(v128.and);
  };
  const flag = (value: Value): void => {
    if (isMask(value)) return raw(value);
    number(value);
    f.f32x4(0).op(f32x4.ne);
  };

  const load = (leaf: number, vector: number, lanes: number): void => {
    const address = leaves[leaf]!;
    const bytes = width[leaf]!;
    const stride = kinds[leaf]!;
    const one = (lane: number): void => {
      f.get(address).memory(bytes === 1 ? i32.load8u : v128.load32Splat, (4 * vector + lane) * stride * bytes);
      if (bytes === 1) f.op(i32x4.splat);
    };
    if (stride === 0) one(0);
    else if (stride !== 1) gather(lanes, one);
    else if (bytes === 1)
      f.get(address)
        .memory(v128.load32Zero, 4 * vector)
        .op(i32x4.extendBytes)
        .op(i32x4.extendLow);
    else f.get(address).memory(v128.load, 16 * vector);
    if (bytes === 1) f.op(f32x4.convertI32x4S);
    f.set(loaded[leaf]!);
  };
  /** Lanes that lie apart, one by one; only those that there are. */
  const gather = (lanes: number, one: (lane: number) => void): void => {
    const found = f.local('v128');
    for (let lane = 0; lane < lanes; lane++) {
      one(lane);
      if (lane > 0) {
        const from = f.local('v128');
        f.set(from)
          .get(found)
          .get(from)
          .shuffle(...[0, 1, 2, 3].map(kept => (kept === lane ? 4 + lane : kept)));
      }
      f.set(found);
    }
    f.get(found);
  };

  const compute = f.repeatable(() =>
    group.steps.forEach(({ instruction: { name }, operands }, index) => {
      if (name === 'select') {
        number(operands[1]!);
        number(operands[2]!);
        flag(operands[0]!);
        f.op(v128.bitselect);
      } else if (name === 'sign') {
        number(operands[0]!);
        f.f32x4(-0).op(v128.and).f32x4(1).op(v128.or);
        number(operands[0]!);
        number(operands[0]!);
        f.f32x4(0).op(f32x4.lt);
        number(operands[0]!);
        f.f32x4(0).op(f32x4.gt).op(v128.or).op(v128.bitselect);
      } else {
        for (const operand of operands) number(operand);
        const direct = DIRECT[name] ?? MASKS[name];
        if (direct !== undefined) f.op(direct);
        else if (name in VECTOR_FUNCTIONS) VECTOR_FUNCTIONS[name as VectorFunctionName](f);
        else if (name !== 'copy') functions.vector(f, name, operands.length);
      }
      f.set(steps[index]!);
    }),
  );

  const store = (root: number, slot: number, value: Value, vector: number, lanes: number): void => {
    if (width[group.leaves.length + slot] === 1) {
      for (let lane = 0; lane < lanes; lane++) {
        f.get(root);
        flag(value);
        f.lane(i32x4.extractLane, lane)
          .i32(1)
          .op(i32.and)
          .memory(i32.store8, 4 * vector + lane);
      }
      return;
    }
    const kept = f.local('v128');
    number(value);
    if (group.flushed.has(slots[slot]!))
      f.tee(kept).get(kept).get(magnitude).op(v128.and).get(leastNormal).op(f32x4.lt).op(v128.andnot);
    f.set(kept).storeLanes(root, kept, lanes, 16 * vector);
  };

  const body = (vector: number, lanes: number): void => {
    kinds.forEach((stride, leaf) => {
      if (stride !== 0) load(leaf, vector, lanes);
    });
    compute();
    [...group.roots.values()].forEach((value, i) => store(roots[i]!, i, value, vector, lanes));
  };

  const move = (elements: number): void => advanceEach(f, walked, i => elements * strides[i]![last]!);
  const several = (vectors: number, times: Amount): void =>
    repeat(f, times, () => {
      for (let vector = 0; vector < vectors; vector++) body(vector, 4);
      move(4 * vectors);
    });

  const row = (): void => {
    kinds.forEach((stride, leaf) => {
      if (stride === 0) load(leaf, 0, 4);
    });
    if (last === 0 && typeof turns === 'object') return rowOf(turns.local);
    const vectors = inner >> 2;
    const times = vectors >= 2 * UNROLLED ? Math.floor(vectors / UNROLLED) : 0;
    several(UNROLLED, times);
    const rest = vectors - times * UNROLLED;
    for (let vector = 0; vector < rest; vector++) body(vector, 4);
    if ((inner & 3) > 0) body(rest, inner & 3);
    if (last > 0) move(inner - 4 * UNROLLED * times);
  };

  /** A single row of as many elements as a local says, a multiple of those in a row of the group: only some ends can come. */
  const rowOf = (elements: number): void => {
    const each = inner / group.shape[0]!;
    const vectors = each % (4 * UNROLLED) === 0 ? UNROLLED : 1;
    const times = f.local('i32');
    f.get(elements)
      .i32(4 * vectors)
      .op(i32.divU)
      .set(times);
    several(vectors, { local: times });
    if (each % 4 === 0) return;
    const lanes = each % 2 === 0 ? 2 : 1;
    const ends = f.local('i32');
    f.get(elements)
      .i32(3)
      .op(i32.and)
      .i32(lanes >> 1)
      .op(i32.shrU)
      .set(ends);
    repeat(f, { local: ends }, () => {
      body(0, lanes);
      move(lanes);
    });
  };

  emitNest(f, { ...nest, turns }, walked, last, row);
}

/** The numbers of a group in locals: V8 makes a vector of a constant anew wherever it stands, also in a loop. */
function literalsOf(f: Func, group: FusionGroup): Map<number | string, number> {
  const locals = new Map<number | string, number>();
  const values = [...group.steps.flatMap(({ operands }) => operands), ...group.roots.values()];
  const numbers = values.flatMap(value => ('literal' in value ? [value.literal] : []));
  for (const number of numbers) {
    if (locals.has(keyOf(number))) continue;
    const local = f.local('v128');
    f.f32x4(number).set(local);
    locals.set(keyOf(number), local);
  }
  return locals;
}

/** −0 is 0 to a map. */
function keyOf(number: number): number | string {
  return Object.is(number, -0) ? '−0' : number;
}
