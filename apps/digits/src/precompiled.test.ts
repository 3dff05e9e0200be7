import { adam } from '@thalweg/optim';
import { predictor, train } from '@thalweg/train';
import { precompile, precompiled, wasm } from '@thalweg/wasm';
import { host } from '@thalweg/wasm/engine';
import { mul, parametersOf, read, type Node, type Parameter, type Runner } from '@thalweg/graph';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { convolutionalNetwork } from './convolutional-network.ts';
import { digitNetwork } from './pipeline.ts';

const BATCH = 32;

/** Images of gray waves. */
const imagesOf = (rows: number, phase: number) =>
  Array.from({ length: rows }, (_, row) =>
    Array.from({ length: 784 }, (_, pixel) => Math.abs(Math.sin(0.37 * pixel + row + phase))),
  );
const digitsOf = (rows: number, phase: number) => Array.from({ length: rows }, (_, row) => (3 * row + phase) % 10);
const batches = [0, 1, 2].map(phase => ({ image: imagesOf(BATCH, phase), digit: digitsOf(BATCH, phase) }));

const networks = {
  dense: () => digitNetwork({ hidden: 64, seed: 1 }),
  cnn: () => convolutionalNetwork({ seed: 1 }),
};

describe.each(Object.entries(networks))('the %s network for digits, compiled ahead', (_, make) => {
  type Network = ReturnType<typeof make>;
  const targetsOf = ({ logits, loss }: Network) => ({
    predict: logits as Node,
    train: (runner: Runner) => train(loss as Node<readonly []>, adam(), { runner }),
  });

  /** A network whose parameters are other ones than those that it begins with. */
  function changed(): Network {
    const network = make();
    for (const one of parametersOf(network.loss as Node)) (one as Parameter).set(read(mul(one, 0.9) as Node));
    return network;
  }

  /** The losses of three steps, the parameters after them, and predictions. */
  async function trained({ logits, loss }: Network, runner: Runner) {
    const learn = train(loss as Node<readonly []>, adam(), { runner });
    const steps = await lastValueFrom(from(batches).pipe(learn, toArray()));
    const predict = predictor(logits as Node, { runner });
    const predicted = [1, BATCH].map(rows => predict({ image: imagesOf(rows, 5) }));
    predict.close();
    return [steps.map(({ loss }) => loss), ...predicted.map(one => (typeof one === 'number' ? one : [...one.data]))];
  }

  it('has the bits of the run-time compiler, with other parameters than at build time', async () => {
    const file = await precompile(targetsOf(make()), { sizes: { batch: [1, BATCH] } });
    const runner = precompiled({ modules: [new (host().Module)(file.bytes)], strict: true });
    expect(await trained(changed(), runner)).toEqual(await trained(changed(), wasm()));
    expect(runner.coverage).toEqual({ compiled: 5, interpreted: 0, missing: [] });
    expect(file.manifest.plans.flatMap(({ interpreted }) => interpreted)).toEqual([]);
  });
});
