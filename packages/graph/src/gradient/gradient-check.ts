import { DtypeError, isFloat } from '@thalweg/tensor';
import { arrayOf, optionsOf } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import type { Source } from '../sources/source.ts';
import { compare, type CheckedElement, type Differences, type Judging } from './finite-differences.ts';
import { GradientReport } from './gradient-report.ts';
import { parametersOf } from './parameters-of.ts';
import { suspects } from './suspects.ts';

/** Options of {@link gradientCheck}. */
export interface GradientCheckOptions extends Partial<Differences> {
  /** The largest error that passes, relative for derivatives above 1: 1e-6 by default. */
  readonly tolerance?: number;
}

/**
 * Compares analytic gradients with numerical ones: differences of the loss for a small change of one element of a
 * source. They are central differences by default, or the one-sided ones of lectures with `form: 'forward'`. Both are
 * computed in float64, for float32 in a copy of the circuit. It checks at most 100 elements of each source, or
 * `maxElements`, half of them where the gradient is not zero, and changes no source.
 *
 * In the differences, everything that passes no gradient on is held constant: `stopGradient`, `floor`, `sign`,
 * comparisons, positions, casts to int32. Its names are in the report. Where a difference does not confirm a
 * gradient, slopes at many distances decide. An element is unclear, not wrong, where these have no limit or two: at a
 * kink (relu at 0, equal largest ones), at the edge of a domain, or in rounding. Random numbers are the same ones for
 * all differences.
 *
 * - **Shape** `loss: []`; the sources, by default all parameters of the loss, may have any shape
 * - **Throws** `DtypeError` unless loss and sources are float32 or float64; `GraphError` if there is nothing to vary
 * - **Source** for the distances: Press et al., "Numerical Recipes", 3rd ed., §5.7
 *
 * @example
 * const w = parameter([1, 2]);
 * gradientCheck(sum(square(w))).passed // => true
 */
export function gradientCheck(
  loss: Node,
  sources: readonly Source[] = parametersOf(loss),
  options?: GradientCheckOptions,
): GradientReport {
  const { tolerance, form, h, maxElements, training } = optionsOf('gradientCheck', options, {
    tolerance: 1e-6,
    form: 'central',
    h: undefined,
    maxElements: 100,
    training: false,
  });
  const how = { form, h, maxElements, training, tolerance };
  if (arrayOf('gradientCheck', 'the sources', sources).length === 0)
    throw new GraphError(
      'gradientCheck',
      'the loss must depend on a parameter',
      'none',
      'Name the inputs to vary: gradientCheck(loss, [x]).',
    );
  for (const { name, dtype } of [loss, ...sources])
    if (!isFloat(dtype))
      throw new DtypeError(
        'gradientCheck',
        [dtype],
        `${name} must be float32 or float64`,
        'Whole numbers and flags have no derivative.',
      );
  const { elements, held } = compare(loss, sources, how);
  const wrong = elements.some(({ verdict }) => verdict === 'wrong');
  return wrong ? explained(loss, sources, how, elements, held) : new GradientReport(elements, tolerance, [], held);
}

/** Names the operations that are to blame. If there are none, but some have kinks, the gradient that they give is one of several. */
function explained(
  loss: Node,
  sources: readonly Source[],
  how: Judging,
  elements: readonly CheckedElement[],
  held: readonly string[],
): GradientReport {
  const { wrong, unclear } = suspects(loss, sources, how);
  const excused = wrong.length === 0 && unclear.length > 0;
  const judged = elements.map(element =>
    excused && element.verdict === 'wrong' ? { ...element, verdict: 'unclear' as const } : element,
  );
  return new GradientReport(judged, how.tolerance, wrong, held);
}
