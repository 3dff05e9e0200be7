import type { Sizes } from '@thalweg/tensor';
import type { Node } from '../node/node.ts';
import type { Source } from '../sources/source.ts';
import { gradient } from './gradient.ts';
import { Probe } from './probe.ts';

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

/** Compares the gradients of a scalar with its differences, source by source. */
export function compare(loss: Node, sources: readonly Source[], how: Differences): CheckedElement[] {
  const slopes = sources.map(source => gradient(loss, source as Node));
  const probe = new Probe([loss, ...slopes, ...sources], how.training);
  const shifted = new Probe([loss], how.training);
  const names = distinctNames(sources);
  try {
    return sources.flatMap((source, position) => {
      const analytic = probe.value(1 + position).data;
      const { data, shape } = probe.value(1 + sources.length + position);
      const elements = Float64Array.from(data);
      const loss = (): number => shifted.at(source, elements, shape as Sizes);
      return chosen(elements.length, how.maxElements).map(at => {
        const numeric = difference(elements, at, loss, how);
        const error = Math.abs(analytic[at]! - numeric) / Math.max(1, Math.abs(analytic[at]!), Math.abs(numeric));
        return {
          source: names[position]!,
          index: indexOf(at, shape as Sizes),
          analytic: analytic[at]!,
          numeric,
          error,
        };
      });
    });
  } finally {
    probe.close();
    shifted.close();
  }
}

/** Returns the slope of a loss along one element, and restores the element. */
function difference(elements: Float64Array, at: number, loss: () => number, { form, h }: Differences): number {
  const x = elements[at]!;
  const relative = form === 'central' ? Math.cbrt(Number.EPSILON) : Math.sqrt(Number.EPSILON);
  const distance = h ?? relative * Math.max(1, Math.abs(x));
  const valueAt = (moved: number): number => {
    elements[at] = moved;
    return loss();
  };
  const [low, high] = [form === 'central' ? x - distance : x, x + distance];
  // The distance that was moved after rounding, not the one that was meant.
  const slope = (valueAt(high) - valueAt(low)) / (high - low);
  elements[at] = x;
  return slope;
}

function chosen(size: number, most: number): number[] {
  const count = Math.min(size, most);
  return Array.from({ length: count }, (_, n) => Math.floor((n * size) / count));
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
