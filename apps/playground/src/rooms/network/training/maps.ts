import { concat, constant, type Node, read, slice } from '@thalweg/graph';
import { tensor, type Tensor } from '@thalweg/tensor';
import { predictor } from '@thalweg/train';
import { features } from '../pipeline/point-network.ts';
import { Run } from './run.ts';
import { REACH, type Settings } from './settings.ts';

/** The number of places of a map in a row and in a column. */
export const SIDE = 80;

/** The values of all units at the places of a map. */
export interface Maps {
  /** The number of values at each place. */
  readonly stride: number;
  /** The values place by place: those of hidden units, layer by layer, then the probability of each class. */
  readonly values: Float32Array;
  /** The position of the first class among the values. */
  readonly classes: number;
}

/** The shape of the values at all places. */
type Values = readonly ['batch', number];

/** Returns the coordinates of all places, row by row from the top: `[SIDE², 2]`. */
function placesOfMap(): Tensor<readonly [number, 2]> {
  const places = new Float32Array(2 * SIDE * SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) {
    places[2 * i] = REACH * ((2 * ((i % SIDE) + 0.5)) / SIDE - 1);
    places[2 * i + 1] = REACH * (1 - (2 * (Math.floor(i / SIDE) + 0.5)) / SIDE);
  }
  return tensor(places, { shape: [SIDE * SIDE, 2] });
}

/**
 * Computes maps of a run when they are asked for: one forward pass over all places, once for each change of weights. Hidden
 * units are copied out only while somebody watches them.
 */
export class MapReader {
  readonly #run: Run;
  readonly #record = { at: placesOfMap() };
  readonly #classes: (record: object) => Tensor;
  readonly #all: (record: object) => Tensor;
  readonly #hidden: number;
  #watched = 0;
  #kept: { readonly version: number; readonly whole: boolean; readonly maps: Maps } | undefined;

  constructor(run: Run) {
    this.#run = run;
    const { hidden, probabilities } = run.network;
    const options = { runner: run.runner };
    const all = concat([...hidden, probabilities], { axis: 1 });
    this.#classes = predictor(probabilities as Node<Values>, options);
    this.#all = predictor(all as Node as Node<Values>, options);
    this.#hidden = hidden.reduce((units, { shape }) => units + (shape[1] as number), 0);
  }

  /** Lets maps have hidden units until the returned function is called. */
  watchUnits(): () => void {
    this.#watched++;
    return () => void this.#watched--;
  }

  /** Compiles what the maps of the classes need, by asking for one place. */
  compile(): void {
    this.#classes({ at: tensor([0, 0], { shape: [1, 2] }) });
  }

  /** Returns the maps of the weights as they are. */
  read(): Maps {
    const whole = this.#watched > 0;
    const { version } = this.#run;
    if (this.#kept?.version === version && (this.#kept.whole || !whole)) return this.#kept.maps;
    const { data, shape } = (whole ? this.#all : this.#classes)(this.#record);
    const maps = { stride: shape[1]!, values: data as Float32Array, classes: whole ? this.#hidden : 0 };
    this.#kept = { version, whole, maps };
    return maps;
  }
}

/** Returns the values of all features at the places of a map. */
export function featureMaps(): Pick<Maps, 'values' | 'stride'> {
  const at = constant(placesOfMap());
  const [x1, x2] = [slice(at, { axis: 1, to: 1 }), slice(at, { axis: 1, from: 1 })] as Node[];
  const all = concat(
    Object.values(features).map(feature => feature(x1!, x2!)),
    { axis: 1 },
  ) as Node;
  const { data, shape } = read(all);
  return { values: data as Float32Array, stride: shape[1]! };
}

/** The change of the probabilities that the next step of a run would make. */
export interface Change {
  /** The change of the probability of each class, place by place. */
  readonly maps: Maps;
  /** The largest change of all. */
  readonly most: number;
}

/** Takes the next step of a run on a copy: the run itself does not change. */
export class LookAhead {
  readonly #copy: Run;
  readonly #reader: MapReader;

  /** The settings are those of the runs to look at. */
  constructor(settings: Settings) {
    this.#copy = new Run({ ...settings, edits: [] });
    this.#reader = new MapReader(this.#copy);
  }

  /** Returns the change that the next step would make: with the next batch, by the optimizer as it is. */
  read(run: Run, before: Maps, settings: Settings): Change {
    this.#copy.follow(run);
    this.#copy.advance({ ...settings, edits: [] });
    const after = this.#reader.read();
    const values = new Float32Array(SIDE * SIDE * after.stride);
    let most = 0;
    for (let place = 0, at = 0, from = before.classes; place < SIDE * SIDE; place++, from += before.stride)
      for (let i = 0; i < after.stride; i++, at++) {
        values[at] = after.values[at]! - before.values[from + i]!;
        most = Math.max(most, values[at]!);
      }
    return { maps: { stride: after.stride, values, classes: 0 }, most };
  }

  close(): void {
    this.#copy.close();
  }
}
