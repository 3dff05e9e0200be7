import {
  add,
  broadcastLike,
  div,
  exp,
  input,
  matmul,
  max,
  relu as rectify,
  stopGradient,
  sub,
  sum,
} from '@thalweg/graph';
import { encodeModel } from '@thalweg/model';
import { dense, relu, softmax } from '@thalweg/nn';
import { describe, expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import { namesIn } from './names-behind.ts';

/** The most bytes that a loader may cost an app, minified and gzipped: its format, its checks, its checksum. */
const MOST = 10_430;

const written = `
  import { input } from '@thalweg/graph';
  import { dense, relu, softmax } from '@thalweg/nn';
  import { predictor } from '@thalweg/train';
  import { wasm } from '@thalweg/wasm';
  const prediction = input('image', ['batch', 784]).pipe(dense(128), relu(), dense(10), softmax());
  console.log(predictor(prediction, { runner: wasm() }));
`;

const loaded = `
  import { add, broadcastLike, div, exp, matmul, max, relu, stopGradient, sub, sum } from '@thalweg/graph';
  import { decodeModel } from '@thalweg/model';
  import { predictor } from '@thalweg/train';
  import { wasm } from '@thalweg/wasm';
  const operations = { add, broadcastLike, div, exp, matmul, max, relu, stopGradient, sub, sum };
  console.log(predictor(decodeModel(bytes, { operations }), { runner: wasm() }));
`;

describe('an app that loads a dense network and predicts', () => {
  it(`takes at most ${MOST} bytes more than one that has the network in its code`, async () => {
    const [own, other] = [await bundle(written), await bundle(loaded)];
    expect(other.bytes - own.bytes).toBeLessThanOrEqual(MOST);
  });

  it('brings no layer, no optimizer, no dataset, and no operation that it does not pass', async () => {
    const { names } = await bundle(loaded);
    const unused = namesIn(
      'graph',
      /^(scan\/(build-loop|scan)|convolution|portable\/(all-operations|describe)|operations\/tanh)/,
    );
    expect(unused).toContain('graph:buildLoop');
    expect(names.filter(name => /^(nn|optim|data):/.test(name) || unused.has(name))).toEqual([]);
  });

  it('passes all operations that the network calls', () => {
    const prediction = input('image', ['batch', 784]).pipe(dense(128), relu(), dense(10), softmax());
    const operations = { add, broadcastLike, div, exp, matmul, max, relu: rectify, stopGradient, sub, sum };
    expect(encodeModel({ prediction }, { operations }).length).toBeGreaterThan(784 * 128 * 4);
  });
});
