import { batch, epochs, fromColumns, shuffle } from 'thalweg/data';
import { input } from 'thalweg/graph';
import { defineCircuitElement } from 'thalweg/inspect';
import { dense, meanSquaredError } from 'thalweg/nn';
import { adam } from 'thalweg/optim';
import { train } from 'thalweg/train';
import { exhaustMap, fromEvent } from 'rxjs';

// The data: points of the line y = 2x − 1.
const xs = Array.from({ length: 40 }, (_, i) => i / 20 - 1);
const points = fromColumns({ x: { data: xs, shape: [1] }, y: { data: xs.map(x => 2 * x - 1), shape: [1] } });

// The model, its loss and its training.
const x = input('x', ['batch', 1]), y = input('y', ['batch', 1]);
const loss = x.pipe(dense(1), meanSquaredError(y));
const learn = train(loss, adam({ learningRate: 0.02 }));

// The view of the circuit draws the present values, at most once in each frame.
defineCircuitElement();
Object.assign(document.querySelector('thalweg-circuit'), { node: loss, names: { x, y, loss } });

// Each click trains for 300 steps more. A click during these is ignored.
const state = document.querySelector('#state');
fromEvent(document.querySelector('#train'), 'click')
  .pipe(exhaustMap(() => points.pipe(shuffle({ seed: 1 }), batch(8), epochs(60), learn)))
  .subscribe(({ step, loss }) => (state.textContent = `Step ${step}, loss ${loss.toFixed(5)}`));
