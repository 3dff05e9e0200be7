import { StateError, type ModelState, type Saved, type Snapshot } from '@thalweg/train';

/** A published model of a run of rounds. */
export interface PublishedRound {
  /** The number of rounds that its weights come from. */
  readonly round: number;
  /** The id of the run; `undefined` for one of an older release, which had none. */
  readonly run: string | undefined;
  /** True if the run has ended. */
  readonly last: boolean;
  readonly version: number;
  readonly weights: Saved;
  /** Puts the weights into the model. */
  readonly put: () => void;
}

/** Returns what a published model tells a worker. Throws `StateError` if it is of another model, or of no run of rounds. */
export function publishedRound(
  model: ModelState,
  { version, snapshot }: { readonly version: number; readonly snapshot: Snapshot },
): PublishedRound {
  const { model: weights, round: part } = snapshot.parts;
  const { round, last, run } = part?.values ?? {};
  const isRound = Number.isSafeInteger(round) && (round as number) >= 0;
  if (weights === undefined || !isRound || typeof last !== 'boolean')
    throw new StateError(
      'localSgd',
      'the published model must be that of a run of rounds',
      Object.keys(snapshot.parts).join(', ').slice(0, 80) || 'no parts',
      'Give the name of a run that leadRounds leads.',
    );
  return {
    round: round as number,
    run: typeof run === 'string' ? run : undefined,
    last,
    version,
    weights,
    put: model.prepare(weights),
  };
}
