import type { Slot } from '@thalweg/graph/engine';
import type { Func } from '../assembler/func.ts';
import type { Module } from '../assembler/module.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { BYTES } from '../emit/elements.ts';
import type { Functions } from '../emit/functions.ts';
import { emitReduction } from '../emit/reduce.ts';
import type { Reduction } from '../emit/reduction.ts';
import { emitVector, isNative } from '../emit/vector.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import { Group } from '../plan/group.ts';
import type { Unit } from '../plan/units.ts';
import { packedBytes } from '../product/cut.ts';
import { emitProduct, scratchBytes } from '../product/emit-product.ts';
import type { Kernels } from '../product/kernels.ts';
import { packPanels } from '../product/pack-panels.ts';
import type { ProductShape } from '../product/product-shape.ts';
import { cutGroup, cutPacking, cutProduct, cutReduction, type Cut } from './cut.ts';
import type { SharedPlan } from './crew.ts';
import { Jobs, LINE, NO_UNIT } from './jobs.ts';
import type { Pool } from './pool.ts';

/** What parts are made with. */
interface PartsOptions {
  readonly memory: LinearMemory;
  readonly reserve: (bytes: number) => number;
  readonly pool: Pool;
}

/** What the code of a unit is written with. */
export interface PartsSite {
  readonly kernels: Kernels;
  readonly functions: Functions;
  /** Loads the address of a slot's storage into a local. */
  readonly addressOf: (f: Func, slot: Slot) => number;
}

/** The units of one module that are computed in chunks, by as many threads as take part. */
export class Parts {
  readonly #jobs: Jobs;
  readonly #module: Module;
  readonly #memory: LinearMemory;
  readonly #reserve: (bytes: number) => number;
  readonly #pool: Pool;

  constructor(module: Module, { memory, reserve, pool }: PartsOptions) {
    this.#jobs = new Jobs(module, memory);
    this.#module = module;
    this.#memory = memory;
    this.#reserve = reserve;
    this.#pool = pool;
  }

  /** The index of the function that computes a unit in chunks; none if it is too small for that, or of another kind. */
  add(unit: Unit, site: PartsSite): number | undefined {
    if (unit.kind === 'product') return this.#addProduct(unit, site);
    if (unit.kind === 'group' && unit.vector) return this.#addGroup(unit.group, site);
    if (unit.kind === 'loop' && unit.code.reduction !== undefined)
      return this.#addReduction(unit, unit.code.reduction, site);
    return undefined;
  }

  /** When all units are there: exports what the threads need; what the module imports for them. */
  finish(): Readonly<Record<string, unknown>> {
    this.#jobs.export();
    const [pool, memory] = [this.#pool, this.#memory];
    return { late: (failed: number, times: number) => pool.late(failed, times, memory) };
  }

  /** Tells the threads of the module. Until they know it, whoever begins its passes computes alone. */
  share(compiled: object, exports: Readonly<Record<string, unknown>>): SharedPlan | undefined {
    const { count, first } = this.#jobs;
    if (count === 0) return undefined;
    const publish = exports['publish'] as (unit: number, chunks: number) => void;
    const pool = this.#pool;
    const led = { enter: () => publish(first, 0), leave: () => publish(NO_UNIT, 0) };
    const id = pool.add(compiled, this.#memory.memory);
    return { call: () => pool.call(id, led), rest: () => pool.rest(), end: () => pool.drop(id) };
  }

  /** A unit of so many chunks, computed by the function `(thread, chunk)`: the index of the one that computes all of it. */
  inChunks(chunks: number, compute: number): number {
    return this.#jobs.add(chunks, compute);
  }

  #addProduct(unit: Extract<Unit, { kind: 'product' }>, { kernels, addressOf }: PartsSite): number | undefined {
    const cut = cutProduct(unit.shape, this.#pool);
    if (cut === undefined) return undefined;
    const { m, n, k, transposeA } = unit.shape;
    const packing = cutPacking(unit.shape, this.#pool);
    // What is too small to be packed together is packed for each chunk, if it is not packed ahead.
    const together = unit.right === undefined && packing.chunks > 1;
    const packedB = together || unit.right !== undefined;
    const shapeOf = (rows: number): ProductShape => ({ ...unit.shape, m: rows, rowsOfA: m, packedB });
    const kernel = emitProduct(kernels, shapeOf(cut.length));
    const last = cut.last === cut.length ? kernel : emitProduct(kernels, shapeOf(cut.last));
    const packed = unit.right?.address ?? (together ? this.#reserve(packedBytes(n, k)) : 0);
    // A thread has its panels of A to itself.
    const bytes = LINE * Math.ceil((scratchBytes(shapeOf(cut.length)) + LINE) / LINE);
    const scratch = this.#reserve(bytes * this.#pool.threads);
    const multiply = this.#add(cut, (f, start, rows) => {
      const move = (slot: Slot, toNextRow: number): void => {
        f.get(start).i32(toNextRow).op(i32.mul).get(addressOf(f, slot)).op(i32.add);
      };
      move(unit.a, transposeA ? 4 : 4 * k);
      if (packedB) f.i32(packed);
      else f.get(addressOf(f, unit.b));
      move(unit.slot, 4 * n);
      f.get(THREAD).i32(bytes).op(i32.mul).i32(scratch).op(i32.add);
      f.call(rows === cut.length ? kernel : last);
    });
    if (!together) return multiply;
    const pack = this.#addPacking(unit, packing, packed, { kernels, addressOf });
    return this.#module.func({ params: [], results: [] }, f => f.call(pack).call(multiply));
  }

  /** Packs B once for all chunks of a product, itself in chunks. */
  #addPacking(
    { b, shape }: Extract<Unit, { kind: 'product' }>,
    cut: Cut,
    packed: number,
    { kernels, addressOf }: Pick<PartsSite, 'kernels' | 'addressOf'>,
  ): number {
    const kernel = packPanels(kernels, shape, cut.length);
    const last = cut.last === cut.length ? kernel : packPanels(kernels, shape, cut.last);
    return this.#add(cut, (f, start, rows) => {
      f.get(addressOf(f, b))
        .i32(packed)
        .get(start)
        .call(rows === cut.length ? kernel : last);
    });
  }

  #addGroup(group: Group, { functions, addressOf }: PartsSite): number | undefined {
    // Other threads have no functions of the host.
    if (group.steps.some(({ instruction: { name } }) => !isNative(name, true))) return undefined;
    const cut = cutGroup(group, this.#pool);
    if (cut === undefined) return undefined;
    const { axis } = cut;
    const within = group.shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    return this.#add(cut, (f, start, rows) => {
      const part = rowsOf(group, axis, rows);
      const moved = (slot: Slot, stride: number): number => {
        const address = addressOf(f, slot);
        moveBy(f, address, start, stride * BYTES[slot.wire.dtype]);
        return address;
      };
      const leaves = group.leaves.map(({ slot, strides }) => moved(slot, strides[axis]!));
      const roots = [...group.roots.keys()].map(slot => moved(slot, within));
      emitVector(part, { f, leaves, roots, functions });
    });
  }

  #addReduction(
    { slot, code }: Extract<Unit, { kind: 'loop' }>,
    reduction: Reduction,
    { addressOf }: PartsSite,
  ): number | undefined {
    const cut = cutReduction(reduction, this.#pool);
    if (cut === undefined) return undefined;
    const { length, inner } = reduction;
    return this.#add(cut, (f, start, count) => {
      const [from, to] = [addressOf(f, code.reads[0]!), addressOf(f, slot)];
      moveBy(f, from, start, cut.columns ? 4 : 4 * length * inner);
      moveBy(f, to, start, cut.columns ? 4 : 4 * inner);
      emitReduction(
        f,
        cut.columns ? { ...reduction, inner: count, pitch: inner } : { ...reduction, outer: count },
        from,
        to,
      );
    });
  }

  /** Adds a unit that is written for a chunk: from the row in a local on, so many. */
  #add({ length, last, chunks }: Cut, write: (f: Func, start: number, rows: number) => void): number {
    const compute = this.#module.func({ params: ['i32', 'i32'], results: [] }, f => {
      const start = f.local('i32');
      f.get(CHUNK).i32(length).op(i32.mul).set(start);
      if (last === length) return write(f, start, length);
      f.get(CHUNK)
        .i32(chunks - 1)
        .op(i32.eq);
      f.if(
        () => write(f, start, last),
        () => write(f, start, length),
      );
    });
    return this.inChunks(chunks, compute);
  }
}

/** Parameters of what computes a chunk. */
const THREAD = 0;
const CHUNK = 1;

/** Moves the address in a local by so many bytes for each row before the first, a local. */
function moveBy(f: Func, address: number, start: number, bytes: number): void {
  f.get(start).i32(bytes).op(i32.mul).get(address).op(i32.add).set(address);
}

/** A group over some of its rows, on an axis. */
function rowsOf(group: Group, axis: number, rows: number): Group {
  const { leaves, steps, roots, flushed } = group;
  const shape = group.shape.map((length, i) => (i === axis ? rows : length));
  return Object.assign(new Group(shape, group.precision), { leaves, steps, roots, flushed });
}
