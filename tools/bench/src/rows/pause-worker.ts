// A thread that trains a line.
import { batch } from '@thalweg/data';
import { add, input, mean, mul, parameter, square, sub } from '@thalweg/graph';
import { adam } from '@thalweg/optim';
import { train } from '@thalweg/train';
import { exposeTraining, type TrainingContext } from '@thalweg/worker';

exposeTraining(({ records }: TrainingContext<{ readonly x: number; readonly y: number }>) => {
  const prediction = add(mul(input('x', ['batch']), parameter(0, { name: 'slope' })), parameter(0, { name: 'offset' }));
  const loss = mean(square(sub(prediction, input('y', ['batch']))));
  const learn = train(loss, adam({ learningRate: 0.01 }));
  return { steps: records.pipe(batch(8), learn), state: { learn } };
});
