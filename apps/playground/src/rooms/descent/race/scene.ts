import type { StationaryPoint } from '@thalweg/miniatures/surfaces';
import type { Dial, DialValues } from '../../../controls/dial.ts';
import type { Point, View } from './point.ts';
import type { Racer } from './racer.ts';
import type { SourceFile } from '../../../page/room.ts';

/** A loss surface to race on. */
export interface Scene {
  /** Its name in the address. */
  readonly name: string;
  readonly title: string;
  /** A short description of what there is to see. */
  readonly note: string;
  /** The names of the two axes. */
  readonly axes: readonly [x: string, y: string];
  readonly view: View;
  readonly start: Point;
  readonly minima: readonly StationaryPoint[];
  readonly saddles: readonly StationaryPoint[];
  /** The possible racers, in the order of their colours. */
  readonly entrants: readonly Entrant[];
  /** The names of the initial racers. */
  readonly opening: readonly string[];
  /** The data that lines are fitted to: x is a slope, y an offset. None for a surface. */
  readonly data?: FittedData;
  /** True if the race is random, so that the seed matters. */
  readonly seeded: boolean;
  /** Returns the losses on a grid, row by row, computed in one pass of the graph. */
  readonly heights: (xs: readonly number[], ys: readonly number[]) => Float32Array;
  /** The source files to show. */
  readonly sources: readonly SourceFile[];
}

/** Points in a plane. */
export interface FittedData {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** The names of the two axes. */
  readonly axes: readonly [x: string, y: string];
  readonly view: View;
}

/** A possible racer. */
export interface Entrant {
  readonly name: string;
  readonly title: string;
  /** Its update rule in the usual notation. */
  readonly rule: string;
  readonly dials: readonly Dial[];
  /** The number of examples that a step reads; 0 if it reads none. */
  readonly examples: number;
  readonly enter: (at: RacerStart) => Racer;
}

/** The starting point, sliders and seed of a racer. */
interface RacerStart {
  readonly start: Point;
  readonly dials: DialValues;
  readonly seed: number;
}
