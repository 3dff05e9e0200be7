import { fillUniform, foldIn, key } from '@thalweg/tensor';
import { classOf, conceptAt, type Drift } from './concept.ts';

/** An event: a point in the plane, and its label, which becomes known later. */
export interface StreamEvent {
  readonly id: number;
  readonly x: readonly [number, number];
  readonly label: 0 | 1;
}

/** The settings that determine all events. */
export interface EventSettings {
  readonly seed: number;
  readonly drifts: readonly Drift[];
  /** The probability that a label is wrong. */
  readonly noise: number;
}

/** Returns the event with a number, from 1: a pure function of the seed, the number and the drifts before it. */
export function eventAt({ seed, drifts, noise }: EventSettings, id: number): StreamEvent {
  const drawn = fillUniform(new Float64Array(4), foldIn(key(seed), 'stream'), 4 * (id - 1));
  const x = [2 * drawn[0]! - 1, 2 * drawn[1]! - 1] as const;
  const { angle, next, share } = conceptAt(drifts, id);
  const truth = classOf(x, next !== undefined && drawn[2]! < share ? next : angle);
  return { id, x, label: drawn[3]! < noise ? (truth === 0 ? 1 : 0) : truth };
}
