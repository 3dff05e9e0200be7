/** The angle of the first concept’s normal, in degrees. */
export const FIRST_ANGLE = 60;
/** The turn of the boundary by a drift, in degrees. */
export const TURN = 120;
/** The events that a gradual drift takes. */
export const SPAN = 400;
/** The events until a recurring concept changes places with the other one. */
export const PERIOD = 500;

/** The truth about an event: the boundary, and another one that takes over during a gradual drift. */
export interface Concept {
  /** The angle of the boundary’s normal, in degrees: class 1 lies on the side to which the normal points. */
  readonly angle: number;
  /** The concept that is taking over. */
  readonly next: number | undefined;
  /** The probability that the event follows `next`; 0 if there is none. */
  readonly share: number;
}

/** Returns the concept of an event, from the drifts before it. A drift that begins ends the one before. */
export function conceptAt(drifts: readonly Drift[], event: number): Concept {
  let angle = FIRST_ANGLE;
  for (const [i, { kind, at }] of drifts.entries()) {
    if (at >= event) break;
    const until = drifts[i + 1]?.at ?? Infinity;
    const age = Math.min(event, until) - at;
    const isOver = until < event;
    if (kind === 'gradual' && age < SPAN && !isOver) return { angle, next: angle + TURN, share: age / SPAN };
    // Every second period has the old concept again.
    const hasTurned = kind !== 'recurring' || Math.floor((age - 1) / PERIOD) % 2 === 0;
    if (hasTurned) angle += TURN;
  }
  return { angle, next: undefined, share: 0 };
}

/** Returns the class of a point under a boundary through the middle. */
export function classOf([x, y]: readonly [number, number], angle: number): 0 | 1 {
  const radians = (angle * Math.PI) / 180;
  return Math.cos(radians) * x + Math.sin(radians) * y > 0 ? 1 : 0;
}

/** The ways in which the concept can change. */
const driftKinds = ['sudden', 'gradual', 'recurring'] as const;

/** A way in which the concept changes. */
export type DriftKind = (typeof driftKinds)[number];

/** A drift that begins after an event. */
export interface Drift {
  readonly kind: DriftKind;
  /** The last event before the drift. */
  readonly at: number;
}

/** Formats drifts: `sudden~400,gradual~1200`. */
export function formatDrifts(drifts: readonly Drift[]): string {
  return drifts.map(({ kind, at }) => `${kind}~${at}`).join();
}

/** Parses the output of {@link formatDrifts}; returns `undefined` for any other text. */
export function parseDrifts(text: string, { most, last }: { most: number; last: number }): Drift[] | undefined {
  const drifts = text.split(',').map(part => {
    const [, name, at] = /^([a-z]+)~(\d{1,6})$/.exec(part) ?? [];
    return { kind: driftKinds.find(kind => kind === name), at: Number(at) };
  });
  const isRight = drifts.every(
    ({ kind, at }, i) => kind !== undefined && at <= last && (i === 0 || at > drifts[i - 1]!.at),
  );
  return isRight && drifts.length <= most ? (drifts as Drift[]) : undefined;
}
