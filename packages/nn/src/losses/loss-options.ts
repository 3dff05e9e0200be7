import type { Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { oneOf, optionsOf, type Completed, type Defaults } from '@thalweg/tensor/engine';
import type { Reduction } from './reduction.ts';

/** Options of every loss. */
export interface LossOptions<R extends Reduction = Reduction> {
  /** A factor for each example, a node `[batch]`, or for each loss; 1 by default. Its axes are the first axes of the losses. */
  readonly exampleWeights?: Node | undefined;
  /**
   * The way from losses to one number, `mean` by default. Only `weightedMean` divides by the sum of all weights, of examples
   * and of classes.
   */
  readonly reduction?: R | undefined;
}

/** Options of losses whose targets can be missing. */
export interface TargetLossOptions<R extends Reduction = Reduction> extends LossOptions<R> {
  /**
   * The number that stands for a missing target. Its prediction is not counted and gets no gradient, even if it is NaN.
   * The loss is 0 if all targets are missing. None by default.
   */
  readonly ignore?: number | undefined;
}

const REDUCTIONS: readonly Reduction[] = ['mean', 'sum', 'weightedMean', 'none'];

const common = { exampleWeights: undefined, reduction: 'mean' } as const;

/** Returns the options of a loss, completed by defaults: its own, and those of every loss. */
export function lossOptionsOf<O extends LossOptions, const D extends Defaults<Omit<O, keyof LossOptions>>>(
  loss: string,
  given: O | undefined,
  own: D,
): Completed<O, D & typeof common> {
  const options = optionsOf<object, object>(loss, given, { ...own, ...common }) as Completed<O, D & typeof common>;
  const { exampleWeights, reduction } = options as LossOptions;
  oneOf(loss, reduction!, REDUCTIONS, 'reduction');
  if (exampleWeights !== undefined) nodeOf(loss, exampleWeights);
  return options;
}
