import { once } from 'node:events';
import { checkpoint, readSnapshot, savedSettings } from '@thalweg/node';
import { restore, type StepRecord } from '@thalweg/train';
import { firstValueFrom, identity, lastValueFrom, tap } from 'rxjs';
import { readDigits } from './data/read-digits.ts';
import { splitDigits } from './data/split-digits.ts';
import { learnDigits } from './pipeline.ts';
import { runSettings, type Settings } from './settings.ts';

/** What the training process tells: how many steps there are, each one, and in the end what was reached. */
export type News =
  | { readonly kind: 'start'; readonly steps: number }
  | { readonly kind: 'step'; readonly record: StepRecord }
  | { readonly kind: 'end'; readonly result: Result }
  | { readonly kind: 'error'; readonly message: string };

export interface Result {
  readonly testAccuracy: number;
  readonly finalLoss: number;
  /** Spent training. */
  readonly seconds: number;
  readonly examplesPerSecond: number;
  readonly steps: number;
  /** Counts by digit and prediction. */
  readonly confusion: readonly (readonly number[])[];
}

const tell = (news: News): void => void process.send!(news);

const [settings] = (await once(process, 'message')) as [Settings];
try {
  tell({ kind: 'end', result: await run(settings) });
} catch (error) {
  tell({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
}
process.disconnect();

async function run(settings: Settings): Promise<Result> {
  const digits = splitDigits(readDigits(), settings.seed);
  const { steps, learn, steps$, test$ } = learnDigits(digits, settings);
  const parts = { learn, settings: savedSettings(settings, runSettings) };
  const { save, saveEvery, resume } = settings;
  if (resume !== undefined) restore(parts, readSnapshot(resume));
  tell({ kind: 'start', steps });
  const started = performance.now();
  let taken = 0;
  const final = await lastValueFrom(
    steps$.pipe(
      save === undefined ? identity : checkpoint(parts, { every: saveEvery, path: save }),
      tap(record => {
        taken++;
        tell({ kind: 'step', record });
      }),
    ),
    // A run that had ended is only tested again.
    { defaultValue: learn.progress.last! },
  );
  const seconds = (performance.now() - started) / 1000;
  const { accuracy, confusion } = await firstValueFrom(test$);
  return {
    testAccuracy: accuracy,
    finalLoss: final.loss,
    seconds,
    examplesPerSecond: (digits.training.length! * settings.epochs * taken) / steps / seconds,
    steps: final.step,
    confusion: confusion.toArray(),
  };
}
