import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { lastValueFrom, toArray } from 'rxjs';
import { batch, collect, epochs, shuffle, split, type Dataset } from 'thalweg/data';
import { columnTransformer, dateParts, ordinal, standardize } from 'thalweg/features';
import { input } from 'thalweg/graph';
import { classificationReport } from 'thalweg/metrics';
import { dense, relu, softmaxCrossEntropy } from 'thalweg/nn';
import { adam } from 'thalweg/optim';
import { csv } from 'thalweg/readers';
import { report } from 'thalweg/report';
import { earlyStopping, evaluate, measure, train } from 'thalweg/train';

const package_ = createRequire(import.meta.url).resolve('vega-datasets');
export const weatherFile = join(dirname(package_), '..', 'data', 'seattle-weather.csv');

/** Learns from a table of days what the weather is like. Returns the scores on days that were not learned, and a report. */
export async function learnWeather(path: string) {
  const table = csv(path);
  const days = await collect(table);
  const [training, watched, tested] = split(days, { seed: 1, fractions: [0.7, 0.15, 0.15], stratify: 'weather' });

  // The scales are those of the days that are learned, so nothing of the others leaks into the model.
  const z = standardize();
  const columns = columnTransformer({ date: dateParts(), precipitation: z, temp_max: z, temp_min: z, wind: z });
  const kinds = columnTransformer({ weather: ordinal({ unknown: 'error' }) });
  await columns.fit(training);
  await kinds.fit(days);
  const prepared = (rows: Dataset<object>) => rows.pipe(kinds.apply(), columns.apply());

  const labels = kinds.categories('weather');
  const x = input('features', ['batch', columns.width]);
  const y = input('weather', ['batch'], 'int32');
  const logits = x.pipe(dense(32), relu(), dense(labels.length));
  const loss = logits.pipe(softmaxCrossEntropy(y));
  const scores = logits.pipe(measure(classificationReport({ classes: labels.length, labels }), y));
  const test = (rows: Dataset<object>) => prepared(rows).pipe(batch(500), evaluate({ loss, scores }));

  const learn = train(loss, adam({ learningRate: 0.005 }), { validation: test(watched) });
  const stop = earlyStopping({ of: record => record.validation?.loss, patience: 20, restoreBestWeights: learn });
  const batches = prepared(training).pipe(shuffle({ seed: 1 }), batch(32), epochs(200));
  const records = await lastValueFrom(batches.pipe(learn, stop, toArray()));
  const evaluation = (await lastValueFrom(test(tested))).scores;
  return { scores: evaluation, html: report({ title: 'Weather', runs: { dense: { records, evaluation } } }) };
}
