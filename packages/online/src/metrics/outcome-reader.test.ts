import { tensor } from '@thalweg/tensor';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../learn/outcome.ts';
import { accuracy } from '@thalweg/metrics';
import { progressive } from './progressive.ts';

/** The message of the error that a metric has for an outcome. */
function refusal(outcome: object): string {
  let message = 'none';
  of(outcome as Outcome)
    .pipe(progressive(accuracy()))
    .subscribe({ error: (error: Error) => (message = `${error.name}: ${error.message}`) });
  return message;
}

describe('an outcome that lacks something', () => {
  const rows = { prediction: tensor([0.9, 0.2]), target: tensor([1, 0]) };

  it.each([
    ['target', 'none', { step: 3, prediction: 0.5, loss: 0 }],
    ['target', 'none', { step: 3, prediction: rows.prediction, target: null }],
    ['prediction', 'none', { step: 3, target: 1 }],
    ['prediction', 'none', { step: 3, target: tensor([1, 0]) }],
    ['prediction', 'yes', { step: 3, prediction: 'yes', target: 1 }],
  ])('is refused with the name of the field and the step: %s, %s', (field, given, outcome) => {
    expect(refusal(outcome)).toBe(
      `DataError: progressive: an outcome must have a ${field}, got ${given} at step 3. ` +
        'Give it { step, prediction, target }, as learn does.',
    );
  });

  it.each([{ prediction: 0.5, target: 7 }, { ...rows }, { prediction: 0.5, target: 1, weight: -1 }])(
    'is refused when it is the step, which no message can name: %o',
    outcome => {
      expect(refusal(outcome)).toBe(
        'DataError: progressive: an outcome must have a step, got none. Give it { step, prediction, target }, as learn does.',
      );
    },
  );

  it('is refused when its weight is no number', () => {
    expect(refusal({ step: 3, prediction: 0.5, target: 1, weight: null })).toBe(
      'DataError: progressive: a weight must be a finite number of at least 0, got null at step 3. ' +
        'Give weight 0 to examples that should not count.',
    );
    expect(refusal({ step: 3, ...rows, weight: 'much' })).toMatch('got much at step 3');
  });

  it('is counted no further than what came before it', () => {
    const operator = progressive(accuracy());
    of({ step: 1, prediction: 0.9, target: 1, loss: 0 }, { step: 2, prediction: 0.9 } as Outcome)
      .pipe(operator)
      .subscribe({ error: () => {} });
    expect(operator.now()).toEqual({ step: 1, count: 1, metrics: { accuracy: 1 } });
  });
});
