import type { Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import type { Arithmetic } from '../assembler/wasm-func.ts';
import type { Native } from './native.ts';
import type { Products } from '../lowering/products.ts';
import { ALL_FAMILIES } from '../families/families.ts';
import type { FamilyName, LoopFamily } from '../families/family.ts';
import { type LoopItem, readBy, type ScheduleItem, withBodies, writtenBy } from '../lowering/schedule-item.ts';
import type { LoopTable } from '../families/loop-table.ts';
import { BYTES } from '../memory/address-space.ts';

/** One of the parts of a compiled pass. */
export interface ExplainedUnit {
  /** The code that computes it: vectors of four float32, one float64 after another, the library of `products`, or the interpreter. */
  readonly by: 'vectors' | 'numbers' | 'library' | 'interpreter';
  /** The instructions, or the operation with its sizes. */
  readonly what: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** The bytes of all that it reads and writes. */
  readonly bytes: number;
  /** Additions, multiplications and the like, each counted as one; functions such as exp too. */
  readonly operations: number;
  /** The limit of a product: the bytes that it moves, as in a batch of few rows, or its operations. Undefined for other parts. */
  readonly boundBy?: 'memory' | 'arithmetic' | undefined;
  /**
   * The median of its times in the last 101 passes, about 0.1 µs for the call and the clock included. Undefined unless the plan
   * is profiled, before the first pass, and for a part that is computed once for all passes. It follows the passes.
   */
  readonly microseconds?: number | undefined;
  /** Its share of the sum of all times, from 0 to 1. */
  readonly share?: number | undefined;
  /** Thousands of operations in a microsecond: GFLOP/s. */
  readonly gigaflops?: number | undefined;
}

/** The parts of a compiled pass. As a text it has a line for each. */
export interface ExplainedPlan {
  readonly units: readonly ExplainedUnit[];
  /** The bytes of its buffers, without those of registers. */
  readonly bytes: number;
  /** The arithmetic of products: plain if the host lacks the relaxed one that `relaxed()` asks for. */
  readonly arithmetic: 'plain' | 'relaxed';
  /** The library that computes products, with its version and threads; undefined without the option `products`. */
  readonly products: string | undefined;
  /** The compiler of its machine code, with its version and the float32 in a vector, or why it is WebAssembly; undefined without the option `native`. */
  readonly native: string | undefined;
  /** The families of loops that the circuit needs, for `wasm({ loops })` of `@thalweg/wasm/core`. */
  readonly loops: readonly FamilyName[];
  /** A line for each part, with its time if it is measured, and one for arithmetic and buffers. */
  toString(): string;
}

/** A plan, as it was compiled. */
export interface PlanParts {
  readonly items: readonly ScheduleItem[];
  /** The slots that it computes, those in the bodies of scans too. */
  readonly slots: readonly Slot[];
  /** The bytes of its buffers but those of registers and packed factors. */
  readonly bytes: number;
  readonly loops: LoopTable;
  /** Adds times to what the plan says, if they are measured. */
  readonly timed?: ((plan: ExplainedPlan) => ExplainedPlan) | undefined;
}

/** The arithmetic of a pass, and the library that computes products. */
interface Computing {
  readonly arithmetic?: Arithmetic | undefined;
  readonly products?: Products | undefined;
  readonly native?: Native | undefined;
  readonly threads?: unknown;
}

/** The operations of a pass's items. */
export function operationsIn(items: readonly ScheduleItem[]): number {
  return items.reduce((sum, item) => sum + described(item).operations, 0);
}

/** Explains the parts of a plan. */
export function explained(
  { items, slots, bytes: own, loops: table, timed }: PlanParts,
  { arithmetic: relaxed, products, native, threads }: Computing,
): ExplainedPlan {
  const rights = new Set(items.flatMap(item => (item.kind === 'product' && item.right ? [item.right] : [])));
  const bytes = [...rights].reduce((sum, right) => sum + right.bytes, own);
  const arithmetic = relaxed ? 'relaxed' : 'plain';
  const reason = native?.whyNot(items, { loops: table, hasThreads: threads !== undefined });
  const by = native && (reason === undefined ? `${native.name}, ${native.lanes} lanes` : `WebAssembly, as ${reason}`);
  const parts = items.map(explainedUnit);
  const loops = familiesOf(items, slots);
  const plan: ExplainedPlan = {
    units: parts,
    bytes,
    arithmetic,
    products: products?.name,
    native: by,
    loops,
    toString: () => {
      const library = products === undefined ? '' : `, products by ${products.name}`;
      const code = by === undefined ? '' : `, code by ${by}`;
      const last = `${arithmetic} arithmetic${library}${code}, buffers of ${bytes} bytes, loops: ${loops.join(', ') || 'none'}`;
      return [...parts.map(line), last].join('\n');
    },
  };
  return timed?.(plan) ?? plan;
}

/** The families of loops that some slots need, and the instructions of the items that compute them. */
function familiesOf(items: readonly ScheduleItem[], slots: readonly Slot[]): readonly FamilyName[] {
  const needed = new Set<string | undefined>();
  for (const { wire } of slots) if (wire.operation?.kernel.kind === 'loop') needed.add(wire.operation.kernel.loop);
  for (const item of withBodies(items))
    if (item.kind === 'reduction' || (item.kind === 'group' && item.vector))
      for (const { instruction } of item.group.steps) needed.add(instruction.name);
  const isNeeded = ({ loops, instructions }: LoopFamily): boolean =>
    Object.keys({ ...loops, ...instructions }).some(name => needed.has(name));
  return ALL_FAMILIES.filter(isNeeded).map(({ name }) => name);
}

function explainedUnit(item: ScheduleItem): ExplainedUnit {
  const [reads, writes] = [readBy(item), writtenBy(item)];
  const bytes = [...reads, ...writes].reduce((sum, slot) => sum + sizeOf(slot.shape!) * BYTES[slot.wire.dtype], 0);
  const own = described(item);
  const bound = item.kind === 'product' ? { boundBy: boundBy({ ...own, bytes }) } : {};
  return { ...own, reads: reads.map(printed), writes: writes.map(printed), bytes, ...bound };
}

function described(item: ScheduleItem): Pick<ExplainedUnit, 'by' | 'what' | 'operations'> {
  switch (item.kind) {
    case 'group': {
      const { steps, shape } = item.group;
      const what = steps.map(({ instruction }) => instruction.name).join(' ');
      return { by: item.vector ? 'vectors' : 'numbers', what, operations: steps.length * sizeOf(shape) };
    }
    case 'reduction': {
      const { steps, shape } = item.group;
      const results = [...item.reduction.results.values()];
      const formulas = steps.map(({ instruction }) => instruction.name).join(' ');
      const what = `${results.map(({ name }) => name).join(' ')}${formulas && ` of ${formulas}`}`;
      return { by: 'vectors', what, operations: (steps.length + results.length) * sizeOf(shape) };
    }
    case 'loop':
      return { by: item.code.byHost === true ? 'library' : 'vectors', what: item.name, operations: operationsOf(item) };
    case 'product': {
      const { m, n, k } = item.shape;
      const count = sizeOf(item.batch?.lengths ?? []);
      const times = item.batch === undefined ? '' : `, ${count} times`;
      const what = `product ${m}×${k}×${n}${times}${item.right === undefined ? '' : ', packed ahead'}`;
      const by = item.shape.host === undefined ? 'vectors' : 'library';
      return { by, what, operations: 2 * m * n * k * count };
    }
    case 'scan': {
      const parts = item.items.map(described);
      const operations = item.steps * parts.reduce((sum, one) => sum + one.operations, 0);
      return {
        by: 'vectors',
        what: `scan of ${item.steps} steps: ${parts.map(({ what }) => what).join('; ')}`,
        operations,
      };
    }
    case 'interpret':
      return { by: 'interpreter', what: item.slot.wire.name, operations: sizeOf(item.slot.shape!) };
  }
}

function operationsOf({ slot, code }: LoopItem): number {
  return code.operations ?? sizeOf((code.reads[0] ?? slot).shape!);
}

function printed({ wire, shape }: Slot): string {
  return `${wire.name} [${shape!.join(', ')}]`;
}

function line({ by, what, reads, writes, bytes, operations, boundBy }: ExplainedUnit): string {
  const costs = `${bytes} bytes, ${operations} operations${boundBy === 'memory' ? ', bound by memory' : ''}`;
  return `${by}: ${what}; ${reads.join(', ') || 'nothing'} → ${writes.join(', ')}; ${costs}`;
}

/** Bytes that stay in the first cache. */
const FIRST_CACHE = 2 ** 15;

/**
 * Bytes for each operation of a product from which on it waits for memory. Measured: a core moves 40 to 50 bytes in a nanosecond
 * from its second and third cache, and multiplies and adds 30 to 50 times in vectors, or 100 to 300 times by a library.
 */
const BYTES_AN_OPERATION = { vectors: 1, library: 1 / 4 } as const;

/** The costs of a product, and what computes it. */
interface Costs {
  readonly by: string;
  readonly bytes: number;
  readonly operations: number;
}

/** Returns what limits the speed of a product: with few rows, each element of the right factor serves few operations. */
function boundBy({ by, bytes, operations }: Costs): 'memory' | 'arithmetic' {
  const most = by === 'library' ? BYTES_AN_OPERATION.library : BYTES_AN_OPERATION.vectors;
  return bytes > FIRST_CACHE && bytes >= most * operations ? 'memory' : 'arithmetic';
}
