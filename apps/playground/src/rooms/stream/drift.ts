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
