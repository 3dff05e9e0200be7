import { fillNormal, fillUniform, foldIn, key, permutation, tensor, type Tensor } from '@thalweg/tensor';

/** A point of the plane, and the number of its class. */
export type LabelledPoint = readonly [x: number, y: number, label: number];

/** The settings that determine a set of points. */
export interface PointsSettings {
  readonly shape: ShapeName;
  readonly classes: number;
  /** The standard deviation of the normal noise that is added to both coordinates. */
  readonly noise: number;
  readonly seed: number;
  readonly count: number;
}

/** Returns the place of a point without noise: `share` goes from 0 to 1 along a class, `u` and `v` are random in [0, 1). */
type PlaceOf = (
  label: number,
  at: { readonly share: number; readonly u: number; readonly v: number; readonly classes: number },
) => readonly [x: number, y: number];

const turn = 2 * Math.PI;
const onCircle = (radius: number, angle: number) => [radius * Math.sin(angle), radius * Math.cos(angle)] as const;

/** The shapes of classes, in a square from −6 to 6. */
const shapes = {
  /** Arms of 1.75 turns, whose radius grows from 0 to 5: the spiral of TensorFlow Playground. */
  spiral: (label, { share, classes }) => onCircle(5 * share, turn * (1.75 * share + label / classes)),
  /** A disk of radius 2.5 in a ring from 3.5 to 5. */
  circles: (label, { u, v }) => onCircle(label === 0 ? 2.5 * Math.sqrt(u) : 3.5 + 1.5 * u, turn * v),
  /** Two opposite quadrants each. */
  xor: (label, { share, u, v }) => {
    const side = share < 0.5 ? -1 : 1;
    return [side * (0.3 + 4.7 * u), (label === 0 ? side : -side) * (0.3 + 4.7 * v)];
  },
  /** Round clouds with a standard deviation of 1. */
  gaussians: (label, { u, v, classes }) => {
    const [x, y] = onCircle(2.8, turn * (label / classes + 0.125));
    const [dx, dy] = onCircle(Math.sqrt(-2 * Math.log(1 - u)), turn * v);
    return [x + dx, y + dy];
  },
  /** Two half circles that reach into each other. */
  moons: (label, { share }) => {
    const [x, y] = [3 * Math.cos(Math.PI * share), 3 * Math.sin(Math.PI * share)];
    return label === 0 ? [x - 1.5, y - 0.75] : [1.5 - x, 0.75 - y];
  },
} as const satisfies Record<string, PlaceOf>;

/** The name of a shape. */
export type ShapeName = keyof typeof shapes;

/** The names of all shapes. */
export const shapeNames = Object.keys(shapes) as readonly ShapeName[];

/** Returns points in random order, as many of each class as possible. Equal settings give equal points. */
export function drawPoints({ shape, classes, noise, seed, count }: PointsSettings): LabelledPoint[] {
  const random = foldIn(key(seed), 'points');
  const uniform = fillUniform(new Float64Array(2 * count), foldIn(random, 'places'));
  const normal = fillNormal(new Float64Array(2 * count), foldIn(random, 'noise'));
  const placeOf: PlaceOf = shapes[shape];
  const points = Array.from({ length: count }, (_, i): LabelledPoint => {
    const [label, share] = [i % classes, Math.floor(i / classes) / Math.ceil(count / classes)];
    const [x, y] = placeOf(label, { share, u: uniform[2 * i]!, v: uniform[2 * i + 1]!, classes });
    return [x + noise * normal[2 * i]!, y + noise * normal[2 * i + 1]!, label];
  });
  return Array.from(permutation(foldIn(random, 'order'), count), i => points[i]!);
}

/** Points as the record that a network reads: coordinates `[points, 2]` and labels `[points]`. */
export interface PointColumns {
  readonly at: Tensor<readonly [number, 2]>;
  readonly label: Tensor<readonly [number]>;
}

/** Returns points in columns. */
export function columnsOf(points: readonly LabelledPoint[]): PointColumns {
  const places = Float32Array.from(points.flatMap(([x, y]) => [x, y]));
  return {
    at: tensor(places, { shape: [points.length, 2] }),
    label: tensor(Int32Array.from(points, ([, , label]) => label)),
  };
}
