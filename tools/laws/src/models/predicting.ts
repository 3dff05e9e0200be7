// Predicts what the model in a file says of the records in another, in both runners. It has no code of any model.
import { readFileSync } from 'node:fs';
import { loadModel } from '@thalweg/node';
import { predictor } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { bitsOf } from './bits-of.ts';

const [path, records] = process.argv.slice(2) as [string, string];
const model = loadModel(path);
const asked = JSON.parse(readFileSync(records, 'utf8')) as readonly object[];
const [interpreted, compiled] = [predictor(model), predictor(model, { runner: wasm() })].map(predict =>
  asked.map(record => bitsOf(predict(record))),
);
console.log(JSON.stringify({ interpreted, compiled }));
