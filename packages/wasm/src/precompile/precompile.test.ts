import { input, mul, parameter, read, sum, type Input, type Node } from '@thalweg/graph';
import { of } from 'rxjs';
import { expect, it } from 'vitest';
import { stepNetwork, stepRecords } from '../testing/step-network.ts';
import { precompile } from './precompile.ts';

it('writes the same bytes for the same targets, and changes no register', async () => {
  const { step, guess, registers } = stepNetwork();
  const before = registers.map(one => read(one).data);
  const compile = () => precompile({ step, guess }, { sizes: { batch: [1, 32] } });
  const [one, other] = [await compile(), await compile()];
  expect(one.bytes).toEqual(other.bytes);
  expect(registers.map(one => read(one).data)).toEqual(before);
});

it('lists the plans with what they are for', async () => {
  const { step, guess } = stepNetwork();
  const { manifest } = await precompile({ step, guess }, { sizes: { batch: [1, 32] } });
  expect(manifest.plans.map(({ name, inputs, observed }) => ({ name, inputs, observed }))).toEqual([
    { name: 'step', inputs: { x: [32, 20], y: [32, 3] }, observed: ['div'] },
    { name: 'step', inputs: { x: [1, 20], y: [1, 3] }, observed: ['div'] },
    { name: 'guess', inputs: { x: [32, 20] }, observed: ['tanh'] },
    { name: 'guess', inputs: { x: [1, 20] }, observed: ['tanh'] },
  ]);
});

it('takes the records of a stream that a target makes', async () => {
  const { step } = stepNetwork();
  const { manifest } = await precompile({ step: runner => of(stepRecords[0]!).pipe(step(runner)) });
  expect(manifest.plans.map(({ inputs }) => inputs['x'])).toEqual([[4, 20]]);
});

it('reads inputs that are not fed from what they were set to', async () => {
  const scale = input('scale', [3]);
  scale.set([1, 2, 3]);
  const x = input('x', [3]);
  const scaled = sum(mul(mul(x, scale), parameter(2))) as Node;
  const { manifest } = await precompile({ scaled }, { feeds: [x as Input] });
  expect(manifest.plans.map(({ inputs }) => inputs)).toEqual([{ x: [3] }]);
});

it('refuses an input that is neither fed nor set', async () => {
  const v = input('v', [3]);
  const score = sum(mul(input('x', [3]), v));
  await expect(precompile({ score }, { feeds: [v] })).rejects.toThrow(
    'precompile: inputs that records do not feed must have a value, got none for x. Name them in feeds',
  );
});

it('refuses an axis without sizes, targets that compute nothing, and none', async () => {
  const { guess } = stepNetwork();
  await expect(precompile({ guess })).rejects.toThrow(
    "precompile: each axis with a name must have sizes, got none for 'batch' of x. Give sizes: { batch: [1, 32] }.",
  );
  await expect(precompile({ guess }, { sizes: { batch: -1 } })).rejects.toThrow("got -1 for 'batch'");
  await expect(precompile({ idle: () => of(1) })).rejects.toThrow(
    'precompile: a target must compute with the runner that it gets, got no pass. Pass the runner on',
  );
  expect(() => precompile({})).toThrow('precompile: there must be targets, got none');
});
