import { inject } from 'vitest';
import { manifestIn, subpathsOf } from '../pack/workspace.ts';

/** A user’s program: a circuit with its gradients, and a line fitted to points. It prints one line. */
export const program: string = `
  import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
  import { feed, gradient, input, parameter, parametersOf, plus, read, times } from '@thalweg/graph';
  import { dense, meanSquaredError } from '@thalweg/nn';
  import { sgd } from '@thalweg/optim';
  import { train } from '@thalweg/train';
  import { last, map } from 'rxjs';

  const x = parameter(-2), y = parameter(5), z = parameter(-4);
  const f = x.pipe(plus(y), times(z));
  const circuit = () => [f, gradient(f, x), gradient(f, y), gradient(f, z)].map(node => read(node).item());
  const before = circuit();
  feed([x, 1], [z, 2]);
  const after = circuit();

  const loss = input('hours', ['batch', 1]).pipe(dense(1), meanSquaredError(input('grade', ['batch', 1])));
  const points = { hours: { data: [-1, 0, 1, 2], shape: [1] }, grade: { data: [-3.5, -0.5, 1, 2.5], shape: [1] } };
  fromColumns(points)
    .pipe(shuffle({ seed: 1 }), batch(4), epochs(200), train(loss, sgd({ learningRate: 0.2 })), last(), map(({ step }) => step))
    .subscribe(steps => {
      const line = parametersOf(loss).map(parameter => Number(read(parameter).item().toFixed(4)));
      console.log(JSON.stringify({ before, after, steps, line }));
    });
`;

/** The expected output, computed by hand: f = (x + y)·z with ∂f/∂x, ∂f/∂y, ∂f/∂z, and the line of least squares. */
export const numbers = {
  before: [-12, -4, -4, 3],
  after: [12, 2, 2, 6],
  steps: 200,
  // Σ(x − 0.5)(y + 0.125) / Σ(x − 0.5)² = 9.75 / 5, and −0.125 − 0.5·1.95
  line: [1.95, -1.1],
};

/** Returns a program that requires and imports all entries, compares them, and prints how many there are. */
export function requireProgram(): string {
  // Not the programs of workers, and no command.
  const paths = inject('packed')
    .flatMap(importableFrom)
    .filter(path => !/\/wasm\/(compile-)?worker$|\/command$|\/one-file\//.test(path));
  return `
    import { createRequire } from 'node:module';
    const require = createRequire(import.meta.url);
    const paths = ${JSON.stringify(paths)};
    for (const path of paths) if (require(path) !== await import(path)) throw new Error(path + ' differs');
    if (require('thalweg/graph').add !== require('@thalweg/graph').add) throw new Error('thalweg differs');
    console.log(paths.length);
  `;
}

/** The frameworks that an app brings. */
const FRAMEWORKS = /^(react|vue|svelte|@angular\/core)$/;

/** Returns what a packed package lets others import without a framework, such as `thalweg/graph/engine`. */
function importableFrom({ name, files }: { name: string; files: readonly string[] }): string[] {
  if (isBridge(name)) return [];
  const bridges = inject('packed').filter(other => isBridge(other.name));
  const paths = [...subpathsOf(folderOf(name), files).keys()].map(subpath => name + subpath.slice(1));
  return paths.filter(path => !bridges.some(bridge => `${path}/`.startsWith(`${bridge.name.slice(1)}/`)));
}

/** Whether a package connects nodes with a framework. */
function isBridge(name: string): boolean {
  return Object.keys(manifestIn(folderOf(name)).peerDependencies ?? {}).some(peer => FRAMEWORKS.test(peer));
}

function folderOf(name: string): string {
  return `${inject('home')}/node_modules/${name}`;
}
