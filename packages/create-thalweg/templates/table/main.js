import { writeFileSync } from 'node:fs';
import { batch, collect, epochs, shuffle, split } from 'thalweg/data';
import { columnTransformer, ordinal, standardize } from 'thalweg/features';
import { input } from 'thalweg/graph';
import { classificationReport } from 'thalweg/metrics';
import { dense, relu, softmaxCrossEntropy } from 'thalweg/nn';
import { adam } from 'thalweg/optim';
import { csv } from 'thalweg/readers';
import { report } from 'thalweg/report';
import { evaluate, measure, train } from 'thalweg/train';
import { lastValueFrom, toArray } from 'rxjs';

// The data: rows of a file, of which a fifth is kept for the test.
const flowers = await collect(csv(new URL('flowers.csv', import.meta.url)));
const [training, test] = split(flowers, { seed: 1, fractions: [0.8, 0.2], stratify: 'species' });

// Columns become features, and the names of the species their numbers.
const z = standardize();
const columns = columnTransformer({ sepalLength: z, sepalWidth: z, petalLength: z, petalWidth: z });
const species = columnTransformer({ species: ordinal({ unknown: 'error' }) });
await columns.fit(training);
await species.fit(training);
const labels = species.categories('species');

// The model, its loss and its training.
const x = input('features', ['batch', columns.width]), y = input('species', ['batch'], 'int32');
const logits = x.pipe(dense(16), relu(), dense(labels.length));
const learn = train(logits.pipe(softmaxCrossEntropy(y)), adam({ learningRate: 0.01 }));

const rows = training.pipe(columns.apply(), species.apply());
const steps$ = rows.pipe(shuffle({ seed: 1 }), batch(16), epochs(50), learn);
const records = await lastValueFrom(steps$.pipe(toArray()));

const scores = logits.pipe(measure(classificationReport({ classes: labels.length, labels }), y));
const evaluation = await lastValueFrom(
  test.pipe(columns.apply(), species.apply(), batch(100), evaluate({ scores })),
);
console.log(String(evaluation.scores));
writeFileSync('report.html', report({ title: 'Flowers', runs: { network: { records, evaluation } } }));
console.log('The charts are in report.html.');
