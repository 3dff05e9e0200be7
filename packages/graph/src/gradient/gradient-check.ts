import { DtypeError, isFloat, sizeOf, type Sizes, tensor, type Tensor } from '@thalweg/tensor';
import { arrayOf, optionsOf } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import { Node } from '../node/node.ts';
import { withInputs } from '../node/rebuild.ts';
import { mul } from '../operations/mul.ts';
import { sum } from '../operations/sum.ts';
import { constant } from '../sources/constant.ts';
import { parameter } from '../sources/parameter.ts';
import { Source } from '../sources/source.ts';
import { inputsOf } from '../wire/wire.ts';
import { type CheckedElement, compare, type Differences, type Judging } from './finite-differences.ts';
import { float64Copy, passesNothing, Probe } from './probe.ts';
import { GradientReport } from './gradient-report.ts';
import { parametersOf } from './parameters-of.ts';
import type { Verdict } from './second-opinion.ts';

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
 * comparisons, positions, casts to int32. The report names these operations. Where a difference does not confirm a
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

/** The names of operations whose local gradients disagree with differences of their own outputs, or cannot be judged by them. */
interface Suspects {
  readonly wrong: readonly string[];
  readonly unclear: readonly string[];
}

/** Returns the likely causes of a wrong gradient, among the operations between sources and a loss. */
function suspects(loss: Node, sources: readonly Source[], how: Judging): Suspects {
  const path = pathOf(loss, sources, how.training);
  const given = new Probe(path, how.training);
  const copyOf = float64Copy(source => given.of(source) ?? source.cell?.observe());
  const probe = new Probe(path.map(copyOf), how.training);
  const found: Record<Verdict, Set<string>> = { right: new Set(), wrong: new Set(), unclear: new Set() };
  for (const node of path) {
    const copy = copyOf(node);
    const inputs = copy.inputs.map(input => probe.of(input));
    if (inputs.every(input => input !== undefined)) found[verdictOf(copy, inputs, how)].add(node.name);
  }
  given.close();
  probe.close();
  return { wrong: [...found.wrong], unclear: [...found.unclear] };
}

/** Judges the local gradient of one operation, at the values of its inputs. */
function verdictOf(node: Node, values: readonly Tensor[], how: Judging): Verdict {
  const { dtype, rule } = node;
  if (rule?.gradient === undefined || dtype !== 'float64') return 'right';
  const inputs = values.map(value => (value.dtype === 'float64' ? parameter(value) : constant(value)) as Node);
  const shape = rule.shape(values.map(value => value.shape as Sizes));
  const alone = standingAlone(node, { shape, inputs });
  if (passesNothing(alone)) return 'right';
  const weights = Float64Array.from({ length: sizeOf(shape as Sizes) }, (_, i) => 1 + Math.sin(i));
  const total = sum(mul(alone, constant(tensor(weights, { shape: shape as Sizes }))));
  const varied = inputs.filter(input => input instanceof Source);
  const verdicts = compare(total, varied, { ...how, form: 'central', h: undefined }).elements.map(
    ({ verdict }) => verdict,
  );
  return verdicts.includes('wrong') ? 'wrong' : verdicts.includes('unclear') ? 'unclear' : 'right';
}

/** A node on other inputs: a result of a scan with the scan, which has no value of its own. */
function standingAlone(node: Node, { shape, inputs }: Pick<Node, 'shape' | 'inputs'>): Node {
  const [first] = node.inputs;
  const kernel = first?.rule?.kernel;
  const isResult = kernel?.kind === 'loop' && kernel.loop === 'scan';
  const own = isResult ? [withInputs(first!, inputs.slice(1)), ...inputs.slice(1)] : inputs;
  return new Node({ name: node.name, shape, dtype: node.dtype, inputs: own, rule: node.rule! });
}

/** The nodes that a loss depends on, the lowest first. */
function pathOf(loss: Node, sources: readonly Source[], training: boolean): Node[] {
  const found = new Set<Node>([loss, ...(sources as readonly Node[])]);
  for (const node of found) for (const input of inputsOf(node, training)) found.add(input);
  return [...found].sort((a, b) => a.height - b.height);
}
