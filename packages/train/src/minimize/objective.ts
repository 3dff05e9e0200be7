import { NumericError, openFrame, type Feed, type Guard, type Runner, type TaskFrame } from '@thalweg/graph'; // prettier-ignore
import type { Subscriber } from 'rxjs';
import type { Values } from '../passes/binding.ts';
import { dataFeeds } from './data-feeds.ts';
import type { FlatPoint } from './flat-point.ts';
import type { TrialGraph } from './trial-graph.ts';

/** A point, with the loss and the gradient there. */
export interface Evaluation {
  readonly point: Float64Array;
  readonly loss: number;
  readonly gradient: Float64Array;
  /** The error of an operation that refuses its numbers there. The loss and the gradient are NaN then. */
  readonly refusal?: NumericError;
}

/** Starts a computation, and calls back when it is over. */
export type Task = (done: () => void) => void;

/** Options of {@link Objective}. */
export interface ObjectiveOptions {
  readonly points: FlatPoint;
  readonly values: Values;
  readonly guard: Guard | undefined;
  readonly runner: Runner | undefined;
}

/** The loss of a minimization as a function of one vector, on its data. It is open until the control ends. */
export class Objective {
  readonly points: FlatPoint;
  readonly #control: Subscriber<unknown>;
  readonly #trials: TaskFrame;
  readonly #steps: TaskFrame;
  readonly #data: readonly Feed[];

  constructor(graph: TrialGraph, control: Subscriber<unknown>, options: ObjectiveOptions) {
    const { points, values, guard, runner } = options;
    this.#control = control;
    this.points = points;
    this.#trials = openFrame({ outputs: graph.outputs, training: true, guard, runner });
    control.add(() => this.#trials.close());
    this.#data = dataFeeds('minimize', this.#trials, values, graph.points);
    // A step computes the loss once more only if that moves states, or somebody subscribes to it.
    const outputs = graph.movesStates ? [graph.loss] : [];
    this.#steps = openFrame({ outputs, rules: graph.rules, training: true, steps: true, guard, runner });
    control.add(() => this.#steps.close());
  }

  /** Computes the loss and the gradient at a point. An error ends the minimization. */
  *evaluate(point: Float64Array): Generator<Task, Evaluation> {
    const found = yield* this.try(point);
    // Nobody goes on after an error.
    if (found.refusal !== undefined) yield () => this.#control.error(found.refusal);
    return found;
  }

  /** Computes the loss and the gradient at a point that may be no good: an operation may refuse its numbers there. */
  *try(point: Float64Array): Generator<Task, Evaluation> {
    let found: Evaluation | undefined;
    yield done =>
      this.#trials.run([...this.#data, ...this.points.feeds(point)], result => {
        if ('error' in result) {
          if (!(result.error instanceof NumericError)) return this.#control.error(result.error);
          found = { point, loss: NaN, gradient: new Float64Array(point.length).fill(NaN), refusal: result.error };
        } else {
          const [loss, ...gradients] = result.outputs;
          found = { point, loss: loss!.item(), gradient: this.points.flat(gradients) };
        }
        done();
      });
    return found!;
  }

  /** Moves the parameters to a point, all at once, and calls `moved` before anything else can happen. */
  *move(point: Float64Array, moved: () => void): Generator<Task, void> {
    yield done =>
      this.#steps.run([...this.#data, ...this.points.feeds(point)], result => {
        if ('error' in result) return this.#control.error(result.error);
        moved();
        done();
      });
  }
}
