import { tensor, type Tensor } from '@thalweg/tensor';
import { StateError } from '../snapshot/state-error.ts';
import type { Directions } from './minimizer.ts';
import { dot } from './dot.ts';

/** A step s, the change y of the gradient that came with it, and ρ = 1/(s·y). */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly rho: number;
}

/** The least curvature along a step, as a share of |y|², of which a pair is kept. */
const FLAT = Number.EPSILON;

/** The directions of L-BFGS: the last pairs of steps and changes of the gradient stand for the inverse of the Hessian. */
export class CurvaturePairs implements Directions {
  readonly #size: number;
  readonly #limit: number;
  #pairs: readonly Pair[] = [];

  constructor(size: number, limit: number) {
    this.#size = size;
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#pairs.length === 0;
  }

  /**
   * Returns −H·g by the two-loop recursion, where H begins as γ times the identity, γ = s·y/y·y of the last pair.
   *
   * - **Source** Nocedal and Wright, "Numerical Optimization", 2006, algorithm 7.4 and eq. 7.20
   */
  direction(gradient: Float64Array): Float64Array {
    const r = new Float64Array(gradient.length);
    addTo(r, -1, gradient);
    const alphas: number[] = [];
    for (let i = this.#pairs.length - 1; i >= 0; i--) {
      const { step, change, rho } = this.#pairs[i]!;
      alphas[i] = rho * dot(step, r);
      addTo(r, -alphas[i]!, change);
    }
    const last = this.#pairs.at(-1);
    if (last !== undefined) {
      const gamma = 1 / (last.rho * dot(last.change, last.change));
      for (let j = 0; j < r.length; j++) r[j]! *= gamma;
    }
    this.#pairs.forEach(({ step, change, rho }, i) => addTo(r, alphas[i]! - rho * dot(change, r), step));
    return r;
  }

  /** Keeps a pair if the gradient has grown along its step, so that H stays positive definite. */
  learn(step: Float64Array, change: Float64Array): void {
    const curvature = dot(step, change);
    if (!(curvature > FLAT * dot(change, change))) return;
    this.#pairs = [...this.#pairs, { step, change, rho: 1 / curvature }].slice(-this.#limit);
  }

  forget(): void {
    this.#pairs = [];
  }

  save(): Readonly<Record<string, Tensor>> {
    const rows = (of: 'step' | 'change'): Tensor => {
      const all = new Float64Array(this.#pairs.length * this.#size);
      this.#pairs.forEach((pair, i) => all.set(pair[of], i * this.#size));
      return tensor(all, { shape: [this.#pairs.length, this.#size] }) as Tensor;
    };
    return { steps: rows('step'), changes: rows('change') };
  }

  prepare({ steps, changes }: Readonly<Record<string, Tensor>>): () => void {
    for (const [name, value] of Object.entries({ steps, changes })) this.#check(name, value, steps);
    const row = (of: Tensor, i: number): Float64Array =>
      (of.data as Float64Array).slice(i * this.#size, (i + 1) * this.#size);
    const pairs = Array.from({ length: steps!.shape[0] as number }, (_, i) => {
      const [step, change] = [row(steps!, i), row(changes!, i)];
      return { step, change, rho: 1 / dot(step, change) };
    });
    const bent = pairs.find(({ rho }) => !(rho > 0 && rho < Infinity));
    if (bent !== undefined)
      throw new StateError(
        'lbfgs',
        'each step of a state must go up in slope',
        `s·y = ${1 / bent.rho}`,
        'Give a state of lbfgs.',
      );
    return () => void (this.#pairs = pairs);
  }

  #check(name: string, value: Tensor | undefined, like: Tensor | undefined): void {
    const count = value?.shape[0] as number;
    const fits = value?.dtype === 'float64' && value.shape.length === 2 && value.shape[1] === this.#size;
    if (fits && count <= this.#limit && count === like?.shape[0]) return;
    throw new StateError(
      'lbfgs',
      `the ${name} of a state must be float64 [at most ${this.#limit}, ${this.#size}], as many as steps`,
      value === undefined ? 'none' : `${value.dtype} [${value.shape.join(', ')}]`,
      'Use the same model and the same memory as when it was kept.',
    );
  }
}

function addTo(sum: Float64Array, factor: number, vector: Float64Array): void {
  for (let j = 0; j < sum.length; j++) sum[j]! += factor * vector[j]!;
}
