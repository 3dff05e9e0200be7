import type { Tensor } from '@thalweg/tensor';

/** The scores of a class, or their average over classes, and the weight of the examples. */
export interface ClassScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

/** The scores of a classification by class. `String(report)` is a table. */
export interface ClassificationReport {
  /** The scores of each class that was true or predicted. */
  readonly classes: readonly (ClassScores & { readonly label: string })[];
  readonly accuracy: number;
  /** The mean of the scores of those classes, and their mean by how often they were true. */
  readonly macro: ClassScores;
  readonly weighted: ClassScores;
  /** Weights by true class (rows) and predicted class (columns), of all classes. */
  readonly confusion: Tensor<readonly [number, number]>;
  /** The names of all classes. */
  readonly labels: readonly string[];
  /** Returns a table for terminals. */
  toString(): string;
}
