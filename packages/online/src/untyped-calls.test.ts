import { constant, parameter } from '@thalweg/graph';
import { updatesOf } from '@thalweg/optim';
import { ContractError } from '@thalweg/tensor';
import { EMPTY } from 'rxjs';
import { describe, expect, it } from 'vitest';
import * as online from './index.ts';

type Called = (...given: unknown[]) => unknown;

describe('arguments of a wrong kind are refused in words by', () => {
  it.each<[keyof typeof online, ...unknown[]]>([
    ['linearRegression', undefined, undefined],
    ['poissonRegression', {}, {}],
    ['softmaxRegression', [], {}, { classes: 2 }],
    ['recursiveLeastSquares', undefined, undefined],
    ['gaussianNaiveBayes', {}, {}, { classes: 2 }],
    ['multinomialNaiveBayes', [], {}, { classes: 2 }],
    ['onlineKMeans', undefined, { clusters: 2 }],
    ['learn', {}, () => undefined],
    ['learn', { prediction: 1, rules: [] }],
    ['learnRows', undefined, undefined],
    ['drift', {}, { of: () => 1 }],
    ['progressive', undefined],
    ['rolling', { accuracy: 1 }, 3],
    ['mergeMetrics', undefined, []],
    ['paced', EMPTY],
  ])('%s', (name, ...given) => {
    expect(() => (online[name] as Called)(...given)).toThrow(ContractError);
  });
});

it('passiveAggressive leaves a model without parameters as it is', () => {
  const { optimizer } = online.passiveAggressive(parameter([1, 2]) as never, constant(1));
  const none = updatesOf(constant(2) as never);
  expect(optimizer(none).parameters).toEqual([]);
});
