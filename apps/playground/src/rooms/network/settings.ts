import type { Timeline } from '../descent/timeline.ts';
import type { Edit } from './edit.ts';
import { dialsOf, type OptimizerName } from './optimizer-dials.ts';
import type { NetworkSettings } from './pipeline/point-network.ts';
import type { LabelledPoint, ShapeName } from './pipeline/points.ts';
import type { WeightPlace } from './pipeline/set-weight.ts';

/** The last step of a training. */
export const LAST_STEP = 20_000;

/** The possible speeds, in steps per second. */
export const SPEEDS = [5, 30, 60, 300, 1000, 5000] as const;

/** The number of points of a shape: half of them are for training, half for tests. */
export const POINTS = 400;

/** The largest number of points that a visitor may add. */
export const MOST_OWN_POINTS = 400;

export const MOST_LAYERS = 5;
export const MOST_UNITS = 8;
export const MOST_NOISE = 2;
export const MOST_CLASSES = 4;

/** The settings that determine a training and what is shown of it. */
export interface Settings extends NetworkSettings {
  /** The shape of the drawn points; none for only those that a visitor adds. */
  readonly shape: ShapeName | 'none';
  readonly noise: number;
  /** The points that a visitor added. */
  readonly points: readonly LabelledPoint[];
  readonly optimizer: OptimizerName;
  /** The slider timelines of the optimizer, by the names of its dials. */
  readonly dials: Readonly<Record<string, Timeline>>;
  /** The weight of the penalty over the steps. */
  readonly strength: Timeline;
  readonly batch: number;
  /** The weights that a visitor set by hand, in the order of steps. */
  readonly edits: readonly Edit[];
  readonly step: number;
  /** The speed in steps per second. */
  readonly speed: number;
  /** True to show the test points. */
  readonly tests: boolean;
  /** True to show what the next step would do. */
  readonly ahead: boolean;
  /** The weight whose unit is open; undefined if none is. */
  readonly chosen: WeightPlace | undefined;
}

/** Returns the initial timelines of an optimizer. */
export function firstDials(optimizer: OptimizerName): Settings['dials'] {
  return Object.fromEntries(dialsOf(optimizer).map(({ name, first }) => [name, [[0, first]]]));
}

/** The settings that the room opens with: a spiral that a network with sines learns within seconds. */
export const FIRST: Settings = {
  shape: 'spiral',
  noise: 0,
  points: [],
  classes: 2,
  features: ['x1', 'x2', 'sinx1', 'sinx2'],
  layers: [8, 8, 8],
  activation: 'tanh',
  penalty: 'none',
  strength: [[0, 0.001]],
  optimizer: 'adam',
  dials: /* @__PURE__ */ firstDials('adam'),
  batch: 10,
  edits: [],
  seed: 1,
  step: 0,
  speed: 300,
  tests: false,
  ahead: false,
  chosen: undefined,
};
