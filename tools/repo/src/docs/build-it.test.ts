import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { fc, test } from '@fast-check/vitest';
import * as thalweg from '@thalweg/graph';
import { sgd } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from '../root.ts';
import { documentAt } from './documents.ts';
import { programsIn } from './shown-programs.ts';

/** An engine, as far as two of them are compared. */
interface Engine<N, S extends N> {
  readonly parameter: (value: number) => S;
  readonly add: (a: N | number, b: N | number) => N;
  readonly mul: (a: N | number, b: N | number) => N;
  readonly exp: (x: N) => N;
  readonly reciprocal: (x: N) => N;
  readonly gradient: (root: N, node: N) => N;
  readonly read: (node: N) => number;
}

/** That of `docs/build-it.md`. */
interface Rebuilt extends Engine<object, object> {
  readonly feed: (...pairs: readonly (readonly [source: object, value: number])[]) => void;
  readonly sgd: (loss: object, parameters: readonly object[], rate: number) => object;
  readonly step: (rules: object) => void;
}

const real: Engine<thalweg.Node, thalweg.Parameter> = {
  ...thalweg,
  parameter: value => thalweg.parameter(value, { dtype: 'float64' }) as thalweg.Parameter,
  read: node => thalweg.read(node).item(),
};

let rebuilt: Rebuilt;
let folder: string;
beforeAll(async () => {
  const [program] = programsIn(documentAt('docs/build-it.md'));
  await mkdir(`${root}.nx`, { recursive: true });
  folder = await mkdtemp(`${root}.nx/build-it-`);
  const names = 'parameter, add, mul, exp, reciprocal, gradient, read, feed, sgd, step';
  await writeFile(`${folder}/engine.ts`, `${program!.text}\nexport { ${names} };\n`);
  // What the program prints on its way is not for here.
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  rebuilt = (await import(`${folder}/engine.ts`)) as Rebuilt;
  log.mockRestore();
});
afterAll(() => rm(folder, { recursive: true }));

/** A circuit over some parameters. */
type Circuit = <N, S extends N>(engine: Engine<N, S>, parameters: readonly S[]) => N;

/** The value of a circuit, and its gradients. */
function results<N, S extends N>(engine: Engine<N, S>, circuit: Circuit, values: readonly number[]): number[] {
  const parameters = values.map(value => engine.parameter(value));
  const f = circuit(engine, parameters);
  return [f, ...parameters.map(parameter => engine.gradient(f, parameter))].map(node => engine.read(node));
}

const sum: Circuit = ({ add, mul }, [x, y, z]) => mul(add(x!, y!), z!);

const neuron: Circuit = ({ add, mul, exp, reciprocal }, [w0, x0, w1, x1, w2]) =>
  reciprocal(add(1, exp(mul(-1, add(add(mul(w0!, x0!), mul(w1!, x1!)), w2!)))));

const diamonds: Circuit = <N, S extends N>({ add }: Engine<N, S>, [x]: readonly S[]) => {
  let wire: N = x!;
  for (let diamond = 0; diamond < 12; diamond++) wire = add(wire, wire);
  return wire;
};

/** The square of the error of a line at a point. */
const squaredError: Circuit = ({ add, mul }, [w, b, x, y]) => {
  const error = add(add(mul(w!, x!), b!), mul(-1, y!));
  return mul(error, error);
};

/** Circuits in which each box reads two of the wires before it. */
const boxes = fc.array(fc.tuple(fc.constantFrom('add', 'mul', 'exp'), fc.nat(), fc.nat()), { maxLength: 8 });

const circuitOf =
  (boxes: readonly (readonly [kind: string, a: number, b: number])[]): Circuit =>
  <N, S extends N>({ add, mul, exp }: Engine<N, S>, parameters: readonly S[]) => {
    const wires: N[] = [...parameters];
    for (const [kind, first, second] of boxes) {
      const [a, b] = [wires[first % wires.length]!, wires[second % wires.length]!];
      wires.push(kind === 'add' ? add(a, b) : kind === 'mul' ? mul(a, b) : exp(mul(0.1, a)));
    }
    return wires.reduce((sum, wire) => add(sum, wire));
  };

describe('the engine of docs/build-it.md', () => {
  it('gives the values and gradients of (x + y)·z that Thalweg gives', () => {
    const values = [-2, 5, -4];
    expect(results(rebuilt, sum, values)).toEqual([-12, -4, -4, 3]);
    expect(results(real, sum, values)).toEqual([-12, -4, -4, 3]);
  });

  it('gives the values and gradients of a neuron that Thalweg gives', () => {
    const values = [2, -1, -3, -2, -3];
    const f = 1 / (1 + Math.exp(-1));
    const expected = [f, ...[-1, 2, -2, -3, 1].map(local => f * (1 - f) * local)];
    for (const got of [results(rebuilt, neuron, values), results(real, neuron, values)])
      got.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 14));
  });

  it('goes through twelve diamonds', () => {
    expect(results(rebuilt, diamonds, [3])).toEqual([3 * 2 ** 12, 2 ** 12]);
    expect(results(real, diamonds, [3])).toEqual([3 * 2 ** 12, 2 ** 12]);
  });

  test.prop([boxes, fc.tuple(...Array.from({ length: 3 }, () => fc.double({ min: -2, max: 2, noNaN: true })))])(
    'gives the values and gradients that Thalweg gives of any circuit',
    (boxes, values) => {
      const [got, expected] = [results(rebuilt, circuitOf(boxes), values), results(real, circuitOf(boxes), values)];
      fc.pre(expected.every(value => Math.abs(value) < 1e6));
      got.forEach((value, index) => expect(Math.abs(value - expected[index]!)).toBeLessThan(1e-8));
    },
  );

  it('takes the steps that Thalweg takes', () => {
    const points = [
      [0, 1],
      [1, 3],
      [2, 5],
    ] as const;
    const own = [0, 0, 0, 0].map(value => rebuilt.parameter(value));
    const rules = rebuilt.sgd(squaredError(rebuilt, own), own.slice(0, 2), 0.1);
    const [w, b] = [real.parameter(0), real.parameter(0)];
    const [x, y] = [thalweg.input('x', [], 'float64'), thalweg.input('y', [], 'float64')];
    const loss = squaredError<thalweg.Node, thalweg.Node>(real, [w, b, x as thalweg.Node, y as thalweg.Node]);
    const descend = step(loss as thalweg.Node<readonly []>, sgd({ learningRate: 0.1 }));
    for (let epoch = 0; epoch < 20; epoch++)
      for (const [px, py] of points) {
        rebuilt.feed([own[2]!, px], [own[3]!, py]);
        rebuilt.step(rules);
        descend({ x: px, y: py });
        expect(rebuilt.read(own[0]!)).toBeCloseTo(real.read(w), 12);
        expect(rebuilt.read(own[1]!)).toBeCloseTo(real.read(b), 12);
      }
    expect(real.read(w)).toBeCloseTo(2, 1);
  });
});
