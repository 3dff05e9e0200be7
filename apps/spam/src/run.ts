import { checkpoint, readSnapshot } from '@thalweg/node';
import { restore } from '@thalweg/train';
import { EMPTY, finalize, ignoreElements, lastValueFrom, merge, Subject, takeUntil, tap, type Observable } from 'rxjs';
import type { Mail } from './data/read-mails.ts';
import { learnSpam } from './pipeline.ts';
import type { Settings } from './settings.ts';

/** The result of a run. */
export interface Result {
  readonly accuracy: number;
  readonly auc: number;
  readonly logLoss: number;
  /** The time spent on the mails of this run. */
  readonly seconds: number;
  readonly examplesPerSecond: number;
  /** Features per second; a word that occurs twice in a mail counts once. */
  readonly featuresPerSecond: number;
  /** The number of mails learned, including those before a resumption. */
  readonly mails: number;
  /** The number of mails after which each drift was detected. */
  readonly drifts: readonly number[];
  /** With `--drift`: the number of mails after the change until accuracy recovered to 95 %. */
  readonly recovery?: number | undefined;
}

/** Prepares a run of the pipeline, from the first mail or from where a saved run stopped. */
export function spamRun(mails: readonly Mail[], settings: Settings) {
  const pipeline = learnSpam(mails, settings);
  const { saved, whole, counted, log, back } = pipeline;
  const { resume, drift } = settings;
  if (resume !== undefined) restore(saved, readSnapshot(resume));
  const before = whole.now().count;
  let seconds = 0;

  /** Learns until all mails are learned or `stop$` emits. Resolves to true if it was stopped. */
  const learn = async (stop$: Observable<unknown>): Promise<boolean> => {
    const began = performance.now();
    let stopped = false;
    await learned(pipeline, settings, stop$.pipe(tap(() => (stopped = true))));
    seconds = (performance.now() - began) / 1000;
    return stopped;
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

/** Learns all mails, or those before `stop$` emits, and saves checkpoints if the settings ask for them. */
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
  // What ends a run comes before what saves it: the last mail is saved too.
  const delivered$ = mails$.delivered.pipe(takeUntil(end$));
  const checkpoints$ =
    save === undefined ? EMPTY : delivered$.pipe(checkpoint(saved, { every: saveEvery, path: save }));
  const all$ = merge(checkpoints$, learning$);
  return lastValueFrom(all$.pipe(ignoreElements()), { defaultValue: undefined });
}
