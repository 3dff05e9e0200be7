import { concat, type Node } from '@thalweg/graph';
import { tensor, type Tensor } from '@thalweg/tensor';
import { predictor } from '@thalweg/train';
import { REACH } from './reach.ts';
import type { Run } from './run.ts';

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
export function placesOfMap(): Tensor<readonly [number, 2]> {
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
