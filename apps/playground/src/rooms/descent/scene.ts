import type { StationaryPoint } from '@thalweg/surfaces';
import type { Dial, Dialled } from '../../controls/dial.ts';
import type { Point, View } from './point.ts';
import type { Racer } from './racer.ts';
import type { SourceFile } from '../../shell/room.ts';

/** Something to race on. */
export interface Scene {
  /** Its name in the address. */
  readonly name: string;
  readonly title: string;
  /** A sentence or two on what is to be seen. */
  readonly note: string;
  /** What the two directions are. */
  readonly axes: readonly [x: string, y: string];
  readonly view: View;
  readonly start: Point;
  readonly minima: readonly StationaryPoint[];
  readonly saddles: readonly StationaryPoint[];
  /** What may race, in the order of its colours. */
  readonly entrants: readonly Entrant[];
  /** Which of them race at first. */
  readonly opening: readonly string[];
  /** Whether chance plays a part, so that a seed makes a difference. */
  readonly seeded: boolean;
  /** The losses at the crossings of a grid, row by row, from one pass of the graph. */
  readonly heights: (xs: readonly number[], ys: readonly number[]) => Float32Array;
  /** The files that run. */
  readonly sources: readonly SourceFile[];
}

/** One that may race. */
export interface Entrant {
  readonly name: string;
  readonly title: string;
  /** Its rule, as the field writes it. */
  readonly rule: string;
  readonly dials: readonly Dial[];
  /** Examples that a step reads; 0 where there are none. */
  readonly examples: number;
  readonly enter: (at: StartingGrid) => Racer;
}

/** Where and with what a racer starts. */
interface StartingGrid {
  readonly start: Point;
  readonly dials: Dialled;
  readonly seed: number;
}
