import { MapReader, SIDE, type Maps } from './maps.ts';
import { Run } from './run.ts';
import type { Settings } from './settings.ts';

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
