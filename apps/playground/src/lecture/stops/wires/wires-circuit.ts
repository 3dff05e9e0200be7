import { add, feed, input, mul } from '@thalweg/graph';
import { arrivalText, type NamedNodes } from '../../circuits/back-walk.ts';
import type { Arrival } from '../../circuits/way-back.ts';
import type { Reading } from '../../parts/stop.ts';

/** The nodes of (x + y)·z. */
export type WireName = 'x' | 'y' | 'z' | 'q' | 'f';

/** Creates f = (x + y)·z with the values of the lecture. */
export function wiresCircuit(): NamedNodes<WireName> {
  const [x, y, z] = [input('x', []), input('y', []), input('z', [])];
  feed([x, -2], [y, 5], [z, -4]);
  const q = add(x, y);
  const f = mul(q, z);
  return { root: f, nodes: { x, y, z, q, f } };
}

/** The wire that the stop asks for. */
const TARGET: WireName = 'y';

/** Returns what the gradient on a wire says about the box that it came through. */
export function wiresReading(wire: WireName, arrival: Arrival | undefined): Reading {
  return {
    what:
      wire === 'f'
        ? 'Gradient on the wire of f, where the way back begins'
        : `Gradient on the wire to ${wire}: upstream × local`,
    before: '1',
    now: arrivalText(arrival),
    sentence: sentences[wire],
    isDone: wire === TARGET,
  };
}

const sentences: Readonly<Record<WireName, string>> = {
  f: 'f changes as fast as itself, so the gradient of f is 1. Nothing has gone back yet.',
  q: 'The local gradient of a product is the other factor: z is −4, so 1 × (−4) goes back to q.',
  z: 'The local gradient of a product is the other factor: q is 3, so 1 × 3 goes back to z.',
  x: 'The local gradient of a sum is 1, so x gets what q got. The values of x and y do not matter.',
  y: 'The local gradient of a sum is 1, so the box + passes on what it gets: −4 to y, and −4 to x as well.',
};
