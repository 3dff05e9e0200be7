import { fillNormal, key } from '@thalweg/tensor';

/** The shapes of data that a boundary can be learned for. */
export const shapes = ['circles', 'moons', 'spiral'] as const;

/** A shape of data. */
export type DataShape = (typeof shapes)[number];

/** A point of one of two classes, in the square from −1 to 1. */
export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  readonly label: 0 | 1;
}

/** Places a point of a class; `share` goes from 0 to 1 along the class. */
type Place = (share: number, label: 0 | 1) => readonly [x: number, y: number];

const places: Readonly<Record<DataShape, Place>> = {
  circles: (share, label) => round(2 * Math.PI * share, label === 0 ? 0.3 : 0.75),
  moons(share, label) {
    const [x, y] = round(Math.PI * share, 0.6);
    return label === 0 ? [x - 0.25, y - 0.2] : [0.25 - x, 0.2 - y];
  },
  spiral: (share, label) => round(2.4 * Math.PI * share + label * Math.PI, 0.1 + 0.78 * share),
};

const round = (angle: number, radius: number): [number, number] => [radius * Math.cos(angle), radius * Math.sin(angle)];

/** Returns points of both classes in turn, with some noise. The same arguments give the same points. */
export function pointsOf(shape: DataShape, count: number, seed = 1): LabelledPoint[] {
  const noise = fillNormal(new Float64Array(2 * count), key(seed));
  return Array.from({ length: count }, (_, i) => {
    const label = (i % 2) as 0 | 1;
    const [x, y] = places[shape](Math.floor(i / 2) / (count / 2), label);
    return { x: x + 0.05 * noise[2 * i]!, y: y + 0.05 * noise[2 * i + 1]!, label };
  });
}
