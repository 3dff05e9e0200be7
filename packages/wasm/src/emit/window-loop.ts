import { poolingOf, type Pooling, type Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import type { Amount } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import type { LoopCode } from '../ir/loop-code.ts';
import { leadingRows } from './leading-rows.ts';

/** The instructions for an element of a window. */
const OPERATIONS = 4;

/** Inputs for writing the code of a loop over windows. */
export interface WindowLoop {
  readonly f: Func;
  readonly pooling: Pooling;
  readonly images: Amount;
  /** Locals with addresses. */
  readonly reads: readonly number[];
  readonly output: number;
}

/** Returns the code of a loop over the windows of a value of images, which can be computed apart; none unless it is of float32. */
export function windowLoop(
  slot: Slot,
  { shape }: Slot,
  windows: Parameters<typeof poolingOf>[1],
  reads: readonly Slot[],
  write: (loop: WindowLoop) => void,
): LoopCode | undefined {
  if (slot.wire.dtype !== 'float32') return undefined;
  const pooling = poolingOf(shape!, windows);
  const { images, rows, columns, channels } = pooling;
  const bytesOf = (value: Slot): number => 4 * sizeOf(value.shape!.slice(1));
  return {
    reads,
    rows: leadingRows(reads[0]!),
    parts: {
      total: images,
      operations: OPERATIONS * images * rows.out * rows.kernel * columns.out * columns.kernel * channels,
      moves: { reads: reads.map(bytesOf), output: bytesOf(slot) },
      emit: (f, site, count) => write({ ...site, f, pooling, images: count }),
    },
    emit: (f, site) => write({ ...site, f, pooling, images: site.rows === undefined ? images : { local: site.rows } }),
  };
}
