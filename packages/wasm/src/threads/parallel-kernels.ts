import type { Slot } from '@thalweg/graph/engine';
import type { Func } from '../assembler/func.ts';
import type { Module } from '../assembler/module.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { emitReduction } from '../emit/reduction.ts';
import { isNative } from '../lowering/instruction-code.ts';
import { wholeReduction } from '../lowering/reduction-work.ts';
import { emitVector } from '../emit/vector.ts';
import type { Functions } from '../lowering/functions.ts';
import { FusionGroup } from '../lowering/fusion-group.ts';
import type { Kernels } from '../assembler/kernels.ts';
import type { LoopParts } from '../lowering/loop-code.ts';
import { pitchOf, type ProductShape } from '../lowering/product-shape.ts';
import type { CompiledItem, LoopItem, ProductBatch, ProductItem, ReductionItem } from '../lowering/schedule-item.ts';
import { BYTES } from '../memory/address-space.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import { packedBytes } from '../product/cut.ts';
import { emitProduct, scratchBytes } from '../product/emit-product.ts';
import { packPanels } from '../product/packing.ts';
import type { SharedPass } from '../runtime/linked-pass.ts';
import { type Cut, cutGroup, cutPacking, cutParts, cutReduction } from '../lowering/cut.ts';
import { batchChunk, cutBatch, cutProduct } from './cut-products.ts';
import { Jobs, LINE, NO_UNIT } from './jobs.ts';
import type { Pool } from './pool.ts';

/** Inputs for building the kernels in chunks. */
interface ParallelOptions {
  readonly memory: LinearMemory;
  readonly reserve: (bytes: number) => number;
  readonly pool: Pool;
}

/** The surroundings of an item's code. */
export interface ParallelSite {
  readonly kernels: Kernels;
  readonly functions: Functions;
  /** Loads the address of a slot's storage into a local. */
  readonly addressOf: (f: Func, slot: Slot) => number;
}

/** The kernels of one module that are computed in chunks, by as many threads as take part. */
export class ParallelKernels {
  readonly #jobs: Jobs;
  readonly #module: Module;
  readonly #memory: LinearMemory;
  readonly #reserve: (bytes: number) => number;
  readonly #pool: Pool;

  constructor(module: Module, { memory, reserve, pool }: ParallelOptions) {
    this.#jobs = new Jobs(module, memory);
    this.#module = module;
    this.#memory = memory;
    this.#reserve = reserve;
    this.#pool = pool;
  }

  /** Writes the function that computes an item in chunks. Returns its index; none if the item is too small, or of another kind. */
  add(item: CompiledItem, site: ParallelSite): number | undefined {
    // Only the thread that begins a pass calls functions of the host.
    if (item.kind === 'product' && item.shape.host !== undefined) return undefined;
    if (item.kind === 'product')
      return item.batch ? this.#addBatch(item, item.batch, site) : this.#addProduct(item, site);
    if (item.kind === 'group' && item.vector) return this.#addGroup(item.group, site);
    if (item.kind === 'reduction') return this.#addReduction(item, site);
    if (item.kind === 'loop' && item.code.parts !== undefined) return this.#addParts(item, item.code.parts, site);
    return undefined;
  }

  /** Exports what the threads need, when all kernels are there. Returns what the module imports for them. */
  finish(): Readonly<Record<string, unknown>> {
    this.#jobs.export();
    const [pool, memory] = [this.#pool, this.#memory];
    return { late: (failed: number, times: number) => pool.late(failed, times, memory) };
  }

  /** Sends the module to the threads. Until they have it, the thread that begins its passes computes alone. */
  share(compiled: object, exports: Readonly<Record<string, unknown>>): SharedPass | undefined {
    const { count, first } = this.#jobs;
    if (count === 0) return undefined;
    const publish = exports['publish'] as (kernel: number, chunks: number) => void;
    const pool = this.#pool;
    const signals = { enter: () => publish(first, 0), leave: () => publish(NO_UNIT, 0) };
    const id = pool.add(compiled, this.#memory.memory);
    return { call: () => pool.call(id, signals), rest: () => pool.rest(), end: () => pool.drop(id) };
  }

  /** Adds a kernel of so many chunks, computed by the function `(thread, chunk)`. Returns the index of the one that computes all. */
  inChunks(chunks: number, compute: number): number {
    return this.#jobs.add(chunks, compute);
  }

  #addProduct(item: ProductItem, { kernels, addressOf }: ParallelSite): number | undefined {
    const cut = cutProduct(item.shape, this.#pool);
    if (cut === undefined) return undefined;
    const { n, k, scatteredB } = item.shape;
    const packing = cutPacking(item.shape, this.#pool);
    // What is too small to be packed together is packed for each chunk, if it is not packed ahead.
    const together = item.right === undefined && scatteredB === undefined && packing.chunks > 1;
    const packedB = together || item.right !== undefined;
    const shapeOf = (rows: number): ProductShape => ({
      ...item.shape,
      m: rows,
      pitchOfA: pitchOf(item.shape).a,
      packedB,
    });
    const kernel = emitProduct(kernels, shapeOf(cut.length));
    const last = cut.last === cut.length ? kernel : emitProduct(kernels, shapeOf(cut.last));
    const packed = item.right?.address ?? (together ? this.#reserve(packedBytes(n, k)) : 0);
    const [scratch, bytes] = this.#scratchOf([cut.length, cut.last].map(shapeOf));
    const multiply = this.#add(cut, (f, start, rows) => {
      const move = (slot: Slot, toNextRow: number): void => {
        f.get(start).i32(toNextRow).op(i32.mul).get(addressOf(f, slot)).op(i32.add);
      };
      move(item.a, 4 * pitchOf(item.shape).row);
      if (packedB) f.i32(packed);
      else f.get(addressOf(f, item.b));
      move(item.slot, 4 * n);
      f.get(THREAD).i32(bytes).op(i32.mul).i32(scratch).op(i32.add);
      f.call(rows === cut.length ? kernel : last);
    });
    if (!together) return multiply;
    const pack = this.#addPacking(item, packing, packed, { kernels, addressOf });
    return this.#module.func({ params: [], results: [] }, f => f.call(pack).call(multiply));
  }

  /** Scratch for each thread, as a thread has its panels of A to itself: the address of the first, and the bytes to the next. */
  #scratchOf(shapes: readonly ProductShape[]): readonly [address: number, bytes: number] {
    const bytes = LINE * Math.ceil((Math.max(...shapes.map(scratchBytes)) + LINE) / LINE);
    return [this.#reserve(bytes * this.#pool.threads), bytes];
  }

  /** Computes many products: some turns of a loop over them in each chunk, or some rows of one. */
  #addBatch(item: ProductItem, batch: ProductBatch, { kernels, addressOf }: ParallelSite): number | undefined {
    const cut = cutBatch(item.shape, batch.lengths, this.#pool);
    if (cut === undefined) return undefined;
    const write = batchChunk(kernels, item.shape, batch, cut);
    const byRows = cut.axis === batch.lengths.length ? [cut.part.length, cut.part.last] : [];
    const [address, bytes] = this.#scratchOf([item.shape, ...byRows.map(m => ({ ...item.shape, m }))]);
    const compute = this.#module.func({ params: ['i32', 'i32'], results: [] }, f => {
      const [a, c] = [addressOf(f, item.a), addressOf(f, item.slot)];
      const b = item.right === undefined ? addressOf(f, item.b) : f.local('i32');
      if (item.right !== undefined) f.i32(item.right.address).set(b);
      const scratch = f.local('i32');
      f.get(THREAD).i32(bytes).op(i32.mul).i32(address).op(i32.add).set(scratch);
      write(f, { a, b, c, scratch }, CHUNK);
    });
    return this.inChunks(cut.chunks, compute);
  }

  /** Packs B once for all chunks of a product, itself in chunks. */
  #addPacking(
    { b, shape }: ProductItem,
    cut: Cut,
    packed: number,
    { kernels, addressOf }: Pick<ParallelSite, 'kernels' | 'addressOf'>,
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

  #addGroup(group: FusionGroup, { functions, addressOf }: ParallelSite): number | undefined {
    if (!isNativeGroup(group, functions)) return undefined;
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

  #addReduction({ group, reduction }: ReductionItem, { functions, addressOf }: ParallelSite): number | undefined {
    if (!isNativeGroup(group, functions)) return undefined;
    const cut = cutReduction(group, reduction, this.#pool);
    if (cut === undefined) return undefined;
    const whole = wholeReduction(group, reduction);
    const slots = [...group.leaves.map(({ slot }) => slot), ...group.roots.keys(), ...reduction.results.keys()];
    const [leaves, roots] = [group.leaves.length, group.leaves.length + group.roots.size];
    return this.#add(cut, (f, start, length) => {
      const shape = whole.shape.map((size, axis) => (axis === cut.axis ? length : size));
      const addresses = slots.map((slot, i) => {
        const address = addressOf(f, slot);
        moveBy(f, address, start, whole.strides[i]![cut.axis]! * BYTES[slot.wire.dtype]);
        return address;
      });
      emitReduction(
        { ...whole, shape },
        {
          f,
          functions,
          leaves: addresses.slice(0, leaves),
          roots: addresses.slice(leaves, roots),
          results: addresses.slice(roots),
        },
      );
    });
  }

  #addParts({ slot, code }: LoopItem, parts: LoopParts, { kernels, addressOf }: ParallelSite): number | undefined {
    const cut = cutParts(parts, this.#pool);
    if (cut === undefined) return undefined;
    const bytes = LINE * Math.ceil(((code.scratch ?? 0) + LINE) / LINE);
    const reserved = this.#reserve(bytes * this.#pool.threads);
    return this.#add(cut, (f, start, count) => {
      const moved = (address: number, toNext: number): number => {
        moveBy(f, address, start, toNext);
        return address;
      };
      const reads = code.reads.map((read, n) => moved(addressOf(f, read), parts.moves.reads[n]!));
      const output = moved(addressOf(f, slot), parts.moves.output);
      const scratch = f.local('i32');
      f.get(THREAD).i32(bytes).op(i32.mul).i32(reserved).op(i32.add).set(scratch);
      parts.emit(f, { kernels, reads, output, scratch }, count);
    });
  }

  /** Adds a kernel that is written for a chunk: from the row in a local on, so many. */
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

/** True if a group calls no functions of the host, which other threads do not have. */
function isNativeGroup({ steps }: FusionGroup, functions: Functions): boolean {
  return steps.every(({ instruction: { name } }) => isNative(functions.codeOf(name), true));
}

/** Parameters of what computes a chunk. */
const THREAD = 0;
const CHUNK = 1;

/** Moves the address in a local by so many bytes for each row before the first, a local. */
function moveBy(f: Func, address: number, start: number, bytes: number): void {
  f.get(start).i32(bytes).op(i32.mul).get(address).op(i32.add).set(address);
}

/** A group over some of its rows, on an axis. */
function rowsOf(group: FusionGroup, axis: number, rows: number): FusionGroup {
  const { leaves, steps, roots, flushed } = group;
  const shape = group.shape.map((length, i) => (i === axis ? rows : length));
  return Object.assign(new FusionGroup(shape, group.precision), { leaves, steps, roots, flushed });
}
