import type { Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { BYTES } from '../emit/elements.ts';
import type { Arithmetic } from '../assembler/func.ts';
import { readBy, writtenBy, type Unit } from './units.ts';

/** One of the parts that a pass is computed in. */
export interface ExplainedUnit {
  /** What computes it: vectors of four float32, one float64 after another, or the interpreter. */
  readonly by: 'vectors' | 'numbers' | 'interpreter';
  /** The instructions, or the operation with its sizes. */
  readonly what: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Of all that is read and written. */
  readonly bytes: number;
  /** Additions, multiplications and the like, each counted as one; functions such as exp too. */
  readonly operations: number;
}

/** What a pass is compiled to. As a text it has a line for each part. */
export interface ExplainedPlan {
  readonly units: readonly ExplainedUnit[];
  /** Of the buffers that the plan has, beside those of registers. */
  readonly bytes: number;
  /** How products multiply and add: plain where `relaxed()` was asked for and the host has none of it. */
  readonly arithmetic: 'plain' | 'relaxed';
  /** A line for each part, and one for arithmetic and buffers. */
  toString(): string;
}

/** Explains units to whoever looks at a plan. */
export function explained(units: readonly Unit[], own: number, relaxed: Arithmetic | undefined): ExplainedPlan {
  const rights = new Set(units.flatMap(unit => (unit.kind === 'product' && unit.right ? [unit.right] : [])));
  const bytes = [...rights].reduce((sum, right) => sum + right.bytes, own);
  const arithmetic = relaxed ? 'relaxed' : 'plain';
  const parts = units.map(explainedUnit);
  return {
    units: parts,
    bytes,
    arithmetic,
    toString: () => [...parts.map(line), `${arithmetic} arithmetic, buffers of ${bytes} bytes`].join('\n'),
  };
}

function explainedUnit(unit: Unit): ExplainedUnit {
  const [reads, writes] = [readBy(unit), writtenBy(unit)];
  return {
    ...described(unit),
    reads: reads.map(printed),
    writes: writes.map(printed),
    bytes: [...reads, ...writes].reduce((sum, slot) => sum + sizeOf(slot.shape!) * BYTES[slot.wire.dtype], 0),
  };
}

function described(unit: Unit): Pick<ExplainedUnit, 'by' | 'what' | 'operations'> {
  switch (unit.kind) {
    case 'group': {
      const { steps, shape } = unit.group;
      const what = steps.map(({ instruction }) => instruction.name).join(' ');
      return { by: unit.vector ? 'vectors' : 'numbers', what, operations: steps.length * sizeOf(shape) };
    }
    case 'loop':
      return { by: 'vectors', what: unit.name, operations: sizeOf((unit.code.reads[0] ?? unit.slot).shape!) };
    case 'product': {
      const { m, n, k } = unit.shape;
      const what = `product ${m}×${k}×${n}${unit.right === undefined ? '' : ', packed ahead'}`;
      return { by: 'vectors', what, operations: 2 * m * n * k };
    }
    case 'interpret':
      return { by: 'interpreter', what: unit.slot.wire.name, operations: sizeOf(unit.slot.shape!) };
  }
}

function printed({ wire, shape }: Slot): string {
  return `${wire.name} [${shape!.join(', ')}]`;
}

function line({ by, what, reads, writes, bytes, operations }: ExplainedUnit): string {
  return `${by}: ${what}; ${reads.join(', ') || 'nothing'} → ${writes.join(', ')}; ${bytes} bytes, ${operations} operations`;
}
