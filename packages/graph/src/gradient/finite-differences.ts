import type { Sizes, Tensor } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import type { Source } from '../sources/source.ts';
import { float64Copy, heldNodes, holding, Probe } from './probe.ts';
import { gradient } from './gradient.ts';
import { secondOpinion, type Verdict } from './second-opinion.ts';

/** One element's two derivatives. */
export interface CheckedElement {
  /** The name of the source that it belongs to, with a number where several share a name. */
  readonly source: string;
  /** Its position in the source. */
  readonly index: readonly number[];
  readonly analytic: number;
  readonly numeric: number;
  /** |analytic − numeric| / max(1, |analytic|, |numeric|) */
  readonly error: number;
  /** `right` within the tolerance; `unclear` where there is no derivative to check, or `h` is too coarse to tell. */
  readonly verdict: Verdict;
}

/** Options of a numerical derivative. */
export interface Differences {
  /** `central`: (f(x+h) − f(x−h))/2h; `forward`: (f(x+h) − f(x))/h. */
  readonly form: 'central' | 'forward';
  /** The distance; by default ∛ε·max(1, |x|), or √ε·max(1, |x|) in the forward form. */
  readonly h: number | undefined;
  /** The largest number of elements of each source, evenly spaced. */
  readonly maxElements: number;
  readonly training: boolean;
}

/** Numerical derivatives and the largest error that passes. */
export interface Judging extends Differences {
  readonly tolerance: number;
}

/** The checked elements, and the names of the operations that were held constant. */
export interface Comparison {
  readonly elements: readonly CheckedElement[];
  readonly held: readonly string[];
}

/**
 * Compares the gradients of a scalar with its differences, source by source, in float64. What passes no gradient on keeps its
 * value in the differences.
 */
export function compare(loss: Node, sources: readonly Source[], how: Judging): Comparison {
  const { training } = how;
  const slopes = sources.map(source => gradient(loss, source as Node));
  const given = new Probe([loss], training);
  const copyOf = float64Copy(source => given.of(source) ?? source.sourceValue?.observe());
  const copies = sources.map(source => copyOf(source as Node));
  const held = heldNodes(loss, sources as readonly Node[], training);
  const probe = new Probe([...slopes.map(copyOf), ...copies, ...held.map(copyOf)], training);
  const values = new Map<Node, Tensor>();
  for (const node of held.map(copyOf)) if (probe.of(node) !== undefined) values.set(node, probe.of(node)!);
  const shifted = new Probe([holding(copyOf(loss), values)], training);
  const names = distinctNames(sources);
  try {
    const elements = copies.flatMap((source, position) => {
      const analytic = probe.value(position);
      const value = probe.value(sources.length + position);
      const lossAt = (data: Float64Array): number => shifted.at(source, data, value.shape as Sizes);
      return checked(names[position]!, { analytic, value, lossAt }, how);
    });
    return { elements, held: [...new Set(held.map(({ name }) => name))] };
  } finally {
    for (const one of [given, probe, shifted]) one.close();
  }
}

/** A source's gradient and value, and the loss for other elements of it. */
interface Varied {
  readonly analytic: Tensor;
  readonly value: Tensor;
  readonly lossAt: (elements: Float64Array) => number;
}

function checked(source: string, { analytic, value, lossAt }: Varied, how: Judging): CheckedElement[] {
  const elements = Float64Array.from(value.data);
  return chosen(analytic.data, how.maxElements).map(at => {
    const x = elements[at]!;
    const f = (moved: number): number => {
      elements[at] = moved;
      const loss = lossAt(elements);
      elements[at] = x;
      return loss;
    };
    return { source, index: indexOf(at, value.shape as Sizes), ...judged(f, x, analytic.data[at]!, how) };
  });
}

type Judged = Pick<CheckedElement, 'analytic' | 'numeric' | 'error' | 'verdict'>;

/** Compares a derivative with a difference, and, where they differ, with slopes at many distances. */
function judged(f: (x: number) => number, x: number, analytic: number, how: Judging): Judged {
  const { tolerance, h } = how;
  const numeric = difference(f, x, how);
  const error = errorOf(analytic, numeric);
  if (error <= tolerance) return { analytic, numeric, error, verdict: 'right' };
  const { verdict, numeric: better } = secondOpinion({ f, x, analytic, tolerance });
  if (verdict !== 'right' || better === undefined) return { analytic, numeric, error, verdict };
  // A distance of one's own is shown as it is.
  if (h !== undefined) return { analytic, numeric, error, verdict: 'unclear' };
  return { analytic, numeric: better, error: errorOf(analytic, better), verdict };
}

function errorOf(analytic: number, numeric: number): number {
  return Math.abs(analytic - numeric) / Math.max(1, Math.abs(analytic), Math.abs(numeric));
}

function difference(f: (x: number) => number, x: number, { form, h }: Differences): number {
  const relative = form === 'central' ? Math.cbrt(Number.EPSILON) : Math.sqrt(Number.EPSILON);
  const distance = h ?? relative * Math.max(1, Math.abs(x));
  const [low, high] = [form === 'central' ? x - distance : x, x + distance];
  // The distance that was moved after rounding, not the one that was meant.
  return (f(high) - f(low)) / (high - low);
}

/** Evenly spaced elements; half of them among those with a gradient, where others have none, as in tables. */
function chosen(analytic: Tensor['data'], most: number): number[] {
  const all = Array.from(analytic, (_, at) => at);
  const touched = all.filter(at => analytic[at] !== 0);
  if (all.length <= most || touched.length === all.length) return evenly(all, most);
  const half = Math.ceil(most / 2);
  const among = evenly(touched, half);
  return [...new Set([...among, ...evenly(all, most - among.length)])].sort((a, b) => a - b);
}

function evenly(places: readonly number[], most: number): number[] {
  const count = Math.min(places.length, most);
  return Array.from({ length: count }, (_, n) => places[Math.floor((n * places.length) / count)]!);
}

function indexOf(at: number, shape: Sizes): number[] {
  const index: number[] = [];
  for (let axis = shape.length - 1, rest = at; axis >= 0; axis--) {
    index.unshift(rest % shape[axis]!);
    rest = Math.floor(rest / shape[axis]!);
  }
  return index;
}

function distinctNames(sources: readonly Source[]): string[] {
  const names = sources.map(source => source.name);
  return names.map((name, position) => {
    if (names.indexOf(name) === names.lastIndexOf(name)) return name;
    return `${name} ${names.slice(0, position + 1).filter(other => other === name).length}`;
  });
}
