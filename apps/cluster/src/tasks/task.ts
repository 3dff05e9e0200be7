import type { Dataset } from '@thalweg/data';
import type { Node } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import type { Measure } from '@thalweg/train';

/** A part of the training records: number `index`, from 0, of `count` parts that have no record in common. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The task of a cluster: a model with its data. Each process builds its own, with the same first weights. */
export interface Task {
  /** The mean loss of a batch. */
  readonly loss: Node<readonly []>;
  /** The optimizer of a worker that takes so many steps. */
  readonly optimizer: (steps: number) => Transform;
  /** Reads the training records of a shard: rows that can be drawn in any order. */
  readonly training: (shard: Shard) => Promise<Dataset<object>>;
  /** Reads the test records. */
  readonly test: () => Promise<Dataset<object>>;
  /** How good predictions are: the name of a figure, larger for better ones, and how it is measured. */
  readonly quality: { readonly name: string; readonly of: Measure<number> };
}

/** The settings that a task depends on. */
export interface TaskSettings {
  /** The seed of the first weights, and of the split into training and test. */
  readonly seed: number;
}
