import { convolutionExtents } from '@thalweg/graph/engine';
import type { Amount } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import { leadingRows } from '../emit/leading-rows.ts';
import type { Kernels } from '../ir/kernels.ts';
import type { LoopCode, LoopEmitter, LoopParts } from '../ir/loop-code.ts';
import { SweepCode } from './sweep-code.ts';
import { sweptInput, sweptOutput } from './sweep.ts';
import { WeightsCode } from './weights-code.ts';

/** One side of a convolution of float32: its output or input image by image, or its weights over all images. */
export const convolutionCode: LoopEmitter<'convolution'> = (slot, parameters) => {
  const [first, second] = slot.inputs as [typeof slot, typeof slot];
  if (slot.wire.dtype !== 'float32') return undefined;
  const extents = convolutionExtents(parameters, [first.shape!, second.shape!, slot.shape!]);
  const { batch, groups, axes, channels, filters } = extents;
  const [rows, columns] = axes;
  const reads = [first, second];
  const images = leadingRows(first);
  const operations = 2 * batch * rows.out * columns.out * rows.kernel * columns.kernel * channels * filters;
  if (parameters.side === 'weights') {
    if (rows.out * columns.out === 0) return undefined;
    const code = new WeightsCode({ axes: [sweptOutput(rows), sweptOutput(columns)], channels, filters, groups });
    const { input, output, weights } = code.moves;
    const write = (f: Func, kernels: Kernels, at: Addresses, count: Amount, parts?: number): void =>
      code.write(f, kernels, count, { input: at.reads[0]!, output: at.reads[1]!, weights: at.output, scratch: at.scratch }, parts); // prettier-ignore
    return loopCode(reads, images, batch, code, write, {
      total: code.parts,
      operations,
      moves: { reads: [input, output], output: weights },
      emit: (f, site, count) => write(f, site.kernels, site, batch, count),
    });
  }
  const swept = parameters.side === 'output' ? sweptOutput : sweptInput;
  const code = new SweepCode({
    axes: [swept(rows), swept(columns)],
    filters: { columns: columns.kernel, channels, filters, groups },
    swapped: parameters.side === 'input',
  });
  const write = (f: Func, kernels: Kernels, at: Addresses, count: Amount, panels?: number): void =>
    code.write(f, kernels, count, { source: at.reads[0]!, weights: at.reads[1]!, result: at.output, scratch: at.scratch }, panels); // prettier-ignore
  // One image is cut by its columns, several are not.
  const [total, { source, weights, result }] = batch === 1 ? [code.panels, code.panelMoves] : [batch, code.imageMoves];
  return loopCode(reads, images, batch, code, write, {
    total,
    operations,
    moves: { reads: [source, weights], output: result },
    emit: (f, site, count) =>
      batch === 1 ? write(f, site.kernels, site, 1, count) : write(f, site.kernels, site, count),
  });
};

/** Locals with addresses. */
interface Addresses {
  readonly reads: readonly number[];
  readonly output: number;
  readonly scratch: number;
}

function loopCode(
  reads: LoopCode['reads'],
  images: number | undefined,
  batch: number,
  { scratch }: { readonly scratch: number },
  write: (f: Func, kernels: Kernels, at: Addresses, count: Amount) => void,
  parts: LoopParts,
): LoopCode {
  return {
    reads,
    rows: images,
    scratch,
    parts,
    operations: parts.operations,
    emit: (f, site) => {
      const local = f.local('i32');
      f.i32(site.scratch).set(local);
      const count = site.rows === undefined ? batch : { local: site.rows };
      write(f, site.kernels, { ...site, scratch: local }, count);
    },
  };
}
