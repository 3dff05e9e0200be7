import { runsOf, windowOfPart } from '@thalweg/graph/engine';
import { BYTES } from './elements.ts';
import type { LoopEmitter } from '../ir/loop-code.ts';
import { copyIn, copyOut, leadingBefore, turnsBefore } from './window.ts';

/** Values laid end to end along an axis. */
export const concatCode: LoopEmitter<'concat'> = (slot, { axis }) => {
  const { inputs } = slot;
  const bytes = BYTES[slot.wire.dtype];
  const leading = leadingBefore(slot, axis);
  return {
    reads: inputs,
    ...leading,
    emit: (f, { reads, output, rows }) =>
      reads.forEach((part, index) => {
        const runs = runsOf(slot.shape!, axis, windowOfPart(inputs, index, axis));
        copyIn(f, { ...runs, turns: turnsBefore(f, runs, leading, rows) }, { whole: output, part, bytes });
      }),
  };
};

/** One part of what was laid end to end. */
export const splitCode: LoopEmitter<'split'> = (slot, { axis, index }) => {
  const [whole, ...parts] = slot.inputs;
  const runs = runsOf(whole!.shape!, axis, windowOfPart(parts, index, axis));
  return {
    reads: [whole!],
    emit: (f, { reads: [from], output }) =>
      copyOut(f, runs, { whole: from!, part: output, bytes: BYTES[slot.wire.dtype] }),
  };
};
