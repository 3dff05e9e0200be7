import { add, cos, exp, mul, neg, sin, sub, type Node } from '@thalweg/graph';
import { ContractError, ShapeError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { withParameters } from '../layer-parts/parameter-maker.ts';
import { positiveWhole } from '../layer-parts/sizes.ts';
import { affine, widthOf, zeroCarry } from './affine.ts';
import type { LinearCell, Transition } from './linear-cell.ts';
import { lruParameters, lruParts, type LruParameters } from './lru-parameters.ts';
import type { CellStep, RecurrentCell } from './recurrent-cell.ts';

/** Options of {@link lruCell}. */
export interface LruCellOptions {
  /** The number of outputs, `units` by default. */
  readonly width?: number | undefined;
  /** The smallest |λ| of a new cell, 0 by default. */
  readonly rMin?: number;
  /** The largest |λ| of a new cell, 1 by default; |λ| near 1 remembers long: 0.9 and 0.999 for long sequences. */
  readonly rMax?: number;
  /** The largest phase of a new cell, 2π by default; π/10 for long sequences. */
  readonly maxPhase?: number;
  /** The seed of its first weights; 0 by default. */
  readonly seed?: number;
  /** The prefix of the names of its parameters: `lru1`, `lru2`, … by default. */
  readonly name?: string | undefined;
}

/** The carry of an `lruCell`: the real and imaginary parts of its units. */
export interface LruCarry {
  readonly [name: string]: Node;
  readonly re: Node;
  readonly im: Node;
}

/** A cell that {@link lruCell} returns. */
export type LruCell = RecurrentCell<LruCarry> & LinearCell & LruParameters;

/**
 * Cell of a linear recurrent unit: a diagonal linear recurrence of complex numbers, whose real output is a linear function of
 * them and of the input. Put layers that are not linear between such layers. It owns its parameters, and shares them when it
 * is applied again.
 *
 * ```
 * λ = exp(−exp(nuLog) + i·exp(thetaLog))
 * h' = λ ∘ h + x·(exp(gammaLog) ∘ B)
 * y = Re(h'·C) + x·D
 * ```
 *
 * - **Shape** `x: [...lead, in], re, im: [...lead, units] → [...lead, width]`
 * - **Parameters** `nuLog`, `thetaLog`, `gammaLog: [units]`, `inputRe`, `inputIm: [in, units]`, `outputRe`, `outputIm:
 *   [units, width]`, `skip: [in, width]`
 * - **Throws** `ContractError` for sizes that are no positive whole numbers, unless `0 ≤ rMin ≤ rMax ≤ 1`, or for a phase that
 *   is not positive; when it is applied, `ShapeError` to an input without a fixed width or of another width than before,
 *   `DtypeError` if the input is no float
 * - **Source** Orvieto et al., "Resurrecting Recurrent Neural Networks for Long Sequences", 2023, §3 and appendix A
 *
 * @example
 * const cell = lruCell(8, { width: 3 });
 * const x = input('x', ['batch', 2]);
 * const { carry, output } = cell(cell.initial(x), x);
 * carry.re.shape // => ['batch', 8]
 * output.shape // => ['batch', 3]
 */
export function lruCell(units: number, options?: LruCellOptions): LruCell {
  const { width = units, ...chosen } = optionsOf('lruCell', options, {
    width: undefined,
    rMin: 0,
    rMax: 1,
    maxPhase: 2 * Math.PI,
    seed: 0,
    name: undefined,
  });
  positiveWhole('lruCell', 'the number of units', units);
  positiveWhole('lruCell', 'width', width);
  checkRing(chosen);
  let owned: LruParameters | undefined;
  const parametersFor = (x: Node): LruParameters => {
    owned ??= lruParameters({ ...chosen, units, width }, x);
    if (owned.skip.shape[0] === widthOf('lru', x)) return owned;
    const requirement = 'a cell applied again must get as many inputs as before';
    throw new ShapeError('lru', [x.shape, owned.skip.shape], requirement, 'Make a second cell.');
  };
  const cell = (carry: LruCarry, x: Node): CellStep<LruCarry> => {
    const own = parametersFor(x);
    const next = advanced(transitionOf(own), carry, x);
    return { carry: next, output: readOut(own, next, x) };
  };
  const initial = (x: Node): LruCarry => {
    parametersFor(x);
    const zeros = zeroCarry(x, units);
    return { re: zeros, im: zeros };
  };
  const transition = (x: Node): Transition => transitionOf(parametersFor(x));
  return withParameters('lru', Object.assign(cell, { initial, transition }), lruParts, () => owned);
}

/** `λ`, and `γ ∘ B`. */
function transitionOf({ nuLog, thetaLog, gammaLog, inputRe, inputIm }: LruParameters): Transition {
  const [size, phase, gamma] = [exp(neg(exp(nuLog)) as Node), exp(thetaLog), exp(gammaLog)] as [Node, Node, Node];
  return {
    decay: { re: mul(size, cos(phase) as Node) as Node, im: mul(size, sin(phase) as Node) as Node },
    weight: { re: mul(inputRe, gamma) as Node, im: mul(inputIm, gamma) as Node },
  };
}

/** `h' = λ ∘ h + x·(γ ∘ B)`. */
function advanced({ decay, weight }: Transition, { re, im }: LruCarry, x: Node): LruCarry {
  const turned = sub(mul(re, decay.re) as Node, mul(im, decay.im) as Node) as Node;
  const raised = add(mul(im, decay.re) as Node, mul(re, decay.im) as Node) as Node;
  return { re: add(turned, affine(x, weight.re)) as Node, im: add(raised, affine(x, weight.im)) as Node };
}

/** `y = Re(h·C) + x·D`. */
function readOut({ outputRe, outputIm, skip }: LruParameters, { re, im }: LruCarry, x: Node): Node {
  return add(sub(affine(re, outputRe), affine(im, outputIm)) as Node, affine(x, skip)) as Node;
}

function checkRing({ rMin, rMax, maxPhase }: { rMin: number; rMax: number; maxPhase: number }): void {
  if (!(rMin >= 0 && rMin <= rMax && rMax <= 1)) {
    const requirement = 'the ring must have 0 ≤ rMin ≤ rMax ≤ 1';
    throw new ContractError(
      'lruCell',
      requirement,
      `rMin ${printed(rMin)}, rMax ${printed(rMax)}`,
      'Try 0.9 and 0.999.',
    );
  }
  if (!(maxPhase > 0 && Number.isFinite(maxPhase)))
    throw new ContractError('lruCell', 'maxPhase must be a positive number', printed(maxPhase), 'Leave it out for 2π.');
}
