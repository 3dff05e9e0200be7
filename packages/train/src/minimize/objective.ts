// prettier-ignore

import { becomes, type Feed, gradient, type Guard, input, type Input, type Node, NumericError, openFrame, type Parameter, type Runner, substitute, type TaskFrame } from '@thalweg/graph';
import { scalarLoss, trainedParameters } from '@thalweg/graph/author';
import { inputsOf } from '@thalweg/graph/wires';
import type { Subscriber } from 'rxjs';
import { checkRecord, entriesOf, fieldOf, inField, unfit, type Values } from '../passes/take-records.ts';
import type { FlatPoint } from './flat-point.ts';

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

/**
 * Returns the feeds of a record for the inputs that a frame depends on, except some. They may be fed to any frame, and the
 * values must stay unchanged meanwhile.
 *
 * - **Throws** `DataError` for a missing field, or a value that is not finite or outside of what a loss can take, `ShapeError`,
 *   `DtypeError` for one that does not fit
 */
function dataFeeds(operator: string, frame: TaskFrame, values: Values, except: readonly Input[]): readonly Feed[] {
  const entries = entriesOf(frame, (error, input) => inField(operator, error, input, 0)).filter(
    ({ input }) => !except.includes(input),
  );
  checkRecord(operator, values, entries);
  return entries.flatMap(({ input, port }, i) => {
    const value = fieldOf(operator, values, input, i);
    if (value === undefined) return [];
    const feed = port.takeApart(value);
    const at = port.firstUnfit(feed);
    if (at >= 0) throw unfit(operator, port, { feed, at, record: 0 });
    return [feed];
  });
}

/** A copy of a loss with inputs in place of its parameters: trials are computed in it, and nobody sees them. */
export interface TrialGraph {
  readonly loss: Node;
  readonly parameters: readonly Parameter[];
  /** The inputs in place of the parameters, in their order. */
  readonly points: readonly Input[];
  /** The loss at the inputs, and its gradient by each of them. */
  readonly outputs: readonly Node[];
  /** The rules that move the parameters to the inputs. */
  readonly rules: readonly Node[];
  /** True if the loss moves states, such as the statistics of a normalization. */
  readonly movesStates: boolean;
}

/** Returns the copy of a loss. Throws `GraphError` if it depends on no parameter, `ShapeError` if it is no scalar. */
export function trialGraph(operator: string, loss: Node): TrialGraph {
  const parameters = trainedParameters(operator, scalarLoss(operator, loss));
  const points = parameters.map(({ name, shape, dtype }) => input(`${name} of a trial`, shape, dtype) as Input);
  const copy = substitute(new Map(parameters.map((parameter, i) => [parameter as Node, points[i]! as Node])))(loss);
  return {
    loss,
    parameters,
    points,
    outputs: [copy, ...points.map(point => gradient(copy, point as Node))],
    rules: parameters.map((parameter, i) => becomes(parameter, points[i]! as Node as Node<never>)),
    movesStates: hasRules(loss),
  };
}

/** True if a step with a node fires a rule of its own. */
function hasRules(root: Node): boolean {
  const found = new Set([root]);
  for (const node of found) for (const input of inputsOf(node, true)) found.add(input);
  return [...found].some(({ register }) => register !== undefined);
}
