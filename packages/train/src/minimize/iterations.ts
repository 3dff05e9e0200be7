import { GraphError, NumericError } from '@thalweg/graph';
import type { Course } from './course.ts';
import { dot } from './flat-point.ts';
import type { EndReason, Iteration } from './iteration.ts';
import type { Minimizer } from './minimizer.ts';
import type { Evaluation, Objective, Task, TrialGraph } from './objective.ts';
import { strongWolfe } from './strong-wolfe.ts';

/** When a minimization ends. */
export interface Tolerances {
  readonly gradientTolerance: number;
  readonly lossTolerance: number;
  readonly iterations: number;
}

/** Parts of {@link iterations}. */
export interface IterationParts extends Tolerances, SearchParts {
  readonly emit: (iteration: Iteration) => void;
}

/** The tasks of a minimization, one after another: evaluations at trial points, and the moves of the parameters. */
export function* iterations(parts: IterationParts): Generator<Task, void> {
  const { course, emit } = parts;
  let here = yield* arrive(parts);
  let reason = reasonAt(parts, here);
  while (reason === undefined) {
    if (!isCurrent(course, here)) {
      here = yield* arrive(parts);
      reason = reasonAt(parts, here);
      continue;
    }
    const found = yield* searchFrom(here, parts);
    if (found === 'precision') reason = found;
    else if (found !== 'again' && isCurrent(course, here)) {
      const after = reasonAt(parts, found.to, here.loss);
      yield* accept(parts, here, { ...found, reason: after });
      if (after !== undefined) return;
      here = found.to;
    }
  }
  emit((course.last = recordOf(course, here, { iteration: course.last?.iteration ?? 0, step: 0, reason })));
}

/** False if the parameters were moved, or a state was restored, since an evaluation. */
function isCurrent(course: Course, { point }: Evaluation): boolean {
  return course.point === point && course.isThere;
}

/** Evaluates where the parameters are. If somebody else has moved them, what was learned on the way there is forgotten. */
function* arrive({ course, objective, graph }: IterationParts): Generator<Task, Evaluation> {
  const resumes = course.isThere;
  if (!resumes) {
    course.directions.forget();
    course.noteAt(objective.points.read());
    // A run that resumes has counted this evaluation before.
    course.evaluations++;
  }
  const here = yield* objective.evaluate(course.point!);
  const wrong = [here.loss, ...here.gradient].find(value => !Number.isFinite(value));
  if (wrong === undefined) return here;
  throw new NumericError(
    'minimize',
    `the ${Object.is(wrong, here.loss) ? 'loss' : 'gradient'} must be finite where it begins (${graph.loss.name})`,
    String(wrong),
    'Begin with other parameters, and find the origin with { guard: guardFinite() }.',
  );
}

/** Moves the parameters along a step that was found, and remembers it. */
function* accept(
  parts: IterationParts,
  here: Evaluation,
  { to, step, reason }: { readonly to: Evaluation; readonly step: number; readonly reason: EndReason | undefined },
): Generator<Task, void> {
  const { course, objective, emit } = parts;
  yield* objective.move(to.point, () => {
    course.directions.learn(difference(to.point, here.point), difference(to.gradient, here.gradient));
    course.noteAt(to.point);
    course.last = recordOf(course, to, { iteration: (course.last?.iteration ?? 0) + 1, step, reason });
    emit(course.last);
  });
  if (parts.graph.movesStates) yield* checkSame(parts, to);
}

/** Throws if the loss is another function after a step has moved its states. */
function* checkSame({ course, objective, graph }: IterationParts, to: Evaluation): Generator<Task, void> {
  course.evaluations++;
  const again = yield* objective.evaluate(to.point);
  if (Object.is(again.loss, to.loss)) return;
  throw new GraphError(
    'minimize',
    `the loss must be the same in each iteration (${graph.loss.name})`,
    `${again.loss} after ${to.loss} at the same point`,
    'Leave out dropout and noise, or train with an optimizer.',
  );
}

function recordOf(
  { evaluations }: Course,
  { loss, gradient }: Evaluation,
  {
    iteration,
    step,
    reason,
  }: { readonly iteration: number; readonly step: number; readonly reason: EndReason | undefined },
): Iteration {
  const record = { iteration, loss, gradientNorm: largest(gradient), evaluations, step };
  return reason === undefined ? record : { ...record, reason };
}

/** Why a minimization ends at a point, if it does. */
function reasonAt(
  { course, gradientTolerance, lossTolerance, iterations }: IterationParts,
  { loss, gradient }: Evaluation,
  before?: number,
): EndReason | undefined {
  if (largest(gradient) <= gradientTolerance) return 'gradient';
  const scale = Math.max(Math.abs(loss), Math.abs(before ?? 0), 1);
  if (before !== undefined && before - loss <= lossTolerance * scale) return 'loss';
  const done = (course.last?.iteration ?? 0) + (before === undefined ? 0 : 1);
  return done >= iterations ? 'iterations' : undefined;
}

/** The largest absolute element: the norm that counts for `gradientTolerance`. */
function largest(vector: Float64Array): number {
  let most = 0;
  for (const x of vector) most = Math.max(most, Math.abs(x));
  return most;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = a[i]! - b[i]!;
  return result;
}

/** A step of a line search, and what is there. */
interface FoundStep {
  readonly step: number;
  readonly to: Evaluation;
}

/** Parts of {@link searchFrom}. */
interface SearchParts {
  readonly graph: TrialGraph;
  readonly method: Minimizer;
  readonly course: Course;
  readonly objective: Objective;
}

/**
 * Searches along the direction of the method. If rounding hides every decrease, the method forgets and the answer is
 * `'again'`; if it had nothing to forget, `'precision'`.
 */
function* searchFrom(here: Evaluation, parts: SearchParts): Generator<Task, FoundStep | 'again' | 'precision'> {
  const { course, objective, method } = parts;
  const { directions } = course;
  const direction = directions.direction(here.gradient);
  const slope = dot(here.gradient, direction);
  const first = directions.isEmpty ? Math.min(1, 1 / Math.sqrt(dot(direction, direction))) : 1;
  const found = slope < 0 ? yield* walk() : undefined;
  if (found !== undefined) return found;
  if (directions.isEmpty) return 'precision';
  directions.forget();
  // A method that keeps what it should forget would search for ever.
  return directions.isEmpty ? 'again' : 'precision';

  /** Evaluates the trials of a line search. */
  function* walk(): Generator<Task, FoundStep | undefined> {
    const search = strongWolfe({ value: here.loss, slope }, { first, c1: method.c1, c2: method.c2 });
    const trials = new Map<number, Evaluation>();
    let next = search.next();
    while (next.done !== true) {
      course.evaluations++;
      const trial = yield* objective.try(objective.points.along(here.point, next.value, direction));
      trials.set(next.value, trial);
      next = search.next({ value: trial.loss, slope: dot(trial.gradient, direction) });
    }
    const { end, step } = next.value;
    if (end === 'notFinite' || end === 'unbounded') {
      const { loss, refusal } = [...trials.values()].at(-1)!;
      throw refusal ?? failed(parts, end, loss);
    }
    return end === 'stuck' ? undefined : { step, to: trials.get(step)! };
  }
}

function failed({ graph, course }: SearchParts, end: 'notFinite' | 'unbounded', value: number): NumericError {
  const where = `in iteration ${(course.last?.iteration ?? 0) + 1}`;
  return end === 'unbounded'
    ? new NumericError('minimize', `the loss must have a minimum (${graph.loss.name})`, `${value} ${where}, still falling`, 'Add a term that grows, such as the squares of the parameters.') // prettier-ignore
    : new NumericError('minimize', `the loss must be finite near the parameters (${graph.loss.name})`, `${value} at all trials ${where}`, 'Find the origin with { guard: guardFinite() }.'); // prettier-ignore
}
