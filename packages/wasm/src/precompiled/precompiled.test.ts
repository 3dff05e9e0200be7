import {
  add,
  constant,
  exp,
  feedOf,
  input,
  mul,
  openFrame,
  parameter,
  read,
  scan,
  sum,
  type Node,
  type Runner,
} from '@thalweg/graph';
import { from, lastValueFrom, toArray } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { host } from '../memory/host.ts';
import { precompile, type Precompiled } from '../precompile/precompile.ts';
import { failureOf, passOf } from '../testing/both-ways.ts';
import { stepNetwork, stepRecords, wave } from '../testing/step-network.ts';
import { passesOf, type Values } from '../testing/steps-of.ts';
import { withDamage, withManifest } from '../testing/with-manifest.ts';
import { wasm } from '../wasm.ts';
import type { PlanManifest } from './manifest.ts';
import { precompiled, type PrecompiledOptions, type PrecompiledRunner } from './precompiled.ts';

/** What a host offers besides modules. */
const NAMES = ['Instance', 'Memory', 'RuntimeError', 'Table'] as const;

const moduleOf = ({ bytes }: Pick<Precompiled, 'bytes'>): object => new (host().Module)(bytes);

function runnerOf(file: Precompiled, options?: Omit<PrecompiledOptions, 'modules'>): PrecompiledRunner {
  return precompiled({ modules: [moduleOf(file)], ...options });
}

/** The elements that an operator emits for some records. */
async function run(operator: ReturnType<typeof passesOf>, records: readonly Values[]): Promise<number[]> {
  const all = await lastValueFrom(from(records).pipe(operator, toArray()));
  return all.flat().flatMap(({ data }) => [...data]);
}

const predictions = (node: Node, runner: Runner) => passesOf({ outputs: [node], runner });

/** What a node is for some records, by plans that were compiled from another graph like it. */
async function bothWays(make: () => Node, records: readonly Values[], sizes: Record<string, number[]> = {}) {
  const runner = runnerOf(await precompile({ node: make() }, { sizes }), { strict: true });
  return [await run(predictions(make(), runner), records), await run(predictions(make(), wasm()), records)];
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a precompiled plan', () => {
  it('predicts with the bits of the run-time compiler, for each size and for other parameters', async () => {
    const file = await precompile({ predict: stepNetwork().guess }, { sizes: { batch: [1, 4] } });
    const runner = runnerOf(file);
    const { guess } = stepNetwork(7);
    expect(await run(predictions(guess, runner), stepRecords)).toEqual(
      await run(predictions(guess, wasm()), stepRecords),
    );
    expect(runner.coverage).toEqual({ compiled: 3, interpreted: 0, missing: [] });
  });

  it('trains with the bits of the run-time compiler', async () => {
    const file = await precompile({ train: stepNetwork().step }, { sizes: { batch: [1, 4] } });
    const trained = async (runner: Runner) => {
      const { step, registers } = stepNetwork(2);
      const losses = await run(step(runner), stepRecords);
      return [losses, ...registers.map(one => [...read(one).data])];
    };
    const runner = runnerOf(file, { strict: true });
    expect(await trained(runner)).toEqual(await trained(wasm()));
    expect(runner.coverage.compiled).toBe(3);
  });

  it('takes steps for rows in one call, with the bits of the run-time compiler', async () => {
    const file = await precompile({ train: stepNetwork().step }, { sizes: { batch: 4 } });
    const trained = (runner: Runner) => {
      const { x, y, loss, registers, rules } = stepNetwork(2);
      const frame = openFrame({ outputs: [loss], rules, steps: true, training: true, runner });
      const feeds = [
        { ...feedOf(x, wave(40, 20)), shape: [4, 20] },
        { ...feedOf(y, wave(40, 3)), shape: [4, 3] },
      ];
      let losses: number[] = [];
      frame.runRows(feeds, 10, ({ columns: [column], failure }) => {
        if (failure !== undefined) throw failure.error;
        losses = [...column!.subarray(0, 10)];
      });
      frame.close();
      return [losses, ...registers.map(one => [...read(one).data])];
    };
    const runner = runnerOf(file, { strict: true });
    expect(trained(runner)).toEqual(trained(wasm()));
    expect(runner.coverage.compiled).toBe(10);
  });

  it('is one of several in a file, and serves several frames in turns', async () => {
    const { guess, step } = stepNetwork();
    const file = await precompile({ predict: guess, train: step }, { sizes: { batch: 4 } });
    const runner = runnerOf(file, { strict: true });
    const networks = [stepNetwork(1), stepNetwork(2)];
    const answers = (runner: Runner | undefined) =>
      networks.map(network => passOf([network.guess], [[network.x, wave(4, 20)]], runner)[0]!.data);
    for (const network of networks) await run(network.step(runner), stepRecords.slice(0, 2));
    expect(answers(runner)).toEqual(answers(wasm()));
    expect(runner.coverage).toMatchObject({ compiled: 6, interpreted: 0 });
  });

  it('loops over the steps of a scan', async () => {
    const make = (): Node => {
      const xs = input('xs', ['time', 3]);
      const decay = parameter([0.5, 0.25, 0.125]);
      const { output } = scan(
        (carry: Node, x: Node) => {
          const next = add(mul(carry, decay), x) as Node;
          return { carry: next, output: next };
        },
        xs as Node,
        { axis: 0, init: constant([1, 2, 3]) as Node },
      );
      return output as Node;
    };
    const [before, now] = await bothWays(make, [{ xs: wave(6, 3) }, { xs: wave(2, 3) }], { time: [2, 6] });
    expect(before).toEqual(now);
  });

  it('calls the functions of formulas that have no code', async () => {
    const make = (): Node => exp(mul(input('x', [3], 'float64'), 2)) as Node;
    const [before, now] = await bothWays(make, [{ x: Float64Array.of(0.1, 1, -3) }]);
    expect(before).toEqual(now);
    expect(before).toEqual([0.1, 1, -3].map(x => Math.exp(2 * x)));
  });

  it('compiles nothing at run time', async () => {
    const file = await precompile({ predict: stepNetwork().guess }, { sizes: { batch: 4 } });
    const module = moduleOf(file);
    let made = 0;
    const own = host();
    const counting = new Proxy(own.Module, { construct: () => ((made += 1), {}) });
    vi.stubGlobal('WebAssembly', { ...Object.fromEntries(NAMES.map(name => [name, own[name]])), Module: counting });
    expect(new (host().Module)(file.bytes)).toEqual({});
    const runner = precompiled({ modules: [module] });
    await run(predictions(stepNetwork().guess, runner), stepRecords.slice(0, 1));
    expect(runner.coverage.compiled).toBe(1);
    // The one above.
    expect(made).toBe(1);
  });
});

describe('a pass that no plan covers', () => {
  const file = precompile({ predict: stepNetwork().guess }, { sizes: { batch: [1, 4] } });
  const three = { x: wave(3, 20) };

  it('is interpreted and counted, and the reason is named once', async () => {
    const runner = runnerOf(await file);
    const { guess } = stepNetwork(1);
    const operator = predictions(guess, runner);
    const values = await run(operator, [three, three, ...stepRecords]);
    const interpreted = await run(passesOf({ outputs: [guess] }), [three, three]);
    expect(values.slice(0, interpreted.length)).toEqual(interpreted);
    expect(runner.coverage).toEqual({
      compiled: 3,
      interpreted: 2,
      missing: ["tanh from x [3, 20]; the nearest plan, 'predict', is for x [4, 20]"],
    });
  });

  it('is an error of a strict runner', async () => {
    const runner = runnerOf(await file, { strict: true });
    await expect(run(predictions(stepNetwork().guess, runner), [three])).rejects.toThrow(
      "precompiled: a plan must cover every pass, got tanh from x [3, 20]; the nearest plan, 'predict', is for x [4, 20]. Add",
    );
  });

  it('may observe another value, or belong to another graph', async () => {
    const runner = runnerOf(await file);
    const { guess, loss } = stepNetwork();
    await run(passesOf({ outputs: [guess, sum(guess) as Node], runner }), stepRecords.slice(0, 1));
    await run(predictions(loss, runner), stepRecords.slice(0, 1));
    await run(predictions(add(guess, 1) as Node, runner), stepRecords.slice(0, 1));
    const { missing } = runner.coverage;
    expect(missing).toEqual([
      "tanh, sum from x [4, 20]; the nearest plan, 'predict', is for tanh",
      "div from x [4, 20], y [4, 3]; the nearest plan, 'predict', is for x [4, 20]",
      "add from x [4, 20]; the nearest plan, 'predict', is for tanh",
    ]);
  });
});

describe('a module', () => {
  const file = precompile({ predict: stepNetwork().guess }, { sizes: { batch: 4 } });

  it('that is none, or that precompile did not write, is refused', () => {
    expect(failureOf(() => precompiled({ modules: [{}] }))).toMatch(
      /modules must be WebAssembly modules .* got \[object Object\]/,
    );
    const empty = new (host().Module)(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    expect(failureOf(() => precompiled({ modules: [empty] }))).toMatch(/a module must have a manifest, got no section/);
  });

  it('of another version is refused', async () => {
    const edited = withManifest(await file, manifest => ({ ...manifest, version: '0.0.1' }));
    expect(failureOf(() => precompiled({ modules: [moduleOf(edited)] }))).toMatch(
      /^DataError: precompiled: a module must be of version .*, got version 0\.0\.1, format 1\. Run precompile again/,
    );
  });

  it.each<readonly [string, (plan: PlanManifest) => object]>([
    ['a function that it does not export', plan => ({ ...plan, calls: [12_345] })],
    ['no list', plan => ({ ...plan, stored: 'all' })],
    ['a slot that there is not', plan => ({ ...plan, stored: [1_000_000] })],
    ['an address outside of its block', plan => ({ ...plan, temporary: [[0, 2 ** 31]] })],
    ['a negative address', plan => ({ ...plan, temporary: [[0, -16]] })],
    ['more sizes than there is room for', plan => ({ ...plan, sizeArguments: new Array(100_000).fill(1) })],
    ['a group that there is not', plan => ({ ...plan, group: 7 })],
    ['no fingerprint', plan => ({ ...plan, fingerprint: undefined })],
  ])('whose manifest has %s is refused', async (_, edit) => {
    const edited = withManifest(await file, ({ plans, ...manifest }) => ({ ...manifest, plans: plans.map(edit) }));
    expect(failureOf(() => precompiled({ modules: [moduleOf(edited)] }))).toMatch(
      /^DataError: precompiled: a manifest must fit its module, got /,
    );
  });

  it.each<readonly [string, (plan: PlanManifest) => object]>([
    ['an address within its block', plan => ({ ...plan, temporary: [[3, 0]] })],
    ['a factor at another place', plan => ({ ...plan, sizeArguments: plan.sizeArguments.map(() => 2 ** 31) })],
    ['a source that is interpreted', plan => ({ ...plan, calls: [-1] })],
    ['a slot that no register has', plan => ({ ...plan, inPlace: [[0, 0]] })],
    ['another name', plan => ({ ...plan, name: 'other' })],
  ])('whose manifest was changed in %s is refused before it runs', async (_, edit) => {
    const edited = withDamage(
      await file,
      ({ plans, ...manifest }) => ({ ...manifest, plans: plans.map(edit) }) as never,
    );
    expect(failureOf(() => precompiled({ modules: [moduleOf(edited)] }))).toMatch(
      /^DataError: precompiled: a manifest must be as precompile wrote it, got one that was changed\. Run precompile again/,
    );
  });

  it('whose manifest is no JSON object is refused', async () => {
    const edited = withManifest(await file, () => 7);
    expect(failureOf(() => precompiled({ modules: [moduleOf(edited)] }))).toMatch(/a manifest must be a JSON object/);
  });
});
