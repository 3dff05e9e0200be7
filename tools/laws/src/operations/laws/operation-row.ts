import type { Node } from '@thalweg/graph';
import type { Plain } from './plain.ts';

/** What an operation is applied to. */
export type Inputs = readonly Plain[];

/** An operation as the laws see it. An operation may have several rows, one for each way to call it. */
export interface OperationRow {
  /** The name that it is exported under. */
  readonly name: string;
  /** What is special about the row, where an operation has several. */
  readonly variant?: string;
  readonly apply: (...inputs: Node[]) => Node;
  /** The same by a formula that nobody could get wrong. */
  readonly naive: (...inputs: Plain[]) => Plain;
  /** Values to try it at, away from kinks. */
  readonly cases: readonly Inputs[];
  /** Whether it passes a gradient on, has one that is zero by definition, or refuses to have one. */
  readonly gradient: 'passes' | 'zero' | 'refused';
  /** Whether it works element by element: its operands broadcast, any size will do, and a NaN in gives a NaN out. */
  readonly elementwise?: boolean;
  /**
   * What it makes of NaN and ±∞. What its formula makes of them, unless the row says so case by case; `formula` says that
   * this holds for NaN too, which else every elementwise operation passes on.
   */
  readonly notFinite?: 'formula' | readonly NotFinite[];
  /**
   * Why the second input is not tried with NaN and ±∞ in compiled code: there it meets zeros around the first, and makes NaN of
   * more places than in the interpreter.
   */
  readonly finiteWeights?: string;
  /** Inputs whose shapes do not fit: a `ShapeError` when the node is built. */
  readonly misfits?: readonly Inputs[];
  /** Why `tools/laws/reference` has no numbers of it, though it passes a gradient on. */
  readonly noReference?: string;
}

/** Inputs with NaN or ±∞ among them, and what must come of them. */
export interface NotFinite {
  readonly inputs: Inputs;
  readonly output: Plain;
}
