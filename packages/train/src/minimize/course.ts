import { feed, type Node, type Register } from '@thalweg/graph';
import { handOut } from '@thalweg/graph/author';
import { registersByName } from '../passes/registers.ts';
import { fittingTensors, isRecord, shown } from '../snapshot/saved-state.ts';
import type { Json, Savable, Saved } from '../snapshot/savable.ts';
import { StateError } from '../snapshot/state-error.ts';
import type { Directions } from './minimizer.ts';
import type { FlatPoint } from './flat-point.ts';
import type { Iteration } from './iteration.ts';

/** Parts of a {@link Course}. */
export interface CourseParts {
  readonly loss: Node;
  readonly points: FlatPoint;
  readonly directions: Directions;
  /** The name of the method, which is the prefix of what it saves. */
  readonly method: string;
}

/** The course of a minimization: how far it has come, where it was then, and what its method remembers. */
export class Course implements Savable {
  readonly directions: Directions;
  readonly #points: FlatPoint;
  readonly #registers: ReadonlyMap<string, Register>;
  readonly #method: string;
  /** A point at which the parameters were, and their versions then. */
  #seen: { readonly point: Float64Array | undefined; readonly versions: readonly number[] } = {
    point: undefined,
    versions: [],
  };
  /** The record of the last iteration; none before the first. */
  last: Iteration | undefined;
  /** The number of evaluations so far. */
  evaluations = 0;
  /** The point to which the last iteration has moved the parameters. */
  point: Float64Array | undefined;

  constructor({ loss, points, directions, method }: CourseParts) {
    this.directions = directions;
    this.#points = points;
    this.#method = method;
    this.#registers = registersByName({ roots: [loss] });
  }

  /** True if the parameters are where the last iteration has moved them. */
  get isThere(): boolean {
    const { point } = this;
    if (point === undefined) return false;
    // Values are compared only after somebody has written them.
    const versions = this.#points.versions();
    if (point === this.#seen.point && versions.every((version, i) => version === this.#seen.versions[i])) return true;
    if (!this.#points.read().every((x, i) => Object.is(x, point[i]))) return false;
    this.noteAt(point);
    return true;
  }

  /** Notes that the parameters are at a point. */
  noteAt(point: Float64Array): void {
    this.point = point;
    this.#seen = { point, versions: this.#points.versions() };
  }

  save(): Saved {
    const registers = [...this.#registers].map(([name, register]) => [name, handOut(register)] as const);
    const remembered = Object.entries(this.directions.save()).map(
      ([name, value]) => [this.#prefix + name, value] as const,
    );
    return {
      tensors: Object.fromEntries([...registers, ...remembered]),
      values: { last: this.last === undefined ? null : ({ ...this.last } as Json) },
    };
  }

  prepare(saved: Saved): () => void {
    const last = lastIn(this.#method, saved);
    const entries = Object.entries(saved.tensors);
    const isOwn = ([name]: readonly [string, unknown]): boolean => name.startsWith(this.#prefix);
    const tensors = Object.fromEntries(entries.filter(entry => !isOwn(entry)));
    const pairs = fittingTensors('minimize', this.#registers, { ...saved, tensors });
    const own = entries.filter(isOwn).map(([name, value]) => [name.slice(this.#prefix.length), value] as const);
    const remember = this.directions.prepare(Object.fromEntries(own));
    return () => {
      feed(...pairs);
      remember();
      this.last = last;
      this.evaluations = last?.evaluations ?? 0;
      this.point = last === undefined ? undefined : this.#points.of(new Map(pairs));
    };
  }

  get #prefix(): string {
    return `${this.#method}.`;
  }
}

/** Returns the record of the last iteration in a state. Throws `StateError` if it is none. */
function lastIn(method: string, { values: { last } }: Saved): Iteration | undefined {
  if (last === null) return undefined;
  if (isRecord(last)) {
    const { iteration, evaluations, loss, gradientNorm, step } = last;
    const numbers = [loss, gradientNorm, step].every(value => typeof value === 'number');
    if (numbers && [iteration, evaluations].every(value => Number.isSafeInteger(value) && (value as number) >= 0))
      return last as unknown as Iteration;
  }
  throw new StateError(
    'minimize',
    'the last record of a state must have an iteration, evaluations, a loss, a gradientNorm and a step',
    shown(last),
    `Give the state of a minimization by ${method}.`,
  );
}
