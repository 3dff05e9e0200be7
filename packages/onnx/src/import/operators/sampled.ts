import * as graph from '@thalweg/graph';
import { constant, type Node } from '@thalweg/graph';
import { sizeOf, stridesOf } from '@thalweg/tensor';
import { sizesOf } from './sizes-of.ts';
import { listed } from './listed.ts';

const add = graph.add as (a: Node, b: Node | number) => Node;
const sub = graph.sub as (a: Node | number, b: Node | number) => Node;
const mul = graph.mul as (a: Node, b: Node | number) => Node;

/** The surroundings of an image: zeros, its border, or its mirror image. */
export type Around = 'zeros' | 'border' | 'reflection';

interface Sampling {
  readonly mode: 'nearest' | 'linear' | 'cubic';
  readonly around: Around;
  /** True if the image ends at the centers of its elements, not at their far sides. */
  readonly corners?: boolean;
  /** What two weighted neighbours become; their sum unless it says otherwise. */
  readonly join?: (a: Node, b: Node) => Node;
}

/** Whole places along one axis, and the weight of each. */
interface Tap {
  readonly at: Node;
  readonly weight: Node | undefined;
}

/** Returns what lies between the elements of images `[batch, …sizes, channels]`, at places `[batch, …]` along each axis. */
export function sampled(
  images: Node,
  places: readonly Node[],
  { mode, around, corners = true, join = add }: Sampling,
): Node {
  const [batch, ...sizes] = sizesOf(images).slice(0, -1) as [number, ...number[]];
  const taps = places.map((place, axis) => tapsOf(inside(place, sizes[axis]!, around, corners), mode));
  const combined = taps.reduce<Tap[][]>((all, some) => all.flatMap(before => some.map(tap => [...before, tap])), [[]]);
  const rows = graph.reshape(images, [batch * sizeOf(sizes), images.shape.at(-1)!]) as Node;
  const parts = combined.map(chosen => weighted(rows, chosen, { batch, sizes, around, corners }));
  return parts.reduce((all, part) => join(all, part));
}

/** Places on the image: those beside it are moved to its border, or mirrored. */
function inside(place: Node, size: number, around: Around, corners: boolean): Node {
  if (around === 'border') return graph.clip(place, { min: 0, max: size - 1 });
  return around === 'reflection' ? mirrored(place, size, corners) : place;
}

/** A place mirrored at the ends, as often as it takes. */
function mirrored(place: Node, size: number, corners: boolean): Node {
  const [least, most] = corners ? [0, size - 1] : [-0.5, size - 0.5];
  const length = most - least;
  const away = graph.abs(sub(place, least));
  const turns = graph.floor(graph.div(away, 2 * length) as Node);
  const within = sub(away, mul(turns, 2 * length));
  return add(sub(length, graph.abs(sub(within, length))), least);
}

function tapsOf(place: Node, mode: Sampling['mode']): Tap[] {
  if (mode === 'nearest') return [{ at: graph.round(place), weight: undefined }];
  const first = graph.floor(place);
  const part = sub(place, first);
  if (mode === 'linear') return [{ at: first, weight: sub(1, part) }, { at: add(first, 1), weight: part }];
  return [-1, 0, 1, 2].map(step => ({ at: add(first, step), weight: cubic(graph.abs(sub(part, step)), step) }));
} // prettier-ignore

/** Source: Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981, with a = −3/4. */
function cubic(d: Node, step: number): Node {
  const a = -0.75;
  if (step === 0 || step === 1) return add(mul(mul(add(mul(d, a + 2), -(a + 3)), d), d), 1);
  return add(mul(add(mul(add(mul(d, a), -5 * a), d), 8 * a), d), -4 * a);
}

interface Images extends Pick<Sampling, 'around'> {
  readonly batch: number;
  readonly sizes: readonly number[];
  readonly corners: boolean;
}

/** The elements at one whole place for each, times its weights along all axes; what is not there is zero. */
function weighted(rows: Node, taps: readonly Tap[], { batch, sizes, around, corners }: Images): Node {
  const shape = sizesOf(taps[0]!.at);
  let weight: Node | undefined;
  let at = firsts(batch, sizeOf(sizes), shape.length);
  taps.forEach((tap, axis) => {
    const [size, stride] = [sizes[axis]!, stridesOf(sizes)[axis]!];
    const place = around === 'reflection' ? mirrored(tap.at, size, corners) : tap.at;
    const held = graph.clip(place, { min: 0, max: size - 1 });
    const own = around === 'zeros' ? graph.where(graph.equal(held, tap.at), tap.weight ?? 1, graph.fillLike(held, 0)) as Node : tap.weight;
    if (own !== undefined) weight = weight === undefined ? own : mul(weight, own);
    at = add(at, mul(graph.cast(held, 'int32'), constant(stride, { dtype: 'int32' }) as Node));
  });
  const found = graph.gather(rows, at) as Node;
  return weight === undefined ? found : mul(found, graph.reshape(weight, [...shape, 1]) as Node);
} // prettier-ignore

/** The place of the first element of each image. */
function firsts(batch: number, size: number, rank: number): Node {
  const places = listed(batch, n => n * size);
  return graph.reshape(constant(places, { dtype: 'int32' }), [batch, ...listed(rank - 1, () => 1)]) as Node;
}
