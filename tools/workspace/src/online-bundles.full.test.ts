import * as online from '@thalweg/online';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundle, namesOfEach } from './bundle.ts';

const names = Object.keys(online);

const programOf = (...imported: string[]): string =>
  `import { ${imported.join(', ')} } from '@thalweg/online'; console.log(${imported.join(', ')});`;

/** The packages besides that define something in a bundle. */
function packagesOf(found: readonly string[]): string[] {
  return [...new Set(found.map(name => name.split(':')[0]!))].filter(name => name !== 'online').sort();
}

/** What every operator with a state needs: its state as a tensor and the error of one that does not fit. */
const stateful = ['rxjs', 'tensor', 'train'];
const circuit = ['rxjs', 'graph', 'tensor'];
const learning = [...circuit, 'data', 'train'];
/** The updates of a step, which every optimizer maps. */
const updates = 'optim';

/** The packages that exports bring. */
const brought: readonly (readonly [exports: readonly string[], packages: readonly string[]])[] = [
  [['ddm', 'eddm', 'hddmA', 'hddmW', 'kswin', 'pageHinkley', 'adwin'], ['tensor']],
  [['detectionReport', 'shiftingBernoulli', 'shiftingNormal'], ['tensor']],
  [['drift'], ['data', ...stateful]],
  [['allPreprocessing'], ['data', 'graph', ...stateful]],
  [['murmur3'], []],
  [['hashFeatures', 'tokens'], ['rxjs', 'tensor']],
  [['encode', 'encodeOneHot', 'tfidf'], ['data', ...stateful]],
  [['standardize', 'adaptiveStandardize', 'minMax', 'impute'], ['data', ...stateful]],
  [['perKey'], ['data', 'graph', ...stateful]],
  [['joinLabels'], ['tslib', ...stateful]],
  [['runningStandardization'], [...circuit]],
  [['learn', 'learnRows'], [updates, ...learning]],
  [['onlineNewton'], [...circuit]],
  [['predictFirst'], [...learning]],
  [['progressive', 'rolling', 'decaying', 'mergeMetrics'], ['metrics', 'data', 'metrics', ...stateful]],
  [['linearRegression', 'logisticRegression', 'poissonRegression', 'quantileRegression', 'softmaxRegression'], [...circuit]],
  [['passiveAggressive', 'factorizationMachine', 'matrixFactorization', 'sparse'], [...circuit]],
  [['onDrift'], ['data', ...stateful]],
  [['raiseRateOnDrift'], ['tslib', 'data', ...stateful]],
  [['forgetOnDrift'], ['data', 'graph', ...stateful]],
  [['learnWithShadow'], [updates, ...learning]],
  [['stateful'], ['data', ...stateful]],
  [['withState'], []],
  [['KeptState'], ['tensor', 'train']],
  [['allMoments', 'allExtremes'], []],
  [['exponentialMoments', 'windowedMoments', 'windowedExtremes'], ['tensor']],
  [['runningCount', 'runningMaximum', 'runningMean', 'runningMinimum', 'runningQuantile', 'runningSum'], ['tensor']],
  [['runningVariance', 'windowedQuantile', 'quantileSketch'], ['tensor']],
  [['mergeStatistics'], ['data', ...stateful]],
  [['fromEventSource', 'fromWebSocket'], ['rxjs', 'tensor']],
  [['boundedBuffer', 'paced'], ['data', ...stateful]],
]; // prettier-ignore

const packagesByName = new Map(
  brought.flatMap(([names, packages]) => names.map(name => [name, [...new Set(packages)].sort()])),
);

let bundles: Readonly<Record<string, readonly string[]>>;
beforeAll(async () => {
  const all = await namesOfEach(names.map(name => programOf(name)));
  bundles = Object.fromEntries(names.map((name, i) => [name, all[i]!]));
}, 60_000);

describe('a bundle of one export of online', () => {
  it.each(names)('%s brings no package that it has no use for', name => {
    expect(packagesOf(bundles[name]!)).toEqual(packagesByName.get(name));
  });

  it('control: a package too many is found', async () => {
    const [tooMany] = await namesOfEach([programOf('murmur3', 'adwin')]);
    expect(packagesOf(tooMany!).filter(one => !packagesByName.get('murmur3')!.includes(one))).toEqual(['tensor']);
  });

  it('has packages for what is exported, and for nothing else', () => {
    expect([...packagesByName.keys()].sort()).toEqual([...names].sort());
  });
});

/** What an app would write, and the most bytes that it may take, minified and gzipped, without those of rxjs. */
const ceilings: readonly (readonly [code: string, bytes: number])[] = [
  [programOf('hashFeatures'), 4_350],
  [programOf('standardize'), 7_280],
  [programOf('adwin'), 2_450],
  [
    `import { accuracy } from '@thalweg/metrics';
import { progressive } from '@thalweg/online'; console.log(progressive({ accuracy: accuracy() }));`,
    8_020,
  ],
  [programOf('joinLabels'), 11_010],
  [programOf('learn'), 25_050],
];

describe('without rxjs', () => {
  it.each(ceilings)('%s takes no more than %i bytes', async (code, ceiling) => {
    const { bytes, names } = await bundle(code, { external: ['rxjs'] });
    console.log(`${bytes} bytes: ${code}`);
    expect(names.filter(name => !name.includes(':'))).toEqual([]);
    expect(bytes).toBeLessThanOrEqual(ceiling);
  });
});
