import { convolutionExtents } from '@thalweg/graph/engine';
import type { Amount } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import type { Kernels } from '../assembler/kernels.ts';
import type { LoopCode, LoopEmitter, LoopParts } from '../lowering/loop-code.ts';
import { leadingRows } from '../loops/axes.ts';
import { SweepCode } from './sweep-code.ts';
import { sweptInput, sweptOutput } from './sweep.ts';
import { WeightsCode } from './weights-code.ts';

type Extents = ReturnType<typeof convolutionExtents>;

/** The float32 in a vector of WebAssembly. */
const LANES = 4;

/** One side of a convolution of float32: its output or input image by image, or its weights over all images. */
export const convolutionCode: LoopEmitter<'convolution'> = (slot, parameters, products) => {
  const [first, second] = slot.inputs as [typeof slot, typeof slot];
  if (slot.wire.dtype !== 'float32') return undefined;
  const extents = convolutionExtents(parameters, [first.shape!, second.shape!, slot.shape!]);
  const [rows, columns] = extents.axes;
  if (parameters.side === 'weights' && rows.out * columns.out === 0) return undefined;
  const library = products?.convolution?.(extents, parameters.side, products.takes);
  const sideOf = (lanes: number): Side =>
    library ??
    (parameters.side === 'weights' ? weightsSide(extents, lanes) : imagesSide(extents, parameters.side, lanes));
  const side = sideOf(LANES);
  const operations = operationsOf(extents);
  return {
    reads: [first, second],
    rows: leadingRows(first),
    scratch: side.scratch,
    scratchOf: library ? undefined : lanes => sideOf(lanes).scratch,
    parts: side.parts && { ...side.parts, operations },
    operations,
    byHost: library !== undefined,
    emit: (f, site) => {
      const local = f.local('i32');
      f.address(site.scratch).set(local);
      const images = site.rows === undefined ? extents.batch : { local: site.rows };
      const { lanes } = site.kernels;
      const { write } = lanes === LANES ? side : sideOf(lanes);
      write(f, site.kernels, { ...site, scratch: local }, images);
    },
  };
};

/** The code of one side, and its parts. */
interface Side {
  readonly scratch: number;
  readonly write: (f: Func, kernels: Kernels, at: Addresses, images: Amount) => void;
  /** None if other threads cannot compute them. */
  readonly parts?: Omit<LoopParts, 'operations'>;
}

/** Locals with addresses. */
type Addresses = Pick<Parameters<LoopCode['emit']>[1], 'reads' | 'output' | 'scratch'>;

/** The weights, whose parts are columns. */
function weightsSide({ batch, axes, channels, filters, groups }: Extents, lanes: number): Side {
  const code = new WeightsCode(
    { axes: [sweptOutput(axes[0]), sweptOutput(axes[1])], channels, filters, groups },
    lanes,
  );
  const { input, output, weights } = code.moves;
  const write = (
    f: Func,
    kernels: Kernels,
    { reads, output: to, scratch }: Addresses,
    images: Amount,
    parts?: number,
  ): void => code.write(f, kernels, images, { input: reads[0]!, output: reads[1]!, weights: to, scratch }, parts);
  return {
    scratch: code.scratch,
    write,
    parts: {
      total: code.parts,
      moves: { reads: [input, output], output: weights },
      emit: (f, site, count) => write(f, site.kernels, site, batch, count),
    },
  };
}

/** The output or the input, whose parts are images; one image is cut by its columns. */
function imagesSide(
  { batch, axes, channels, filters, groups }: Extents,
  side: 'output' | 'input',
  lanes: number,
): Side {
  const swept = side === 'output' ? sweptOutput : sweptInput;
  const code = new SweepCode(
    {
      axes: [swept(axes[0]), swept(axes[1])],
      filters: { columns: axes[1].kernel, channels, filters, groups },
      swapped: side === 'input',
    },
    lanes,
  );
  const write = (
    f: Func,
    kernels: Kernels,
    { reads, output, scratch }: Addresses,
    images: Amount,
    panels?: number,
  ): void => code.write(f, kernels, images, { source: reads[0]!, weights: reads[1]!, result: output, scratch }, panels);
  const isOne = batch === 1;
  const { source, weights, result } = isOne ? code.panelMoves : code.imageMoves;
  return {
    scratch: code.scratch,
    write,
    parts: {
      total: isOne ? code.panels : batch,
      moves: { reads: [source, weights], output: result },
      emit: (f, site, count) => write(f, site.kernels, site, isOne ? 1 : count, isOne ? count : undefined),
    },
  };
}

/** Multiplications and additions, the zeros around images included. */
function operationsOf({ batch, axes, channels, filters }: Extents): number {
  const [rows, columns] = axes;
  return 2 * batch * rows.out * columns.out * rows.kernel * columns.kernel * channels * filters;
}
