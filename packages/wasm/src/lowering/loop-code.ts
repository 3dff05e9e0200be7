import type { LoopName, Loops, Slot } from '@thalweg/graph/engine';
import type { Func } from '../assembler/func.ts';
import type { Functions, HostFunction } from './functions.ts';
import type { Kernels } from '../assembler/kernels.ts';
import type { Products } from './products.ts';

/** The surroundings of a loop's code. */
interface LoopSite {
  /** The functions of the module. */
  readonly kernels: Kernels;
  /** The functions of the host that were asked for. */
  readonly functions: Functions;
  /** Locals with the addresses of what is read, in that order, and of the output; they may be moved. */
  readonly reads: readonly number[];
  readonly output: number;
  /** The address of as many bytes as were asked for. */
  readonly scratch: number;
  /** The index of the function that was asked for. */
  readonly needed: number;
  /** The local with the number of rows, if the code takes it from there. */
  readonly rows?: number | undefined;
  /** The locals with the sizes that it receives. */
  readonly sizes?: readonly number[] | undefined;
  /** Pushes nothing and ends the pass: the interpreter then computes it again, and says what was wrong. */
  readonly fail: () => void;
}

/** The code of an operation with its own loop. */
export interface LoopCode {
  /** The slots whose values it reads. */
  readonly reads: readonly Slot[];
  /** The number of rows, if the code can take it from a local, and nothing else in it follows from the number. */
  readonly rows?: number | undefined;
  /** The number of first axes that rows are counted along: 1 if it is left out. */
  readonly axes?: number | undefined;
  /** Other sizes that it receives at run time, and all that its code depends on in place of the shapes. */
  readonly sizes?: { readonly given: readonly number[]; readonly alike: readonly unknown[] } | undefined;
  /** Parts that can be computed apart, by other threads. */
  readonly parts?: LoopParts | undefined;
  /** Additions and multiplications, if they are more than the elements that it reads. */
  readonly operations?: number | undefined;
  /** True if the library of the host computes its products. */
  readonly byHost?: boolean;
  /** Writes the code. */
  readonly emit: (f: Func, site: LoopSite) => void;
  /** True if it may call `fail`. What it has written until then does not count. */
  readonly mayFail?: boolean;
  /** The number of bytes that it works in; they are not cleared. */
  readonly scratch?: number;
  /** The same where wide code has vectors of so many lanes. */
  readonly scratchOf?: ((lanes: number) => number) | undefined;
  /** The functions of the host that it calls, by name. */
  readonly calls?: Readonly<Record<string, HostFunction>>;
  /** Asks for a function of the module that it calls. Returns its index. */
  readonly needs?: (kernels: Kernels) => number;
}

/** Parts of a loop that can be computed apart, such as images. */
export interface LoopParts {
  readonly total: number;
  /** Additions and multiplications of all parts. */
  readonly operations: number;
  /** Bytes from one part to the next, in what is read and in the output. */
  readonly moves: { readonly reads: readonly number[]; readonly output: number };
  /** Writes the code of so many parts, from the addresses of the first; that of scratch is in a local too. */
  readonly emit: (f: Func, site: PartSite, count: number) => void;
}

/** The surroundings of the code of some parts: locals with addresses. */
interface PartSite {
  readonly kernels: Kernels;
  readonly reads: readonly number[];
  readonly output: number;
  readonly scratch: number;
}

/**
 * Makes the code of a slot's loop from its parameters, for the sizes that it has; none leaves it to the interpreter. A library of the
 * host may compute its products.
 */
export type LoopEmitter<L extends LoopName> = (
  slot: Slot,
  parameters: Loops[L],
  products?: Products,
) => LoopCode | undefined;
