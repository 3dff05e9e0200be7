import { landingRows } from '@thalweg/drawn';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDigits } from './data/read-digits.ts';
import { splitDigits, type Digits } from './data/split-digits.ts';
import { optimizers, unscheduled } from './optimizers.ts';
import { readSettings } from './settings.ts';
import { accuraciesOf, ENOUGH } from './testing/accuracies-of.ts';

const SMALL = ['--epochs', '1', '--hidden', '8'];

/** What is asked for besides the optimizer; nothing where the program's defaults do. */
const besides: Readonly<Record<string, readonly string[]>> = { rprop: ['--batch', 'all', '--epochs', '15'] };

let digits: Digits;
beforeAll(() => {
  digits = splitDigits(readDigits(), readSettings([]).seed);
});

describe('a run', () => {
  const names = landingRows('optimizers on the digits', Object.keys(optimizers));
  const runs = names.map(name => ['--optimizer', name, ...(besides[name] ?? [])]);

  it.each(runs.map(options => [options.join(' '), readSettings(options).epochs, options] as const))(
    'with %s reaches 0.90 on the test digits within %d epochs',
    async (_, __, options) => {
      const accuracies = await accuraciesOf(digits, ...options);
      expect(accuracies.at(-1)).toBeGreaterThanOrEqual(ENOUGH);
    },
  );

  it('at a rate of next to nothing does not reach 0.30', async () => {
    const accuracies = await accuraciesOf(digits, '--learning-rate', '1e-9', '--epochs', '2', '--hidden', '32');
    expect(accuracies).toHaveLength(2);
    expect(Math.max(...accuracies)).toBeLessThan(0.3);
  });
});

describe('a schedule', () => {
  const withSchedules = async (...options: readonly string[]): Promise<(readonly number[])[]> => [
    await accuraciesOf(digits, ...SMALL, ...options, '--schedule', 'cosine'),
    await accuraciesOf(digits, ...SMALL, ...options, '--schedule', 'constant'),
  ];

  it.each(landingRows('optimizers without schedules', unscheduled))(
    'changes nothing in what %s learns, its first rate does',
    async name => {
      const [cosine, constant] = await withSchedules('--optimizer', name);
      expect(constant).toEqual(cosine);
      expect(await accuraciesOf(digits, ...SMALL, '--optimizer', name, '--learning-rate', '0.01')).not.toEqual(cosine);
    },
  );

  it('changes what sgd learns', async () => {
    const [cosine, constant] = await withSchedules('--optimizer', 'sgd');
    expect(constant).not.toEqual(cosine);
  });
});
