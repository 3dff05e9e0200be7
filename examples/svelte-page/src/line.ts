import type { Observable } from 'rxjs';
import { epochs, fromIterable, shuffle } from 'thalweg/data';
import { input, minus, parameter, plus, square, times } from 'thalweg/graph';
import { sgd } from 'thalweg/optim';
import { train } from 'thalweg/train';

/** A line that is learned from points, as a circuit of numbers. */
export function line() {
  const x = input('x', []);
  const y = input('y', []);
  const slope = parameter(0, { name: 'slope' });
  const height = parameter(0, { name: 'height' });
  const prediction = x.pipe(times(slope), plus(height));
  const loss = square(prediction.pipe(minus(y)));

  // The points of y = 2x − 1. The steps are small, so that one can watch them.
  const points = Array.from({ length: 41 }, (_, i) => ({ x: i / 10 - 2, y: i / 5 - 5 }));
  const rows = fromIterable(points).pipe(shuffle({ seed: 1 }), epochs(Infinity));
  const steps = (running: Observable<boolean>) => rows.pipe(train(loss, sgd({ learningRate: 1e-5 }), { running }));

  /** Shows the circuit at another point of the line. */
  const look = (at: number) => {
    x.set(at);
    y.set(2 * at - 1);
  };
  look(1);
  return { prediction, loss, names: { x, y, slope, height, prediction, loss }, steps, look };
}
