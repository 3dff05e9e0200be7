import { batch, epochs, fromColumns, shuffle } from 'thalweg/data';
import { input } from 'thalweg/graph';
import { dense, meanSquaredError, tanh } from 'thalweg/nn';
import { adam } from 'thalweg/optim';
import { predictor, train } from 'thalweg/train';
import { lastValueFrom } from 'rxjs';

// The data: 200 points of a sine.
const xs = Array.from({ length: 200 }, (_, i) => (i / 200) * 2 * Math.PI);
const points = fromColumns({ x: { data: xs, shape: [1] }, y: { data: xs.map(Math.sin), shape: [1] } });

// The model, its loss and its training.
const curve = input('x', ['batch', 1]).pipe(dense(16), tanh(), dense(1));
const loss = curve.pipe(meanSquaredError(input('y', ['batch', 1])));
const learn = train(loss, adam({ learningRate: 0.02 }));

// Records flow through the pipeline; what comes out are the records of the steps.
const last = await lastValueFrom(points.pipe(shuffle({ seed: 1 }), batch(20), epochs(100), learn));
console.log(`${last.step} steps, loss ${last.loss.toFixed(5)}`);

const predict = predictor(curve);
for (const x of [0.5, 1.5, 2.5, 4.5])
  console.log(`sin(${x}) = ${Math.sin(x).toFixed(2)}, predicted ${predict({ x: [[x]] }).item().toFixed(2)}`);
