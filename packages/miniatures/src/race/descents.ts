import { constant, parameter, read, stack } from '@thalweg/graph';
import { adam, momentum, sgd, type Transform } from '@thalweg/optim';
import { step } from '@thalweg/train';
import type { Surface } from '../surfaces/surface.ts';

/** A position on a surface. */
export type Position = readonly [x: number, y: number];

/** The optimizers of a race, by the names that are shown. */
export type Racers = Readonly<Record<string, Transform>>;

/** A descent that takes a step on request. */
export interface Descent {
  readonly name: string;
  /** The positions so far, beginning with the start. */
  readonly track: readonly Position[];
  readonly step: () => void;
}

/** Returns the racers of a race that names none: three that suit the ravine. */
export const firstRacers = (): Racers => ({
  'plain descent': sgd({ learningRate: 0.0195 }),
  momentum: momentum({ learningRate: 0.0195, decay: 0.8 }),
  Adam: adam({ learningRate: 0.1 }),
});

/** Starts a descent for each optimizer, all from the same position. */
export function descents(surface: Surface, racers: Racers, start: Position): Descent[] {
  return Object.entries(racers).map(([name, optimizer]) => {
    const [x, y] = [parameter(start[0]), parameter(start[1])];
    const descend = step(surface.loss(x, y), optimizer, { whenNotFinite: 'continue' });
    const where = stack([x, y]);
    const track: Position[] = [start];
    return {
      name,
      track,
      step() {
        descend();
        track.push(read(where).toArray() as unknown as Position);
      },
    };
  });
}

/** Returns the losses on a grid, row by row from the top, computed in one pass. */
export function heightsOn({ loss, view }: Surface, columns: number, rows: number): ArrayLike<number> {
  const across = Array.from({ length: columns }, (_, i) => view.x[0] + ((i + 0.5) / columns) * (view.x[1] - view.x[0]));
  const along = Array.from({ length: rows }, (_, i) => view.y[1] - ((i + 0.5) / rows) * (view.y[1] - view.y[0]));
  const x = constant(along.flatMap(() => across));
  const y = constant(along.flatMap(value => across.map(() => value)));
  return read(loss(x, y)).data;
}
