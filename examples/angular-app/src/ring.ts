import type { Observable } from 'rxjs';
import { batch, epochs, fromColumns, shuffle } from 'thalweg/data';
import { input, sigmoid } from 'thalweg/graph';
import { dense, sigmoidCrossEntropy, tanh } from 'thalweg/nn';
import { adam } from 'thalweg/optim';
import { fillUniform, key } from 'thalweg/tensor';
import { train } from 'thalweg/train';

const COUNT = 400;

/** A network that learns which points of a square are inside of a circle. */
export function ring() {
  const place = input('place', ['batch', 2]);
  const logit = place.pipe(dense(16), tanh(), dense(1));
  const loss = logit.pipe(sigmoidCrossEntropy(input('inside', ['batch', 1])));
  const probability = sigmoid(logit);

  const places = fillUniform(new Float32Array(2 * COUNT), key(1)).map(u => 2 * u - 1);
  const inside = Float32Array.from(
    { length: COUNT },
    (_, i) => +(Math.hypot(places[2 * i]!, places[2 * i + 1]!) < 0.7),
  );
  const rows = fromColumns({ place: { data: places, shape: [2] }, inside: { data: inside, shape: [1] } });
  const batches = rows.pipe(shuffle({ seed: 1 }), batch(40), epochs(Infinity));
  const steps = (running: Observable<boolean>) => batches.pipe(train(loss, adam({ learningRate: 0.002 }), { running }));

  /** Chooses the place whose probability is shown. */
  const look = (x: number, y: number) => place.set([[x, y]]);
  look(0, 0);
  return { probability, steps, look };
}
