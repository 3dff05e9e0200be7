import type { convolutionExtents } from '@thalweg/graph/engine';
import type { Amount } from '../assembler/amount.ts';
import type { Func } from '../assembler/func.ts';
import type { Kernels } from '../ir/kernels.ts';

/**
 * Makes the code of one side of a convolution from products that a library of the host computes; none if it does not take them, or
 * if it does not pay. Apps without a library do not load it.
 */
export type ConvolutionByProducts = (
  extents: ReturnType<typeof convolutionExtents>,
  side: 'output' | 'input' | 'weights',
  takes: (product: {
    readonly m: number;
    readonly n: number;
    readonly k: number;
    readonly dtype: 'float32';
  }) => boolean,
) => SideByProducts | undefined;

/** The code of one side, and the bytes that it works in. */
export interface SideByProducts {
  readonly scratch: number;
  readonly write: (f: Func, kernels: Kernels, at: Addresses, images: Amount) => void;
}

/** Locals with the addresses of what is read, of the result, and of scratch. */
interface Addresses {
  readonly reads: readonly number[];
  readonly output: number;
  readonly scratch: number;
}
