import { constant } from '@thalweg/graph';
import { decodeModel, encodeModel, type Preprocessing, type PreprocessingSteps } from '@thalweg/model';
import { DataError } from '@thalweg/data';
import { ContractError } from '@thalweg/tensor';
import { decodeSnapshot, encodeSnapshot, type Json } from '@thalweg/train';
import { from, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import * as online from './index.ts';
import {
  adaptiveStandardize,
  allExtremes,
  allMoments,
  allPreprocessing,
  encode,
  encodeOneHot,
  exponentialMoments,
  hashFeatures,
  impute,
  minMax,
  perKey,
  quantileSketch,
  runningCount,
  runningMaximum,
  runningMean,
  runningMinimum,
  runningQuantile,
  runningSum,
  runningVariance,
  standardize,
  tfidf,
  tokens,
  windowedExtremes,
  windowedMoments,
  windowedQuantile,
  type Statistic,
} from './index.ts';

/** A record with a number, a vector, a category and a text, some of which are missing. */
const record = (i: number): object => ({
  id: i % 5,
  amount: i % 7 === 3 ? NaN : Math.sin(i) * 100,
  place: [i % 3, Math.cos(i)],
  country: [null, 'AT', 'DE', 7, true, 'CH'][(i * 5) % 6],
  text: `Mail ${i % 4} says: it’s ${'ab'.repeat(i % 3)} again`,
  'column.indices': Int32Array.of(i % 8, 8 + (i % 3)),
  'column.values': Float32Array.of(1, 2.5),
});
const learned = Array.from({ length: 40 }, (_, i) => record(i));
const later = Array.from({ length: 20 }, (_, i) => record(100 + i));

/** A step that learns from a stream. */
type Learning = Preprocessing & ((source: Observable<never>) => Observable<object>);

const statistics: Readonly<Record<string, () => Statistic>> = {
  runningCount,
  runningSum,
  runningMean,
  'runningMean of a window': () => runningMean(windowedMoments(9)),
  'runningVariance of all': () => runningVariance(allMoments()),
  runningVariance: () => runningVariance(exponentialMoments({ halfLife: 4 })),
  runningMinimum,
  'runningMinimum of a window': () => runningMinimum(windowedExtremes(5)),
  'runningMaximum of all': () => runningMaximum(allExtremes()),
  runningQuantile: () => runningQuantile(0.25),
  windowedQuantile: () => windowedQuantile(0.5, 6),
  quantileSketch: () => quantileSketch(0.9, { accuracy: 0.05, octaves: 30 }),
};

const cases: Readonly<Record<string, () => Preprocessing>> = {
  standardize: () => standardize('amount'),
  'standardize a vector over a window': () => standardize(['place', 'amount'], { over: windowedMoments(7) }),
  'standardize with fading': () => standardize('amount', { over: exponentialMoments({ alpha: 0.25 }) }),
  adaptiveStandardize: () => adaptiveStandardize(['amount'], { halfLife: 3 }),
  'adaptiveStandardize by alpha': () => adaptiveStandardize('place', { alpha: 0.5, missing: 'allow' }),
  minMax: () => minMax('amount'),
  'minMax over a window': () => minMax('place', { over: windowedExtremes(4) }),
  ...Object.fromEntries(['mean', 'median', 'last', -0, 2.5].map(filling => [`impute ${String(filling)}`, () => impute('amount', { with: filling as 'mean' })])),
  ...Object.fromEntries(Object.entries(statistics).map(([name, make]) => [`impute ${name}`, () => impute('amount', { with: make() })])),
  encode: () => encode('country', { capacity: 3 }),
  'encode that replaces': () => encode('country', { capacity: 2, whenFull: 'replace', into: 'code' }),
  encodeOneHot: () => encodeOneHot('country', { capacity: 3, missing: 'allow' }),
  tfidf: () => tfidf({ bits: 4, from: 'column' }),
  'tfidf into others': () => tfidf({ bits: 5, from: 'column', into: 'x', unitLength: false }),
  tokens: () => tokens('text'),
  'tokens of two words': () => tokens('text', { ngrams: 2, into: 'words' }),
  hashFeatures: () => hashFeatures({ bits: 10, text: ['text'] }),
  'hashFeatures with all options': () =>
    hashFeatures({ bits: 9, fields: ['amount', 'place'], names: ['id'], text: ['text'], ngrams: 2, crosses: [['id', 'country']], signed: true, counts: 'log1p', unitLength: true, into: 'x', seed: 9, missing: 'allow' }),
  perKey: () => perKey('id', { capacity: 3 }),
}; // prettier-ignore

/** The steps that a model's file holds, which was written and read again. */
function throughAFile(steps: Preprocessing | readonly Preprocessing[]): PreprocessingSteps {
  const bytes = encodeModel({ prediction: constant(1), preprocessing: steps }, { operations: {} });
  return decodeModel(bytes, { operations: {}, preprocessing: allPreprocessing }).preprocessing!;
}

/** All that an operator makes of records. */
function made(operator: (source: Observable<never>) => Observable<object>, records: readonly object[]): unknown[] {
  const found: unknown[] = [];
  operator(from(records) as Observable<never>).subscribe(one => found.push(one));
  return found;
}

describe('a step that was written to the file of a model and read without its code', () => {
  it.each(Object.entries(cases))('makes the same of each record, and learns on the same: %s', (_, make) => {
    const step = make();
    made(step as Learning, learned);
    const again = throughAFile(step);
    expect(again.describe()).toEqual([step.describe()]);
    expect(again.summary()).toEqual([step.summary?.() ?? {}]);
    const before = encodeSnapshot({ version: 1, parts: { step: step.save() } });
    const wanted = made(step.reading, later);
    expect(made(source => again.reading(source), later)).toEqual(wanted);
    expect(later.map(one => again.applyTo(one))).toEqual(wanted);
    expect(encodeSnapshot({ version: 1, parts: { step: step.save() } })).toEqual(before);
    const [own] = again.steps;
    expect(made(own as Learning, later)).toEqual(made(step as Learning, later));
  });

  it('is one of several in their order', () => {
    const steps = [tokens('text', { into: 'words' }), hashFeatures({ bits: 8, fields: ['words'] }), tfidf({ bits: 8 })];
    steps.reduce<readonly object[]>((records, step) => made(step as Learning, records) as object[], learned);
    const again = throughAFile(steps);
    const wanted = later.map(one => steps.reduce<object>((before, step) => step.applyTo(before), one));
    expect(later.map(one => again.applyTo(one))).toEqual(wanted);
  });
});

it('allPreprocessing has each operator that can be described, and each statistic that it may be made with', () => {
  const described = Object.keys(cases).map(name => name.split(' ')[0]!);
  const ofStatistics = ['Moments', 'Extremes', 'running', 'Quantile', 'quantile'];
  const made = Object.keys(online).filter(name => ofStatistics.some(part => name.includes(part)) && name !== 'runningStandardization' && name !== 'quantileRegression'); // prettier-ignore
  expect(Object.keys(allPreprocessing).sort()).toEqual([...new Set([...described, ...made])].sort());
});

describe('a record on its own', () => {
  it('must have the fields that are read, also after others', () => {
    const scaled = standardize('amount');
    made(scaled as Learning, learned);
    scaled.applyTo({ amount: 1 });
    expect(() => scaled.applyTo({ amout: 1 })).toThrow(DataError);
    expect(() => scaled.applyTo({ amout: 1 })).toThrow("Did you mean 'amout'?");
    expect(() => hashFeatures({ bits: 4, text: ['text'] }).applyTo({ txt: 'a' })).toThrow("Did you mean 'txt'?");
    expect(standardize('amount', { missing: 'allow' }).applyTo({})).toEqual({});
  });
});

it('tells what it knows of the data', () => {
  const records = [1, 2, NaN, 6].map((x, i) => ({ x, v: [x, 5], c: ['a', null, 'b', 'a'][i] }));
  const steps: Readonly<Record<string, Preprocessing>> = {
    standardize: standardize('x'),
    minMax: minMax(['x', 'v']),
    impute: impute('x', { with: 'mean' }),
    encode: encode('c', { capacity: 5 }),
  };
  for (const step of Object.values(steps)) made(step as Learning, records);
  expect(Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, step.summary!()]))).toEqual({
    standardize: { x: { mean: 3, deviation: Math.sqrt(14 / 3) } },
    minMax: { x: { least: 1, most: 6 }, v: [{ least: 1, most: 6 }, { least: 5, most: 5 }] }, // prettier-ignore
    impute: { x: { filling: 3 } },
    encode: { c: { count: 2, categories: ['a', 'b'] } },
  });
});

it('a statistic of your own is refused when it is described, unless it has a call', () => {
  const { call: _, ...own } = allMoments();
  expect(() => standardize('x', { over: own }).describe()).toThrow(
    'standardize: over must be a statistic of this package to be written to a file, got one of your own.',
  );
  expect(() => impute('x', { with: runningMean(own) }).describe()).toThrow(ContractError);
  const named = { ...own, call: { $call: 'ownMoments', arguments: [] } };
  const bytes = encodeModel({ prediction: constant(1), preprocessing: standardize('x', { over: named }) }, { operations: {} }); // prettier-ignore
  const read = (table: object) =>
    decodeModel(bytes, { operations: {}, preprocessing: { ...allPreprocessing, ...table } });
  expect(() => read({})).toThrow("none of the name 'ownMoments'");
  expect(read({ ownMoments: () => named }).preprocessing!.describe()).toHaveLength(1);
});

describe('a description that does not fit', () => {
  const reading = (kind: string, ...given: unknown[]) => {
    const file = decodeSnapshot(encodeModel({ prediction: constant(1), preprocessing: tokens('text') }, { operations: {} })); // prettier-ignore
    const preprocessing = { tensors: {}, values: { description: [{ kind, arguments: given as Json[] }], state: {} } };
    const bytes = encodeSnapshot({ ...file, parts: { ...file.parts, preprocessing } });
    return () => decodeModel(bytes, { operations: {}, preprocessing: allPreprocessing });
  };

  it.each<[string, () => unknown, string]>([
    ['fields that are none', reading('standardize', 5), 'fields must be an array, got 5'],
    ['no fields', reading('standardize', []), 'there must be fields'],
    ['a field that is no text', reading('minMax', ['a', {}]), 'a field must be named by a text, got Object'],
    ['a statistic that is none', reading('standardize', 'x', { over: 3 }), 'over must be a statistic, got 3'],
    ['extremes for moments', reading('standardize', 'x', { over: { $call: 'allExtremes', arguments: [] } }), 'over must be a statistic'],
    ['an operator for a statistic', reading('impute', 'x', { with: { $call: 'tokens', arguments: ['x'] } }), 'a finite number or a statistic, got a function'],
    ['a statistic for an operator', reading('allMoments'), 'the function of the table must return preprocessing'],
    ['a filling that is no number', reading('impute', 'x', { with: [] }), 'with must be a statistic'],
    ['a window without numbers', reading('standardize', 'x', { over: { $call: 'windowedMoments', arguments: [0] } }), 'windowedMoments'],
    ['an unknown option', reading('encode', 'x', { capcity: 3 }), "Did you mean 'capacity'?"],
    ['a capacity that is no number', reading('encode', 'x', { capacity: '3' }), 'capacity must be a whole number'],
    ['an unknown treatment', reading('encodeOneHot', 'x', { capacity: 3, whenFull: 'other' }), "Did you mean 'others'?"],
    ['a category that is no field', reading('encode', null, { capacity: 3 }), 'a field must be named by a text, got null'],
    ['a new field that is no text', reading('encode', 'x', { capacity: 3, into: 4 }), 'a field must be named by a text, got 4'],
    ['a text that is no field', reading('tokens', ['text']), 'a field must be named by a text, got Array'],
    ['half a word', reading('tokens', 'text', { ngrams: 0.5 }), 'ngrams must be a whole number'],
    ['hashed fields that are no list', reading('hashFeatures', { bits: 4, fields: 'x' }), 'fields must be an array'],
    ['hashed fields that are no texts', reading('hashFeatures', { bits: 4, fields: [3] }), 'a field must be named by a text, got 3'],
    ['a cross of one', reading('hashFeatures', { bits: 4, crosses: [['x']] }), 'crosses must be pairs of fields'],
    ['a cross of no fields', reading('hashFeatures', { bits: 4, crosses: [[1, 2]] }), 'a field must be named by a text, got 1'],
    ['a seed that is none', reading('hashFeatures', { bits: 4, fields: ['x'], seed: 0.5 }), 'seed must be a whole number'],
    ['no options', reading('hashFeatures', null), 'options must be an object'],
    ['too many bits', reading('tfidf', { bits: 31 }), 'bits must be a whole number from 1 to 30'],
    ['a column that is no text', reading('tfidf', { bits: 3, from: 5 }), 'a field must be named by a text, got 5'],
    ['a key that is no field', reading('perKey', {}, { capacity: 4 }), 'a field must be named by a text, got Object'],
    ['an endless table', reading('perKey', 'x', { capacity: 1e9 }), 'capacity must be a whole number'],
    ['no arguments', reading('perKey'), 'a field must be named by a text, got undefined'],
  ])('is an error that says what is wrong: %s', (_, read, message) => {
    expect(read).toThrow(ContractError);
    expect(read).toThrow(message);
  });
}); // prettier-ignore
