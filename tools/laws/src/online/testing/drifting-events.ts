/** Features of an event. */
export const FEATURES = 20;

/** An event: a place in a stream, and features of different size. */
export interface DriftingEvent {
  id: number;
  readonly x: Float32Array;
}

/** Events whose label follows from two of their features, from another two after every million; as many as are held at a time. */
export function driftingEvents(held: number) {
  const events = Array.from({ length: held }, (): DriftingEvent => ({ id: 0, x: new Float32Array(FEATURES) }));
  let state = 1;
  // A linear congruential generator, quick and the same each time. Press et al., "Numerical Recipes", 2nd ed., §7.1.
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) | 0) / 2 ** 31;
  let id = 0;
  return {
    /** From −1 to 1. */
    random,
    next: (): DriftingEvent => {
      const event = events[id % held]!;
      event.id = id++;
      for (let j = 0; j < FEATURES; j++) event.x[j] = 5 * random() + j;
      return event;
    },
    labelOf: ({ id, x }: DriftingEvent): number => {
      const first = Math.floor(id / 1_000_000) % FEATURES;
      const second = (first + 1) % FEATURES;
      return x[first]! - first - (x[second]! - second) + random() > 0 ? 1 : 0;
    },
  };
}
