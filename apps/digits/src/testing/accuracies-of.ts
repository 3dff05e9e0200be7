import { restore, snapshot } from '@thalweg/train';
import { firstValueFrom, lastValueFrom, take } from 'rxjs';
import type { Digits } from '../data/split-digits.ts';
import { readSettings } from '../settings.ts';
import { learnDigits } from '../pipeline.ts';

/** A run needs no more epochs when it has reached this accuracy. */
export const ENOUGH = 0.9;

/** The test accuracy after each epoch of the run that these options ask for, up to the first that is enough. */
export async function accuraciesOf(digits: Digits, ...options: readonly string[]): Promise<readonly number[]> {
  const settings = readSettings(options);
  const { steps, learn, steps$, test$ } = learnDigits(digits, { ...settings, products: undefined, native: undefined });
  const accuracies: number[] = [];
  while (accuracies.length < settings.epochs && !accuracies.some(one => one >= ENOUGH)) {
    // Who subscribes again begins the data again, unless a position was restored.
    if (accuracies.length > 0) restore({ learn }, snapshot({ learn }));
    await lastValueFrom(steps$.pipe(take(steps / settings.epochs)));
    accuracies.push((await firstValueFrom(test$)).accuracy!);
  }
  return accuracies;
}
