import type { Node, Parameter } from '@thalweg/graph';
import type { Transform } from '@thalweg/optim';
import type { Nested, Sizes } from '@thalweg/tensor';

/** A function to descend on, and where it is. */
export interface Problem {
  readonly loss: Node<readonly []>;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

/** How a problem is computed. */
export type Precision = 'float32' | 'float64';

/** A run of another implementation. */
export interface Trajectory {
  /** What is special about it. */
  readonly how: string;
  /** The same optimizer here. */
  readonly optimizer: () => Transform;
  /** The same problem here, at its start. */
  readonly problem: (precision: Precision) => Problem;
  /** Where it was after some steps, in their order. */
  readonly points: readonly {
    readonly step: number;
    readonly loss: number;
    readonly parameters: Readonly<Record<string, Nested>>;
    /** Those that the model is evaluated with, where the run has others for it. */
    readonly evaluated?: Readonly<Record<string, Nested>>;
  }[];
}

/** What is refused when it is made, and a part of what is said. */
export type Refusal = readonly [make: () => unknown, message: string];

/** The names of states that are of the shape of their parameter, or what a parameter has of them, in which shapes. */
export type Memory = readonly string[] | ((parameter: Parameter) => Readonly<Record<string, Sizes>>);

/** An optimizer, or a part of one, as the laws see it. */
export interface OptimizerRow {
  /** The name that it is exported under. */
  readonly name: string;
  /** What is special about the row, where an optimizer has several. */
  readonly variant?: string;
  /** Set so that it comes to the bottom of the ravine ½(x² + 20y²) in 1,000 steps. */
  readonly ravine: () => Transform;
  /** Set so that it comes to the end of Rosenbrock’s valley (1 − x)² + 100(y − x²)² in 10,000 steps. */
  readonly valley: () => Transform;
  /** Where it starts in the valley, `[x, y]`, if not at (−1.2, 1): some rules never take a number past zero. */
  readonly valleyStart?: readonly [x: number, y: number];
  /** Set so that it comes to the bottom of the matrix surface ½‖A·W·B − C‖² in 1,000 steps, if it is held to that. */
  readonly matrix?: () => Transform;
  /** The states that it has for each parameter: `adam.m` for those that are named `adam.m(weight)`; none by default. */
  readonly memory?: Memory;
  /** The names of its states that belong to no parameter; none by default. */
  readonly counters?: readonly string[];
  /** Runs of another implementation. */
  readonly trajectories?: readonly Trajectory[];
  /** Why there are none. */
  readonly noReference?: string;
  /** Hyperparameters that it refuses. */
  readonly refuses: readonly Refusal[];
}
