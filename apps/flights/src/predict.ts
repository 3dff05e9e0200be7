import { readFileSync } from 'node:fs';
import { columnTransformerOf, hash, passThrough } from '@thalweg/features';
import { loadModel } from '@thalweg/node';
import { predictor } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { recentDelays } from './features/recent-delays.ts';

// Reads departures, one JSON object a line, and writes the probability of each that it lands late. It has no code of the model:
//   node … predict.ts runs/late.safetensors departures.jsonl [interpreter]
const [path, departures, runner] = process.argv.slice(2) as [string, string, string?];

const model = loadModel(path, {
  preprocessing: { recentDelays, columnTransformer: columnTransformerOf({ hash, passThrough }) },
});
const predict = predictor(model, { runner: runner === 'interpreter' ? undefined : wasm({ fallback: true }) });
for (const line of readFileSync(departures, 'utf8').split('\n'))
  if (line !== '') console.log(JSON.stringify(predict(JSON.parse(line) as object)));
