import { readFileSync } from 'node:fs';
import {
  constant,
  gradient,
  input,
  mul,
  openFrame,
  parameter,
  parametersOf,
  read,
  registersOf,
  sum,
  type Node,
  type Runner,
} from '@thalweg/graph';
import { batchNorm, groupNorm, layerNorm, rmsNorm } from '@thalweg/nn';
import { tensor, type DType, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { expectAgreement } from '../compiled/twins.ts';
import { pass } from '../compiled/runs.ts';
import { threaded } from '../compiled/threaded.ts';

interface Packed {
  readonly shape: number[];
  readonly data: number[];
}

interface Row {
  readonly layer: 'batchNorm' | 'layerNorm' | 'rmsNorm' | 'groupNorm';
  readonly options: { epsilon: number; axes?: number; groups?: number };
  readonly x: Packed;
  readonly scale?: Packed;
  readonly offset?: Packed;
  readonly upstream: Packed;
  readonly direction: Packed;
  readonly output: Packed;
  readonly gradients: Packed[];
  readonly seconds: Packed[];
}

interface RunningRow {
  readonly options: { momentum: number };
  readonly batches: Packed[];
  readonly running: readonly { readonly mean: Packed; readonly variance: Packed }[];
  readonly predicted: Packed;
}

const file = new URL('../../reference/norms.json', import.meta.url);
const all = JSON.parse(readFileSync(file, 'utf8')) as (Row | RunningRow)[];
const rows = all.filter((row): row is Row => 'x' in row);
const runningRows = all.filter((row): row is RunningRow => 'running' in row);

type Precision = 'float32' | 'float64';

const runners: readonly (readonly [string, () => Runner | undefined])[] = [
  ['interpreted', () => undefined],
  ['compiled', () => wasm()],
];

const cases = runners.flatMap(([name, runner]) =>
  (['float64', 'float32'] as const).map(dtype => ({ name, runner, dtype, within: dtype === 'float64' ? 1e-9 : 1e-4 })),
);

const of = ({ data, shape }: Packed, dtype: DType): Tensor => tensor(data, { shape, dtype });

function layerOf({ layer, options, scale, offset }: Row): (x: Node) => Node {
  const { epsilon, axes, groups } = options;
  const parts = { epsilon, scale: scale !== undefined, offset: offset !== undefined };
  if (layer === 'batchNorm') return batchNorm(parts);
  if (layer === 'layerNorm') return layerNorm({ ...parts, axes: axes! });
  if (layer === 'groupNorm') return groupNorm(groups!, parts);
  return rmsNorm({ epsilon, scale: parts.scale });
}

/** The largest difference, as a share of the largest number of what is wanted, or of 1 if that is less. */
function difference(found: Tensor, { data, shape }: Packed): number {
  expect(found.shape).toEqual(shape);
  const largest = Math.max(1, ...data.map(Math.abs));
  return Math.max(0, ...data.map((value, i) => Math.abs(found.data[i]! - value))) / largest;
}

/** The values of a row: the output, then first and second derivatives. */
function valuesOf(row: Row, dtype: Precision, runner: Runner | undefined): readonly Tensor[] {
  const x = parameter(of(row.x, dtype), { name: 'x' }) as Node;
  const y = layerOf(row)(x);
  for (const one of parametersOf(y)) {
    const [, part] = one.name.split('/');
    if (part === 'scale' || part === 'offset') one.set(of(row[part]!, dtype));
  }
  const owned = ['x', 'scale', 'offset'].flatMap(
    name => parametersOf(y).filter(one => one.name.endsWith(name)) as Node[],
  );
  const loss = sum(mul(y, constant(of(row.upstream, dtype)) as Node)) as Node<readonly []>;
  const slopes = owned.map(one => gradient(loss, one));
  const along = sum(mul(slopes[0]!, constant(of(row.direction, dtype)) as Node)) as Node<readonly []>;
  const seconds = owned.map(one => (reaches(along, one) ? gradient(along, one) : mul(one, 0)));
  const frame = openFrame({ outputs: [y, ...slopes, ...seconds] as Node[], training: true, runner });
  try {
    return pass(frame);
  } finally {
    frame.close();
  }
}

function reaches(root: Node, wanted: Node): boolean {
  const seen = new Set<Node>([root]);
  for (const node of seen) for (const one of node.inputs) seen.add(one);
  return seen.has(wanted);
}

describe.each(cases)('normalization, $name in $dtype', ({ dtype, runner, within }) => {
  it.each(rows.map(row => [row.layer, row.x.shape.join('×'), JSON.stringify(row.options), row] as const))(
    '%s of %s with %s has the values and derivatives of PyTorch',
    (_layer, _shape, _options, row) => {
      const found = valuesOf(row, dtype, runner());
      const wanted = [row.output, ...row.gradients, ...row.seconds];
      expect(found.length).toBe(wanted.length);
      found.forEach((value, i) => expect(difference(value, wanted[i]!), `value ${i}`).toBeLessThan(within));
    },
  );

  it.each(runningRows.map(row => [row.options.momentum, row] as const))(
    'batchNorm with the momentum %d has the running statistics of PyTorch after each of three steps',
    (momentum, row) => {
      const x = input('x', row.batches[0]!.shape, dtype) as Node;
      const y = batchNorm({ momentum })(x);
      const [mean, variance] = ['mean', 'variance'].map(
        part => registersOf(y).find(({ name }) => name === `batchNorm1/${part}`)! as Node,
      );
      const one = runner();
      const frame = openFrame({ outputs: [y], training: true, steps: true, runner: one });
      row.batches.forEach((values, step) => {
        pass(frame, [x, of(values, dtype)] as never);
        expect(difference(read(mean!), row.running[step]!.mean)).toBeLessThan(within);
        expect(difference(read(variance!), row.running[step]!.variance)).toBeLessThan(within);
      });
      frame.close();
      const predicting = openFrame({ outputs: [y], runner: one });
      const [predicted] = pass(predicting, [x, of(row.batches[0]!, dtype)] as never);
      expect(difference(predicted!, row.predicted)).toBeLessThan(within);
      predicting.close();
    },
  );
});

it('normalization has the same bits, values and derivatives, for every number of threads', () => {
  const runners = [wasm(), threaded(2).runner, threaded(3).runner];
  for (const row of rows) {
    const [alone, ...others] = runners.map(runner => valuesOf(row, 'float32', runner));
    for (const other of others) expectAgreement(other, alone!, 0, `${row.layer} of ${row.x.shape.join('×')}`);
  }
});
