import type { Dial } from '../../../controls/dial.ts';
import type { Timeline } from '../../descent/race/timeline.ts';
import { optimizers } from '../../descent/scenes/optimizers.ts';
import type { NetworkSettings } from '../pipeline/point-network.ts';
import type { LabelledPoint, ShapeName } from '../pipeline/points.ts';
import type { WeightPlace } from '../pipeline/set-weight.ts';

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

/** Learning rates that suit small networks: surfaces take larger steps. */
const rates: Readonly<Record<OptimizerName, number>> = {
  sgd: 0.1,
  momentum: 0.03,
  nesterov: 0.03,
  adagrad: 0.1,
  adadelta: 1,
  rmsprop: 0.005,
  adam: 0.01,
  lion: 0.002,
};

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

/** The name of an optimizer. */
export type OptimizerName = keyof typeof optimizers;

/** The names of all optimizers, in the order of their colours. */
export const optimizerNames = Object.keys(optimizers) as readonly OptimizerName[];

/** Returns the dials of an optimizer, with a first learning rate that suits a small network. */
export function dialsOf(optimizer: OptimizerName): readonly Dial[] {
  const first = rates[optimizer];
  return optimizers[optimizer].dials({ plain: first }).map(dial => (dial.name === 'rate' ? { ...dial, first } : dial));
}

/** A weight that was set by hand before the step after `step`. */
export interface Edit extends WeightPlace {
  readonly step: number;
  readonly value: number;
}

/** Formats an edit: `120:2.0.3:1.5` sets the weight of layer 2 from unit 0 to unit 3, and `120:2.b.3:1.5` its bias. */
export function formatEdit({ step, value, ...place }: Edit): string {
  return `${step}:${formatPlace(place)}:${value}`;
}

/** Formats the place of a weight: `2.0.3`, or `2.b.3` for a bias. */
export function formatPlace({ layer, from, to }: WeightPlace): string {
  return `${layer}.${from ?? 'b'}.${to}`;
}

/** Parses the output of {@link formatEdit}; returns `undefined` for any other text. */
export function parseEdit(text: string): Edit | undefined {
  const [, step, at, value] = /^(\d+):([^:]+):([-\d.e]+)$/.exec(text) ?? [];
  const place = parsePlace(at ?? '');
  if (place === undefined || !Number.isFinite(Number(value))) return undefined;
  return { step: Number(step), ...place, value: Number(value) };
}

/** Parses the output of {@link formatPlace}; returns `undefined` for any other text. */
export function parsePlace(text: string): WeightPlace | undefined {
  const [, layer, from, to] = /^(\d)\.(\d|b)\.(\d)$/.exec(text) ?? [];
  if (to === undefined) return undefined;
  return { layer: Number(layer), from: from === 'b' ? undefined : Number(from), to: Number(to) };
}

/** Returns the edits with another one. Later ones are dropped, and so is one of the same weight at the same step. */
export function withEdit(edits: readonly Edit[], edit: Edit): readonly Edit[] {
  const same = ({ step, ...place }: Edit): boolean => step === edit.step && formatPlace(place) === formatPlace(edit);
  return [...edits.filter(one => one.step <= edit.step && !same(one)), edit];
}

/** The weight of the penalty. */
export const STRENGTH: Dial = {
  name: 'strength',
  symbol: 'λ',
  title: 'regularisation rate',
  first: 0.001,
  least: 1e-5,
  most: 1,
  logarithmic: true,
};

/** The standard deviation of the noise of points. */
export const NOISE: Dial = {
  name: 'noise',
  symbol: 'σ',
  title: 'noise of the points',
  first: 0,
  least: 0,
  most: MOST_NOISE,
  logarithmic: false,
};

/** Half of the side of the plane that is shown: coordinates go from −6 to 6. */
export const REACH = 6;
