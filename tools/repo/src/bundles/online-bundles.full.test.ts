import * as online from '@thalweg/online';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundle, namesOfEach } from './bundle.ts';
import { filesOfEach } from './files-of-each.ts';
import { namesBehind } from './names-behind.ts';

const names = Object.keys(online);
const behind = namesBehind('online');

const programOf = (...imported: string[]): string =>
  `import { ${imported.join(', ')} } from '@thalweg/online'; console.log(${imported.join(', ')});`;

/** The packages besides that define something in a bundle. */
function packagesOf(found: readonly string[]): string[] {
  return [...new Set(found.map(name => name.split(':')[0]!))].filter(name => name !== 'online').sort();
}

/** The rooms of the package whose files are among these, and the other packages. */
function roomsOf(files: readonly string[]): string[] {
  const rooms = files.map(file => {
    const [, path] = file.split('packages/online/src/');
    return path === undefined ? file.split('/').slice(0, 2).join('/') : path.split('/')[0]!;
  });
  return [...new Set(rooms)].sort();
}

/** What every operator with a state needs: its state as a tensor and the error of one that does not fit. */
const stateful = ['node_modules/rxjs', 'packages/tensor', 'packages/train', 'state'];
const circuit = ['node_modules/rxjs', 'packages/graph', 'packages/tensor'];
const learning = [...circuit, 'packages/data', 'packages/train', 'learn'];
/** The updates of a step, which every optimizer maps. */
const updates = 'packages/optim';

/** The rooms that exports bring, their own first. */
const rooms: readonly (readonly [exports: readonly string[], rooms: readonly string[]])[] = [
  [['ddm', 'eddm', 'hddmA', 'hddmW', 'pageHinkley', 'adwin'], ['drift', 'packages/tensor']],
  [['kswin'], ['drift', 'statistics', 'packages/tensor']],
  [['detectionReport', 'shiftingBernoulli', 'shiftingNormal'], ['drift', 'packages/tensor']],
  [['drift'], ['drift', 'packages/data', ...stateful]],
  [['noChange', 'priorClass', 'seasonalNaive'], ['baselines', 'packages/data', ...stateful]],
  [['agrawal', 'friedman', 'hyperplane', 'led', 'randomRbf', 'sea', 'waveform'], ['generators', 'node_modules/rxjs', 'packages/data', 'packages/tensor']],
  [['allPreprocessing'], ['all-preprocessing.ts', 'features', 'keys', 'records', 'statistics', 'packages/data', 'packages/graph', ...stateful]],
  [['murmur3'], ['features', 'packages/tensor']],
  [['hashFeatures', 'tokens'], ['features', 'records', 'node_modules/rxjs', 'packages/tensor']],
  [['encode', 'encodeOneHot', 'tfidf'], ['features', 'records', 'packages/data', ...stateful]],
  [['standardize', 'adaptiveStandardize', 'minMax', 'impute'], ['features', 'records', 'statistics', 'packages/data', ...stateful]],
  [['perKey'], ['keys', 'records', 'packages/data', 'packages/graph', ...stateful]],
  [['joinLabels'], ['columns', 'labels', 'records', 'streams', 'node_modules/tslib', ...stateful]],
  [['runningStandardization'], ['layers', ...circuit]],
  [['learn', 'learnRows'], [updates, ...learning]],
  [['onlineNewton'], ['optimizers', ...circuit]],
  [['predictFirst'], ['records', ...learning]],
  [['progressive', 'rolling', 'decaying', 'mergeMetrics'], ['metrics', 'packages/data', 'packages/metrics', ...stateful]],
  [['linearRegression', 'logisticRegression', 'poissonRegression', 'quantileRegression', 'softmaxRegression'], ['models', 'layers', updates, ...circuit]],
  [['gaussianNaiveBayes', 'multinomialNaiveBayes'], ['models', ...circuit]],
  [['recursiveLeastSquares', 'onlineKMeans'], ['models', 'optimizers', ...circuit]],
  [['passiveAggressive', 'factorizationMachine', 'matrixFactorization', 'sparse'], ['models', ...circuit]],
  [['bestOf'], ['learn', 'models', updates, 'packages/train', ...circuit]],
  [['onDrift'], ['reactions', 'drift', 'packages/data', ...stateful]],
  [['raiseRateOnDrift'], ['reactions', 'drift', 'node_modules/tslib', 'packages/data', ...stateful]],
  [['forgetOnDrift'], ['reactions', 'drift', 'packages/data', 'packages/graph', ...stateful]],
  [['learnWithShadow'], ['reactions', 'drift', 'state', updates, ...learning]],
  [['stateful'], ['packages/data', ...stateful]],
  [['withState'], ['state']],
  [['KeptState'], ['state', 'packages/tensor', 'packages/train']],
  [['allMoments', 'allExtremes'], ['statistics']],
  [['exponentialMoments', 'windowedMoments', 'windowedExtremes'], ['statistics', 'packages/tensor']],
  [['runningCount', 'runningMaximum', 'runningMean', 'runningMinimum', 'runningQuantile', 'runningSum'], ['statistics', 'packages/tensor']],
  [['runningVariance', 'windowedQuantile', 'quantileSketch'], ['statistics', 'packages/tensor']],
  [['mergeStatistics'], ['statistics', 'packages/data', ...stateful]],
  [['fromEventSource', 'fromWebSocket'], ['streams', 'node_modules/rxjs', 'packages/tensor']],
  [['boundedBuffer', 'paced'], ['streams', 'packages/data', ...stateful]],
]; // prettier-ignore

const roomsByName = new Map(rooms.flatMap(([names, brought]) => names.map(name => [name, [...brought].sort()])));

/** The packages among rooms. */
function packagesIn(rooms: readonly string[]): string[] {
  return rooms.flatMap(room => /^(?:packages|node_modules)\/(.*)/.exec(room)?.[1] ?? []).sort();
}

let bundles: Readonly<Record<string, readonly string[]>>;
let filesOfSources: Readonly<Record<string, readonly string[]>>;
beforeAll(async () => {
  const programs = names.map(name => programOf(name));
  const [all, files] = [await namesOfEach(programs), await filesOfEach(programs)];
  bundles = Object.fromEntries(names.map((name, i) => [name, all[i]!]));
  filesOfSources = Object.fromEntries(names.map((name, i) => [name, files[i]!]));
});

const ownIn = (found: readonly string[]): string[] => found.filter(name => name.startsWith('online:'));

describe('a bundle of one export of online', () => {
  it.each(names)('%s has all names that its definition leads to, and no other', name => {
    expect(ownIn(bundles[name]!)).toEqual(behind(name));
  });

  it.each(names)('%s brings no package that it has no use for', name => {
    expect(packagesOf(bundles[name]!)).toEqual(packagesIn(roomsByName.get(name)!));
  });

  it.each(names)('%s brings no room that it has no use for, from sources', name => {
    expect(roomsOf(filesOfSources[name]!)).toEqual(roomsByName.get(name));
  });
});

describe('what a bundle is held to', () => {
  it('finds a room, a package and a name too many', async () => {
    const programs = [programOf('withState', 'adwin')];
    const [found, files] = [(await namesOfEach(programs))[0]!, (await filesOfEach(programs))[0]!];
    const rooms = roomsByName.get('withState')!;
    expect(roomsOf(files).filter(room => !rooms.includes(room))).toEqual(['drift', 'packages/tensor']);
    expect(packagesOf(found)).toEqual(['tensor']);
    expect(ownIn(found).filter(name => !behind('withState').includes(name))).toEqual(behind('adwin'));
  });

  it('has rooms for what is exported, and for nothing else', () => {
    expect([...roomsByName.keys()].sort()).toEqual([...names].sort());
  });
});

/** What an app would write, and the most bytes that it may take, minified and gzipped, without those of rxjs. */
const ceilings: readonly (readonly [code: string, bytes: number])[] = [
  [programOf('hashFeatures'), 6_560],
  [programOf('standardize'), 7_800],
  [programOf('adwin'), 2_680],
  [
    `import { accuracy } from '@thalweg/metrics';
import { progressive } from '@thalweg/online'; console.log(progressive({ accuracy: accuracy() }));`,
    9_300,
  ],
  [programOf('joinLabels'), 11_450],
  [programOf('learn'), 28_460],
];

describe('without rxjs', () => {
  it.each(ceilings)('%s takes no more than %i bytes', async (code, ceiling) => {
    const { bytes, names } = await bundle(code, { external: ['rxjs'] });
    console.log(`${bytes} bytes: ${code}`);
    expect(names.filter(name => !name.includes(':'))).toEqual([]);
    expect(bytes).toBeLessThanOrEqual(ceiling);
  });
});
