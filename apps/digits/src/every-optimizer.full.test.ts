import { restore, snapshot } from '@thalweg/train';
import { firstValueFrom, lastValueFrom, take } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDigits } from './data/read-digits.ts';
import { splitDigits, type Digits } from './data/split-digits.ts';
import { optimizers, unscheduled } from './optimizers.ts';
import { readSettings } from './options.ts';
import { learnDigits } from './pipeline.ts';

const ENOUGH = 0.9;
const SMALL = ['--epochs', '1', '--hidden', '8'];

/** What is asked for besides the optimizer; nothing where the program's defaults do. */
const besides: Readonly<Record<string, readonly string[]>> = { rprop: ['--batch', 'all', '--epochs', '15'] };

let digits: Digits;
beforeAll(() => {
  digits = splitDigits(readDigits(), readSettings([]).seed);
});

/** The test accuracy after each epoch of the run that these options ask for, up to the first that is enough. */
async function accuraciesOf(...options: readonly string[]): Promise<readonly number[]> {
  const settings = readSettings(options);
  const { steps, learn, steps$, test$ } = learnDigits(digits, { ...settings, products: undefined });
  const accuracies: number[] = [];
  while (accuracies.length < settings.epochs && !accuracies.some(one => one >= ENOUGH)) {
    // Who subscribes again begins the data again, unless a position was restored.
    if (accuracies.length > 0) restore({ learn }, snapshot({ learn }));
    await lastValueFrom(steps$.pipe(take(steps / settings.epochs)));
    accuracies.push((await firstValueFrom(test$)).accuracy!);
  }
  return accuracies;
}

describe('a run', () => {
  const runs = Object.keys(optimizers).map(name => ['--optimizer', name, ...(besides[name] ?? [])]);

  it.each(runs.map(options => [options.join(' '), readSettings(options).epochs, options] as const))(
    'with %s reaches 0.90 on the test digits within %d epochs',
    async (_, __, options) => {
      const accuracies = await accuraciesOf(...options);
      expect(accuracies.at(-1)).toBeGreaterThanOrEqual(ENOUGH);
    },
  );

  it('at a rate of next to nothing does not reach 0.30', async () => {
    const accuracies = await accuraciesOf('--learning-rate', '1e-9', '--epochs', '2', '--hidden', '32');
    expect(accuracies).toHaveLength(2);
    expect(Math.max(...accuracies)).toBeLessThan(0.3);
  });
});

describe('a schedule', () => {
  const withSchedules = async (...options: readonly string[]): Promise<(readonly number[])[]> => [
    await accuraciesOf(...SMALL, ...options, '--schedule', 'cosine'),
    await accuraciesOf(...SMALL, ...options, '--schedule', 'constant'),
  ];

  it.each(unscheduled)('changes nothing in what %s learns, its first rate does', async name => {
    const [cosine, constant] = await withSchedules('--optimizer', name);
    expect(constant).toEqual(cosine);
    expect(await accuraciesOf(...SMALL, '--optimizer', name, '--learning-rate', '0.01')).not.toEqual(cosine);
  });

  it('changes what sgd learns', async () => {
    const [cosine, constant] = await withSchedules('--optimizer', 'sgd');
    expect(constant).not.toEqual(cosine);
  });
});
