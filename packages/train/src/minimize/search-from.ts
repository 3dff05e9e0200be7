import { NumericError } from '@thalweg/graph';
import type { Course } from './course.ts';
import { dot } from './dot.ts';
import type { Minimizer } from './minimizer.ts';
import type { Evaluation, Objective, Task } from './objective.ts';
import { strongWolfe } from './strong-wolfe.ts';
import type { TrialGraph } from './trial-graph.ts';

/** A step of a line search, and what is there. */
interface FoundStep {
  readonly step: number;
  readonly to: Evaluation;
}

/** Parts of {@link searchFrom}. */
export interface SearchParts {
  readonly graph: TrialGraph;
  readonly method: Minimizer;
  readonly course: Course;
  readonly objective: Objective;
}

/**
 * Searches along the direction of the method. If rounding hides every decrease, the method forgets and the answer is
 * `'again'`; if it had nothing to forget, `'precision'`.
 */
export function* searchFrom(here: Evaluation, parts: SearchParts): Generator<Task, FoundStep | 'again' | 'precision'> {
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
