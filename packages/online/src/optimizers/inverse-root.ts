import { add, div, minimum, mul, type Node, reshape, sqrt, square, sub, sum } from '@thalweg/graph';
import { allocate, ContractError, tensor, type Tensor } from '@thalweg/tensor';

/** The most numbers that a root may couple: it then takes 32 MB, and a step 4 million products. */
const MOST = 2000;

/** Options of {@link rootStep}. */
export interface RootOptions {
  /** ε: A is εI at first. */
  readonly epsilon: number;
  /** λ, by which A is multiplied before each step. */
  readonly forgetting: number;
  /** A factor of g in this step; 1 by default. */
  readonly scale?: Node | undefined;
}

/** A step of a root. */
export interface RootStep {
  /** The root after the step. */
  readonly next: Node;
  /** `A⁻¹g` with the A from after the step, scaled: `[n]`. */
  readonly direction: Node;
  /** `gᵀA⁻¹g` with the A from before the step, not scaled. */
  readonly spread: Node;
}

/**
 * Returns the step `A ← λA + g gᵀ` of a root S of A⁻¹ = S Sᵀ, which stays symmetric and positive whatever is rounded: with
 * f = Sᵀg and β = 1 + fᵀf, `S ← S − S f fᵀ/(β + √β)`, the root of Sherman and Morrison's formula.
 *
 * Forgetting never makes a diagonal element of A⁻¹ larger than 1/ε, its first value: what does not come for long is as
 * uncertain as what never came, and nothing overflows.
 *
 * - **Shape** `root: [n, n], g: [n]`, float64; sums of products, as a compiled pass has no product of matrices in float64
 * - **Source** Potter's root in Bierman, "Factorization Methods for Discrete Sequential Estimation", 1977, §II
 */
export function rootStep(root: Node, g: Node, { epsilon, forgetting, scale }: RootOptions): RootStep {
  const known = forgetting === 1 ? root : faded(root, forgetting, epsilon);
  const size = root.shape[0] as number;
  const whole = sum(mul(known, reshape(g, [size, 1])), { axes: 0 }) as Node;
  const spread = sum(square(whole)) as Node;
  const f = scale === undefined ? whole : (mul(whole, scale) as Node);
  const k = sum(mul(known, f), { axes: 1 }) as Node;
  const beta = add(1, scale === undefined ? spread : sum(square(f))) as Node;
  const narrowed = mul(reshape(div(k, add(beta, sqrt(beta))), [size, 1]), f);
  return { next: sub(known, narrowed) as Node, direction: div(k, beta) as Node, spread };
}

/** A root of A⁻¹/λ, with rows scaled so that no diagonal element of A⁻¹ gets larger than 1/ε. */
function faded(root: Node, forgetting: number, epsilon: number): Node {
  const diagonal = sum(square(root), { axes: 1, keep: true }) as Node;
  return mul(root, minimum(1 / Math.sqrt(forgetting), div(1, sqrt(mul(diagonal, epsilon))))) as Node;
}

/** Returns the first root, `I/√ε`. Throws the error that `refuse` returns if it would couple too many numbers. */
export function firstRoot(
  size: number,
  epsilon: number,
  refuse: (most: number) => Error,
): Tensor<readonly [number, number]> {
  if (size > MOST) throw refuse(MOST);
  const data = allocate('float64', size * size);
  for (let i = 0; i < size; i++) data[i * (size + 1)] = 1 / Math.sqrt(epsilon);
  return tensor(data, { shape: [size, size] }) as Tensor<readonly [number, number]>;
}

/** Throws `ContractError` for a weight of the past that is not above 0 and at most 1. */
export function checkForgetting(name: string, forgetting: number): void {
  if (!(forgetting > 0 && forgetting <= 1))
    throw new ContractError(name, 'forgetting must be above 0 and at most 1', String(forgetting), 'Try 0.999.');
}
