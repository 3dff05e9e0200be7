import { DataError, fromIterable } from '@thalweg/data';
import { GraphError, type Guard, type Node, type Runner } from '@thalweg/graph';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { isObservable, Observable, type Subscriber } from 'rxjs';
import type { Take, Values } from '../passes/take-records.ts';
import { consume, endFirst } from '../passes/run.ts';
import type { Savable } from '../snapshot/savable.ts';
import { Course } from './course.ts';
import { FlatPoint } from './flat-point.ts';
import type { Iteration } from './iteration.ts';
import { iterations, type Tolerances } from './iterations.ts';
import type { Minimizer } from './minimizer.ts';
import { Objective, type Task, trialGraph } from './objective.ts';

/** Options of {@link minimize}. */
export interface MinimizeOptions extends Partial<Tolerances> {
  /** All data, as one record of columns, or a stream of this one record, such as `rows.pipe(batch(Infinity))`. */
  readonly feed?: Values | Observable<Values> | undefined;
  /** Ends when no element of the gradient is larger; 1e-5 by default. */
  readonly gradientTolerance?: number;
  /** Ends when the loss falls by no more than this share of the larger of |loss| and 1; 2.2e-9 by default. */
  readonly lossTolerance?: number;
  /** The largest number of iterations; 1000 by default. */
  readonly iterations?: number;
  /** Milliseconds after which the event loop gets a turn, 8 by default; `Infinity` for never. */
  readonly sliceMs?: number;
  /** Pauses between two evaluations, from a `false` to the next `true`. */
  readonly running?: Observable<boolean> | undefined;
  /** Inspects every value that is computed, such as `guardFinite()`, which reports the origin of a NaN. */
  readonly guard?: Guard | undefined;
  /** Computes in place of the interpreter, such as `wasm()`. With a guard, the interpreter computes. */
  readonly runner?: Runner | undefined;
}

/** The stream of iterations that {@link minimize} returns; a snapshot keeps its state. */
export interface Minimization extends Observable<Iteration>, Savable {}

/**
 * Minimizes a loss over all data at once. A subscription begins where the parameters are, emits a record for each iteration,
 * and completes at a minimum; the last record says why in `reason`. An iteration evaluates the loss and its gradient at trial points,
 * which nobody sees, and then moves all parameters at once, as a step does. A trial whose numbers an operation refuses makes the
 * step shorter, as one that is not finite does. Unsubscribing stops between two evaluations. The
 * loss is computed as in training, and the states that it moves, such as running statistics, move once in each iteration.
 *
 * The state belongs to the stream: a new subscription goes on from the last iteration, and forgets what the method has
 * learned if the parameters were moved since. `snapshot({ fit })` saves it, and a restored run continues to the same bits.
 *
 * - **Throws** `ShapeError` if the loss is not a scalar, `GraphError` if it depends on no parameter, `ContractError` for an
 *   unknown option or value of one
 * - **Stream errors** `NumericError` if the loss or its gradient is not finite where it begins or at all trials of an
 *   iteration, or if the loss falls without end; `GraphError` if its states change it, as with dropout, and for a second
 *   subscription while one is active; `DataError`, `ShapeError`, `DtypeError` for data that do not fit, and `DataError` for
 *   more than one record. The parameters are then those of the last iteration
 *
 * @example
 * const x = parameter(5, { dtype: 'float64' });
 * minimize(square(sub(x, 3)), lbfgs(), { sliceMs: Infinity }).subscribe();
 * read(x).item() // => 3
 *
 * @example
 * minimize(loss, lbfgs(), { feed: rows.pipe(batch(Infinity)), runner: wasm({ fallback: true }) })
 */
export function minimize(loss: Node<readonly []>, method: Minimizer, options?: MinimizeOptions): Minimization {
  const how = optionsOf('minimize', options, {
    feed: undefined,
    gradientTolerance: 1e-5,
    lossTolerance: 2.2e-9,
    iterations: 1000,
    sliceMs: 8,
    running: undefined,
    guard: undefined,
    runner: undefined,
  });
  const { sliceMs, running, guard, runner } = how;
  checkMethod(method);
  checkTolerances(how);
  const graph = trialGraph('minimize', loss as Node);
  const points = new FlatPoint(graph.parameters, graph.points);
  const course = new Course({ loss: loss as Node, points, directions: method.begin(points.size), method: method.name });
  let active = false;
  const stream$ = new Observable<Iteration>(subscriber =>
    endFirst(subscriber, control => {
      if (active) return control.error(busy());
      active = true;
      control.add(() => (active = false));
      const emit = (iteration: Iteration): void => subscriber.next(iteration);
      const begin = (values: Values): void => {
        const objective = new Objective(graph, control, { points, values, guard, runner });
        const tasks = fromIterable(() => iterations({ ...how, graph, method, course, objective, emit }));
        const take: Take<Task> = (task, _, done) => task(done);
        consume(tasks, control, { sliceMs, running, take, end: () => control.complete() });
      };
      withRecord(how.feed, control, sliceMs, begin);
    }),
  );
  return Object.assign(stream$, {
    save: () => course.save(),
    prepare: (saved: Parameters<Savable['prepare']>[0]) => course.prepare(saved),
  });
}

function busy(): GraphError {
  return new GraphError(
    'minimize',
    'a minimization may have one subscription at a time',
    'a second one while the first is active',
    'Put share() after it.',
  );
}

function checkMethod(method: Minimizer): void {
  if (typeof (method as Partial<Minimizer> | undefined)?.begin !== 'function')
    throw new ContractError('minimize', 'the method must be a minimizer', printed(method), 'Try lbfgs().');
  const { c1, c2 } = method;
  if (!(c1 > 0 && c1 < c2 && c2 < 1))
    throw new ContractError(
      'minimize',
      'the method must have 0 < c1 < c2 < 1',
      `c1 ${c1} and c2 ${c2}`,
      'Try 1e-4 and 0.9.',
    );
}

function checkTolerances({ gradientTolerance, lossTolerance, iterations }: Tolerances): void {
  for (const [name, value] of Object.entries({ gradientTolerance, lossTolerance }))
    if (!(value >= 0 && value < Infinity))
      throw new ContractError('minimize', `${name} must be finite and at least 0`, String(value), 'Try 1e-8.');
  if (!(iterations >= 0))
    throw new ContractError('minimize', 'iterations must be at least 0', String(iterations), 'Try 1000, or Infinity.');
}

/**
 * Calls back with the data of a minimization: a record, or the only one of a stream when that completes. The control
 * receives a `DataError` if there is none or more than one.
 */
function withRecord(
  data: Values | Observable<Values> | undefined,
  control: Subscriber<unknown>,
  sliceMs: number,
  then: (values: Values) => void,
): void {
  if (!isObservable(data)) return then(data ?? {});
  let only: Values | undefined;
  const take: Take<Values> = (record, _, done) => {
    if (only !== undefined) throw notOne('a second one');
    only = record;
    done();
  };
  consume(data, control, {
    sliceMs,
    take,
    end: () => (only === undefined ? control.error(notOne('none')) : then(only)),
  });
}

function notOne(given: string): DataError {
  return new DataError(
    'minimize',
    'feed must be one record with all data',
    given,
    'Try feed: rows.pipe(batch(Infinity)).',
  );
}
