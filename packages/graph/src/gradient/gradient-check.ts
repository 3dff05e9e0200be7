import { DtypeError } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import type { Source } from '../sources/source.ts';
import { compare, type Differences } from './finite-differences.ts';
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
 * source. They are central differences by default, or forward ones. It checks at most 100 elements of each source, or
 * `maxElements`, and changes no source. Kinks (relu at 0) and numbers that are drawn at random in each pass have no
 * derivative to check.
 *
 * - **Shape** `loss: []`; the sources, by default all parameters of the loss, may have any shape
 * - **Throws** `DtypeError` unless loss and sources are float64; `GraphError` if there is nothing to vary
 * - **Source** for the distances: Press et al., "Numerical Recipes", 3rd ed., §5.7
 *
 * @example
 * const w = parameter([1, 2], { dtype: 'float64' });
 * gradientCheck(sum(square(w))).passed // => true
 */
export function gradientCheck(
  loss: Node,
  sources: readonly Source[] = parametersOf(loss),
  options: GradientCheckOptions = {},
): GradientReport {
  const { tolerance = 1e-6, form = 'central', h, maxElements = 100, training = false } = options;
  const how = { form, h, maxElements, training };
  if (sources.length === 0)
    throw new GraphError(
      'gradientCheck',
      'the loss must depend on a parameter',
      'none',
      'Name the inputs to vary: gradientCheck(loss, [x]).',
    );
  for (const { name, dtype } of [loss, ...sources])
    if (dtype !== 'float64')
      throw new DtypeError(
        'gradientCheck',
        [dtype],
        `${name} must be float64`,
        "Differences in float32 are mostly rounding: build the circuit with { dtype: 'float64' }.",
      );
  const elements = compare(loss, sources, how);
  const failed = elements.some(({ error }) => !(error <= tolerance));
  return new GradientReport(elements, tolerance, failed ? suspects(loss, sources, tolerance, how) : []);
}
