import * as data from '@thalweg/data';
import * as features from '@thalweg/features';
import * as node from '@thalweg/node';
import * as online from '@thalweg/online';
import * as report from '@thalweg/report';
import * as train from '@thalweg/train';
import { it } from 'vitest';
import { everyExportHasARow } from '../checks/every-export-has-a-row.ts';
import { operatorLaws } from './operator-laws.ts';
import { dataRows } from './rows/data-rows.ts';
import { featuresRows } from './rows/features-rows.ts';
import { nodeRows } from './rows/node-rows.ts';
import { onlineExceptions, onlineParts } from './rows/online-exceptions.ts';
import { onlineFeatureRows } from './rows/online-feature-rows.ts';
import { onlineLearningRows, onlineRowLearningRows } from './rows/online-learning-rows.ts';
import { onlineMeasuringRows } from './rows/online-measuring-rows.ts';
import { onlineRows } from './rows/online-rows.ts';
import { reportExceptions, reportRows } from './rows/report-rows.ts';
import { rowTrainingRows } from './rows/row-training-rows.ts';
import { trainRows } from './rows/train-rows.ts';

it('every operator that @thalweg/data exports has a row', () =>
  everyExportHasARow(data, dataRows, {
    except: {
      atOnce: 'a function of what a cursor answers',
      DataError: 'an error',
      Dataset: 'a class',
      fromAsyncIterable: 'a source',
      fromColumns: 'a source',
      fromIterable: 'a source',
      classWeights: 'a function of a dataset',
      collect: 'a function of a dataset',
      interleave: 'a function of datasets',
      kFold: 'a function of a dataset',
      sampleFrom: 'a function of datasets',
      split: 'a function of a dataset',
      timeSeriesSplit: 'a function of a dataset',
      collate: 'a function of records',
      Pixels: 'data of images',
    },
  }));

it('every operator that @thalweg/train exports has a row', () =>
  everyExportHasARow(train, [...trainRows, ...rowTrainingRows], {
    except: {
      lbfgs: 'a method of minimization',
      measure: 'a function of nodes',
      minimize: 'a source, whose tests are those of minimize',
      total: 'a metric',
      step: 'takes a step each time that it is called',
      predictor: 'predicts each time that it is called',
      sampleFrames: 'what it emits depends on the frames of the host',
      trainingControl: 'a control of a training',
      wireOf: 'a function of what trains',
      recordsOf: 'a function of a state',
      replay: 'a function of a state',
      rewind: 'a function of a state',
      snapshot: 'a function of the parts of a run',
      modelState: 'a function of nodes',
      restore: 'a function of the parts of a run',
      encodeSnapshot: 'a function of a snapshot',
      decodeSnapshot: 'a function of bytes',
      SNAPSHOT_VERSION: 'a number',
      StateError: 'an error',
    },
  }));

it('every operator that @thalweg/node exports has a row', () =>
  everyExportHasARow(node, nodeRows, {
    except: {
      FileError: 'an error',
      fileLog: 'a function of a folder',
      imageFiles: 'a function of a folder',
      loadModel: 'a function of a file',
      blas: 'products for a runner',
      llvm: 'code for a runner',
      processPort: 'a function of a process',
      latestCheckpoint: 'a function of a folder',
      readSnapshot: 'a function of a file',
      resumedSettings: 'a function of a snapshot',
      saveModel: 'a function of a file',
      savedSettings: 'a function of settings',
      writeSnapshot: 'a function of a file',
    },
  }));

it('every operator that @thalweg/report exports has a row', () =>
  everyExportHasARow(report, reportRows, { except: reportExceptions }));

it('every operator that @thalweg/online exports has a row', () =>
  everyExportHasARow(
    online,
    [...onlineRows, ...onlineFeatureRows, ...onlineLearningRows, ...onlineRowLearningRows, ...onlineMeasuringRows],
    { except: { ...onlineParts, ...onlineExceptions } },
  ));

it('every operator that @thalweg/features exports has a row', () => {
  const numbers = ['bucketize', 'impute', 'minMax', 'passThrough', 'quantileTransform', 'standardize'];
  const others = ['dateParts', 'hash', 'missingIndicator', 'oneHot', 'ordinal', 'targetEncode'];
  const except = Object.fromEntries([...numbers, ...others].map(name => [name, 'a transform of a column']));
  const tables = { allTransforms: 'a table of transforms', columnTransformerOf: 'a function of such a table' };
  everyExportHasARow(features, featuresRows, { except: { ...except, ...tables } });
});

for (const row of dataRows) operatorLaws(row);
for (const row of featuresRows) operatorLaws(row);
for (const row of trainRows) operatorLaws(row);
for (const row of rowTrainingRows) operatorLaws(row);
for (const row of nodeRows) operatorLaws(row);
for (const row of reportRows) operatorLaws(row);
for (const row of onlineRows) operatorLaws(row);
for (const row of onlineFeatureRows) operatorLaws(row);
for (const row of onlineLearningRows) operatorLaws(row);
for (const row of onlineRowLearningRows) operatorLaws(row);
for (const row of onlineMeasuringRows) operatorLaws(row);
