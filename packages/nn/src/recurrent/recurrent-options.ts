import type { Node } from '@thalweg/graph';
import type { DropoutRate } from '../layer-parts/dropout-rate.ts';
import type { Carry } from './recurrent-cell.ts';

/** Options of a recurrent layer that keeps its carry from one window of a long sequence to the next. */
export interface StatefulOptions {
  /** The number of sequences, which is the size of the first axis. It may be left out if the input declares a number. */
  readonly rows?: number | undefined;
  /** A bool node, a scalar or one for each sequence: where it is true, the window begins a new sequence, from zeros. */
  readonly reset?: Node | undefined;
}

/** Options of recurrent layers. */
export interface RecurrentOptions<C extends Carry = Carry> {
  /** `all` outputs by default, or only the `last`. With a mask, that is the output of the last valid step. */
  readonly outputs?: 'all' | 'last';
  /** The axis of time, the last but one by default. */
  readonly axis?: number;
  /** A bool node `[...lead, time]`, true for valid steps. Others keep the carry, and their output is zero. */
  readonly mask?: Node;
  /** If true, goes from the last step to the first; outputs stay at their steps. */
  readonly reverse?: boolean;
  /**
   * The carry before the first step, zeros by default; a list for several cells, in the order of `cells`. A parameter `[units]`
   * is a carry to learn, the same for all sequences.
   */
  readonly init?: C | readonly C[];
  /**
   * Begins each window of a training with the carry that the window before ended with; the gradient ends at the window. The carry
   * is a state that only steps write. Outside of training it is not used: windows begin with zeros.
   */
  readonly stateful?: StatefulOptions | true;
}

/** Options of recurrent layers that make their own cells. */
export interface StackedOptions<C extends Carry = Carry> extends RecurrentOptions<C> {
  /** The number of layers, each on the outputs of the one before; 1 by default. */
  readonly layers?: number;
  /**
   * If true, each layer has a second cell that runs from the last step to the first. Its outputs follow those of the first
   * cell.
   */
  readonly bidirectional?: boolean;
  /** The rate of dropout between layers, 0 by default. */
  readonly dropout?: DropoutRate;
}

/** The defaults of options, for `optionsOf`. */
export const recurrentDefaults = {
  outputs: 'all',
  axis: -2,
  mask: undefined,
  reverse: false,
  init: undefined,
  stateful: undefined,
} as const;

/** The defaults of the options that only {@link StackedOptions} has, for `optionsOf`. */
export const stackDefaults = { layers: 1, bidirectional: false, dropout: 0 } as const;
