export interface BundleCeiling {
  readonly name: string;
  /** What an app would write. */
  readonly code: string;
  /** The most bytes it may take, minified and gzipped, rxjs's part included. */
  readonly ceiling: number;
  /** Where the ceiling is not kept: what it takes now. */
  readonly reached?: number;
  /** No name that one of these matches may be defined in the bundle. */
  readonly forbidden: readonly RegExp[];
  /** Of these packages, nothing but what some exports lead to. */
  readonly only?: Readonly<Record<string, readonly string[]>>;
  /** Of these packages, no name that is defined in such a file of its sources, whatever the exports lead to. */
  readonly never?: Readonly<Record<string, RegExp>>;
  /** Packages and modules that are loaded when needed, and not counted. */
  readonly later?: readonly string[];
}

/** Every file of the optimizers but Adam's and those that it is made of. */
const besidesAdam =
  /^(?!(optimizers\/adam|transforms\/scale-by-learning-rate|rules\/(averages|check-range|hyperparameter|memory|updates))\.ts$)/;

/** Every file of the layers but those that a dense layer is made of. */
const besidesDense =
  /^(?!(layers\/dense|initializers\/(fans|initializer)|layer-parts\/(layer-identity|parameter-maker|sizes))\.ts$)/;

export const bundleCeilings: readonly BundleCeiling[] = [
  {
    name: 'one circuit with its gradients',
    code: `
      import { add, gradient, mul, parameter, read } from '@thalweg/graph';
      const x = parameter(-2), y = parameter(5), z = parameter(-4);
      const f = mul(add(x, y), z);
      console.log(read(f), [x, y, z].map(wire => read(gradient(f, wire))));
    `,
    ceiling: 13_000,
    reached: 16_430,
    forbidden: [/^(optim|nn|data|train):/],
  },
  {
    name: 'dense layers, Adam, batches and training',
    code: `
      import { input, mean } from '@thalweg/graph';
      import { dense } from '@thalweg/nn';
      import { adam } from '@thalweg/optim';
      import { batch } from '@thalweg/data';
      import { train } from '@thalweg/train';
      const loss = mean(dense(1)(input('x', ['batch', 20])));
      records$.pipe(batch(32), train(loss, adam())).subscribe(console.log);
    `,
    ceiling: 18_000,
    reached: 38_900,
    forbidden: [/^immer$/],
    only: { optim: ['adam', 'Updates', 'updatesOf'], nn: ['dense'] },
    never: { optim: besidesAdam, nn: besidesDense },
  },
  {
    name: 'the same, compiled',
    code: `
      import { input, mean } from '@thalweg/graph';
      import { dense } from '@thalweg/nn';
      import { adam } from '@thalweg/optim';
      import { batch } from '@thalweg/data';
      import { train } from '@thalweg/train';
      import { wasm } from '@thalweg/wasm';
      const loss = mean(dense(1)(input('x', ['batch', 20])));
      records$.pipe(batch(32), train(loss, adam(), { runner: wasm() })).subscribe(console.log);
    `,
    // What it takes without the runner now, and 18,000 for that.
    ceiling: 23_120 + 18_000,
    reached: 96_000,
    forbidden: [/^immer$/],
    only: { optim: ['adam', 'Updates', 'updatesOf'], nn: ['dense'] },
    never: { optim: besidesAdam, nn: besidesDense },
  },
  {
    name: 'the same, compiled by the loops that it has',
    code: `
      import { input, mean } from '@thalweg/graph';
      import { dense } from '@thalweg/nn';
      import { adam } from '@thalweg/optim';
      import { batch } from '@thalweg/data';
      import { train } from '@thalweg/train';
      import { products, reductions, wasm } from '@thalweg/wasm/core';
      const loss = mean(dense(1)(input('x', ['batch', 20])));
      const runner = wasm({ loops: [products, reductions] });
      records$.pipe(batch(32), train(loss, adam(), { runner })).subscribe(console.log);
    `,
    ceiling: 60_000,
    reached: 74_700,
    forbidden: [/^immer$/],
    only: { optim: ['adam', 'Updates', 'updatesOf'], nn: ['dense'] },
    never: {
      optim: besidesAdam,
      nn: besidesDense,
      wasm: /^(convolution|functions|scan|threads|precompile|precompiled|compile)\/|^emit\/(factorizations|max-pooling|order|pooling|slices|solve|uniform)|^planning\/explained/,
    },
  },
  {
    name: 'Adam alone',
    code: `
      import { adam } from '@thalweg/optim';
      console.log(adam);
    `,
    ceiling: 12_000,
    reached: 15_750,
    forbidden: [/^(nn|data|train):/],
    only: { optim: ['adam'] },
    never: { optim: besidesAdam },
  },
  {
    name: 'the view of a circuit, before its layout is loaded',
    code: `
      import { defineCircuitElement } from '@thalweg/inspect';
      defineCircuitElement();
    `,
    ceiling: 30_040,
    forbidden: [/^(optim|nn|data|train):/, /^@dagrejs/],
    later: ['@dagrejs/dagre', './product-line.js', './movement.js'],
  },
  {
    name: 'the summary of a network, without the view',
    code: `
      import { summary } from '@thalweg/inspect';
      console.log(summary);
    `,
    ceiling: 16_240,
    forbidden: [/^(optim|nn|data|train):/, /^@dagrejs/],
    only: { inspect: ['summary'] },
    never: { inspect: /^(draw|layout|view|watch)\// },
    later: ['./product-line.js', './movement.js'],
  },
  {
    name: 'the package of the view, imported and not used',
    code: `import '@thalweg/inspect';`,
    ceiling: 100,
    forbidden: [/./],
  },
  {
    name: 'a CSV file as a dataset',
    code: `
      import { csv } from '@thalweg/readers';
      csv('cars.csv').subscribe(console.log);
    `,
    ceiling: 26_080,
    forbidden: [/hyparquet|flechette/],
    only: { readers: ['csv'] },
    never: { readers: /^(arrow|columnar|idx|json|lines|parquet)\// },
  },
];
