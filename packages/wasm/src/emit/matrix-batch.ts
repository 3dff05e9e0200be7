import { broadcastStrides, type Slot } from '@thalweg/graph/engine';
import { sizeOf, stridesOf } from '@thalweg/tensor';
import type { Func } from '../assembler/func.ts';
import { emitNest, nestOf } from './axes.ts';
import { BYTES } from './elements.ts';
import { leadingRows } from './leading-rows.ts';
import { timesRows } from './loops.ts';

/** Many matrices along the leading axes of a value, which those of its inputs broadcast to. */
export interface MatrixBatch {
  /** The size of the first of these axes, if it has a name and each input has all axes or none of them. */
  readonly rows: number | undefined;
  readonly count: number;
  /**
   * Writes a loop over all of them, which moves the addresses of the inputs and of the output. The body must leave these unchanged.
   */
  readonly each: (f: Func, addresses: readonly number[], rows: number | undefined, body: () => void) => void;
}

/** The matrices of a slot, with so many axes of its own after the leading ones. */
export function matrixBatch(slot: Slot, own: number): MatrixBatch {
  const batch = slot.shape!.slice(0, slot.shape!.length - own);
  const leads = slot.inputs.map(({ shape }) => shape!.slice(0, -2));
  const strides = leads.map((lead, i) => broadcastStrides(lead, stridesOf(slot.inputs[i]!.shape!), batch));
  const nest = nestOf(batch, [...strides, stridesOf(slot.shape!).slice(0, batch.length)]);
  const bytes = [...slot.inputs, slot].map(({ wire }) => BYTES[wire.dtype]);
  const isNamed = batch.length > 0 && leads.every(lead => lead.length === 0 || lead.length === batch.length);
  const rows = isNamed ? leadingRows(slot) : undefined;
  return {
    rows,
    count: sizeOf(batch),
    each: (f, addresses, local, body) => {
      const turns =
        local === undefined || rows === undefined ? undefined : timesRows(f, local, nest.lengths[0]! / rows);
      emitNest(f, { ...nest, turns }, { addresses, bytes }, nest.lengths.length, body);
    },
  };
}
