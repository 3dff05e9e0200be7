import { checkpoint, readSnapshot, writeSnapshot } from '@thalweg/node';
import { restore, snapshot } from '@thalweg/train';
import { finalize, ignoreElements, lastValueFrom, merge, NEVER, Subject, takeUntil, tap, type Observable } from 'rxjs';
import type { Mail } from './data/read-mails.ts';
import { learnSpam } from './pipeline.ts';
import type { Settings } from './settings.ts';

/** Where a run is saved that is stopped and was not asked to be saved elsewhere. */
const STOPPED = 'runs/spam.safetensors';

/** What was reached. */
export interface Result {
  readonly accuracy: number;
  readonly auc: number;
  readonly logLoss: number;
  /** Spent on the mails of this run. */
  readonly seconds: number;
  readonly examplesPerSecond: number;
  /** Features of mails, words that come twice counted once. */
  readonly featuresPerSecond: number;
  /** Mails learned, those before a resumed run went on included. */
  readonly mails: number;
  /** After how many mails each drift was told. */
  readonly drifts: readonly number[];
  /** With `--drift`: after how many mails of the new kind accuracy was 95 % of what it had been. */
  readonly recovery?: number | undefined;
}

/** A run of the pipeline, ready to start: at the first mail, or where a saved run stopped. */
export function spamRun(mails: readonly Mail[], settings: Settings) {
  const pipeline = learnSpam(mails, settings);
  const { saved, whole, counted, log, back } = pipeline;
  const { resume, drift } = settings;
  if (resume !== undefined) restore(saved, readSnapshot(resume));
  const before = whole.now().count;
  let seconds = 0;

  /** Learns until all mails are learned or somebody stops it. Where the run can be resumed, if it was stopped. */
  const learn = async (stop$: Observable<unknown>): Promise<string | undefined> => {
    const began = performance.now();
    let stopped = false;
    await learned(pipeline, settings, stop$.pipe(tap(() => (stopped = true))));
    seconds = (performance.now() - began) / 1000;
    if (!stopped) return undefined;
    if (settings.save === undefined) writeSnapshot(STOPPED, snapshot(saved));
    return settings.save ?? STOPPED;
  };
  const result = (): Result => {
    const { count, metrics } = whole.now();
    return {
      ...metrics,
      seconds,
      examplesPerSecond: (count - before) / seconds,
      featuresPerSecond: counted.features / seconds,
      mails: count,
      drifts: log.drifts(),
      ...(drift ? { recovery: back.after() } : {}),
    };
  };
  return { ...pipeline, learn, result };
}

/** All mails, or as many as come before somebody stops it; saved as they go if that was asked for. */
function learned(
  { mails$, alarms$, saved }: ReturnType<typeof learnSpam>,
  { save, saveEvery }: Settings,
  stop$: Observable<unknown>,
): Promise<unknown> {
  const end$ = new Subject<void>();
  const learning$ = alarms$.pipe(
    takeUntil(stop$),
    finalize(() => end$.next()),
  );
  const checkpoints$ =
    save === undefined ? NEVER : mails$.delivered.pipe(checkpoint(saved, { every: saveEvery, path: save }));
  const all$ = merge(learning$, checkpoints$.pipe(takeUntil(end$)));
  return lastValueFrom(all$.pipe(ignoreElements()), { defaultValue: undefined });
}
