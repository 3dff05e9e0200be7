import { setTimeout as pause } from 'node:timers/promises';
import {
  becomes,
  gradient,
  openFrame,
  parametersOf,
  registersOf,
  sub,
  mul,
  read,
  type Node,
  type Runner,
} from '@thalweg/graph';
import { adam } from '@thalweg/optim';
import { tensor, type Tensor } from '@thalweg/tensor';
import { decodeSnapshot, encodeSnapshot, restore, snapshot, step } from '@thalweg/train';
import { explain, wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { pass } from '../compiled/runs.ts';
import { threaded } from '../compiled/threaded.ts';
import { twins, type Built } from '../compiled/twins.ts';
import { recurrentModel, type RecurrentOptions } from './recurrent-model.ts';
import { recurrentValues as valuesOf, type BatchSizes } from './recurrent-values.ts';

/** A recurrent model that descends, by its inputs' names. */
function descending(options: RecurrentOptions): Built {
  const { loss, carry, output } = recurrentModel(options);
  const rules = parametersOf(loss as Node).map(one => becomes(one as never, sub(one as Node, mul(0.05, gradient(loss as Node, one as Node))) as never) as Node); // prettier-ignore
  const found = new Set<Node>([loss as Node]);
  for (const node of found) for (const one of node.inputs) found.add(one);
  const sources = Object.fromEntries([...found].filter(({ name, inputs }) => inputs.length === 0 && ['x', 'at', 'mask'].includes(name)).map(node => [node.name, node])); // prettier-ignore
  return { outputs: [loss as Node, carry, output], rules, sources };
}

const SIZES: readonly BatchSizes[] = [[4, 3], [4, 7], [4, 1], [4, 2], [1, 3], [4, 0], [0, 3], [3, 5], [4, 7], [8, 9], [4, 3]].map(([batch, time]) => ({ batch: batch!, time: time! })); // prettier-ignore

const KINDS: readonly RecurrentOptions[] = [
  {},
  { isMasked: true },
  { rate: 0.4 },
  { isCheckpointed: true },
  { isCheckpointed: true, isMasked: true, rate: 0.4 },
];

describe.each(KINDS)('steps of a recurrent model, %o', options => {
  it('are the same compiled, at all lengths and batch sizes', () => {
    const pair = twins(() => descending(options), { units: 256 });
    for (const [n, sizes] of SIZES.entries()) pair.step(valuesOf(sizes, options, n));
    expect([pair.watched.compiled, pair.watched.interpreted]).toEqual([SIZES.length, 0]);
    pair.close();
  });

  it('that fail move no register, and the next go on', () => {
    const pair = twins(() => descending(options), { units: 256 });
    const values = valuesOf({ batch: 4, time: 5 }, options);
    pair.step(values);
    const before = pair.compiled.registers.map(one => read(one as Node).toJSON());
    const at = tensor((values.at!.data as Int32Array).map((one, i) => (i === 0 ? 4 : one)), { shape: [4, 5], dtype: 'int32' }); // prettier-ignore
    for (let again = 0; again < 2; again++) {
      expect(String(pair.step({ ...values, at }))).toContain('indices must be from 0 to 3, got 4');
      expect(pair.compiled.registers.map(one => read(one as Node).toJSON())).toEqual(before);
    }
    pair.step(values);
    expect(pair.compiled.registers.map(one => read(one as Node).toJSON())).not.toEqual(before);
    pair.close();
  });

  it.each([
    ['interpreted', undefined],
    ['compiled', wasm()],
  ])('go on from a snapshot to the same bits, %s', (_, runner) => {
    const sizes = (n: number): BatchSizes => SIZES[n % 4]!;
    const run = (learn: ReturnType<typeof step>, from: number, to: number): number[] =>
      Array.from({ length: to - from }, (_, n) => learn(valuesOf(sizes(from + n), options, from + n))!.loss);
    const whole = step(recurrentModel(options).loss, adam(), { runner });
    const wanted = run(whole, 0, 8);
    const first = step(recurrentModel(options).loss, adam(), { runner });
    const begun = run(first, 0, 4);
    const state = encodeSnapshot(snapshot({ learn: first }));
    const second = step(recurrentModel(options).loss, adam(), { runner });
    restore({ learn: second }, decodeSnapshot(state));
    expect([...begun, ...run(second, 4, 8)]).toEqual(wanted);
    expect(snapshot({ learn: second }).parts).toEqual(snapshot({ learn: whole }).parts);
  });
});

it('a wider model takes other lengths and batch sizes, compiled', () => {
  const options = { units: 24, features: 8 };
  const pair = twins(() => descending(options), { units: 1024 });
  for (const [n, [batch, time]] of (
    [
      [16, 12],
      [16, 5],
      [3, 12],
      [16, 1],
      [16, 40],
    ] as const
  ).entries())
    // prettier-ignore
    pair.step(valuesOf({ batch, time }, options, n));
  expect(pair.watched.interpreted).toBe(0);
  pair.close();
});

it('threads give the bits of one thread', async () => {
  const options = { units: 24, features: 8, rate: 0.2 };
  const sizes = [{ batch: 16, time: 12 }, { batch: 16, time: 5 }, { batch: 3, time: 12 }]; // prettier-ignore
  const run = async (runner: Runner): Promise<readonly Tensor[]> => {
    const { outputs, rules, sources } = descending(options);
    const frame = openFrame({ outputs, rules: rules!, training: true, steps: true, runner });
    const told: Tensor[] = [];
    for (let n = 0; n < 12; n++) {
      const values = Object.entries(valuesOf(sizes[n % 3]!, options, n));
      told.push(...pass(frame, ...(values.map(([name, value]) => [sources![name]!, value]) as never[])));
      // Workers receive the modules, and join.
      await pause(15);
    }
    told.push(...registersOf(...outputs, ...rules!).map(register => read(register as Node)));
    frame.close();
    return told;
  };
  const several = threaded(3);
  const [wanted, found] = [await run(wasm()), await run(several.runner)];
  expect(several.workers.length).toBeGreaterThan(0);
  expect(found.map(({ data }) => data)).toEqual(wanted.map(({ data }) => data));
});

it('explain names a scan and the products in it, and nothing is interpreted', () => {
  const { loss } = recurrentModel({ units: 8 });
  const slopes = parametersOf(loss as Node).map(one => gradient(loss as Node, one as Node) as Node);
  const { units } = explain([loss as Node, ...slopes], valuesOf({ batch: 4, time: 6 }));
  expect(units.filter(({ by }) => by === 'interpreter')).toEqual([]);
  const scans = units.filter(({ what }) => what.startsWith('scan of 6 steps'));
  expect(scans.length).toBe(2);
  for (const { what } of scans) expect(what).toContain('product 4×8×8');
});
