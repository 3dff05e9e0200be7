import { ContractError, tensor, type Tensor } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { StateError } from '../snapshot/state-error.ts';
import { dot } from './flat-point.ts';
import type { Directions, Minimizer } from './minimizer.ts';

/** Options of {@link lbfgs}. */
export interface LbfgsOptions {
  /** The number of steps that are remembered, 10 by default. They take `2 · memory` times the numbers of the parameters, in float64. */
  readonly memory?: number;
  /** c₁ of the Wolfe conditions, 1e-3 by default: the share of the decrease along the slope that a step must reach. */
  readonly c1?: number;
  /** c₂ of the Wolfe conditions, 0.9 by default: the share of the slope that a step may leave. */
  readonly c2?: number;
}

/**
 * Returns L-BFGS, a quasi-Newton method for {@link minimize}: the last steps and the changes of the gradient along them
 * stand for the inverse of the Hessian, and a line search finds steps that meet the strong Wolfe conditions. For losses that
 * are smooth and computed over all data: noise of batches or of dropout spoils what it learns.
 *
 * - **Memory** the last steps and changes, `2 · memory · n` numbers in float64
 * - **Throws** `ContractError` for a memory that is no whole number of at least 1, and unless 0 < c₁ < c₂ < 1
 * - **Source** Liu and Nocedal, "On the Limited Memory BFGS Method for Large Scale Optimization", 1989; Nocedal and Wright,
 *   "Numerical Optimization", 2006, algorithms 7.4 and 7.5; Moré and Thuente, 1994, for the line search. The defaults are those
 *   of L-BFGS-B
 *
 * @example
 * minimize(loss, lbfgs({ memory: 20 })).subscribe(({ iteration, loss }) => console.log(iteration, loss));
 */
export function lbfgs(options?: LbfgsOptions): Minimizer {
  const { memory, c1, c2 } = optionsOf('lbfgs', options, { memory: 10, c1: 1e-3, c2: 0.9 });
  if (!Number.isSafeInteger(memory) || memory < 1)
    throw new ContractError('lbfgs', 'memory must be a whole number of at least 1', String(memory), 'Try 10.');
  if (!(c1 > 0 && c1 < c2 && c2 < 1))
    throw new ContractError('lbfgs', 'c1 and c2 must be 0 < c1 < c2 < 1', `${c1} and ${c2}`, 'Try 1e-3 and 0.9.');
  return { name: 'lbfgs', c1, c2, begin: size => new CurvaturePairs(size, memory) };
}

/** A step s, the change y of the gradient that came with it, and ρ = 1/(s·y). */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly rho: number;
}

/** The least curvature along a step, as a share of |y|², of which a pair is kept. */
const FLAT = Number.EPSILON;

/** The directions of L-BFGS: the last pairs of steps and changes of the gradient stand for the inverse of the Hessian. */
class CurvaturePairs implements Directions {
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
