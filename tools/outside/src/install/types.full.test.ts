import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isRelease } from '@thalweg/drawn';
import ts58 from 'typescript';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { npm, userCache } from '../pack/npm.ts';
import { root, subpathsOf } from '../pack/workspace.ts';

const home = inject('home');
const folder = join(home, 'types');

const shapes = `
  import { batch, fromColumns } from '@thalweg/data';
  import { gradient, input, matmul, mean, read, square, type Node } from '@thalweg/graph';
  import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
  import { adam } from '@thalweg/optim/adam';
  import type { Tensor } from '@thalweg/tensor';
  import { train, type StepRecord } from '@thalweg/train';
  import { filter, map, type Observable } from 'rxjs';

  const image = input('image', ['batch', 4]), digit = input('digit', ['batch'], 'int32');
  const logits: Node<readonly ['batch', 3]> = image.pipe(dense(8), relu(), dense(3));
  const loss: Node<readonly []> = logits.pipe(softmaxCrossEntropy(digit));
  export const slope: Node<readonly ['batch', 4]> = gradient(loss, image);
  export const present: Tensor<readonly ['batch', 3]> = read(logits);
  export const rows: Node<readonly ['batch', 2]> = matmul(logits, input('w', [3, 2]));
  export const size$: Observable<number> = mean(square(logits)).pipe(map(value => value.item()), filter(n => n > 1));
  const records = fromColumns({ image: { data: [1, 2, 3, 4], shape: [4] }, digit: { data: new Int32Array(1) } });
  export const told$: Observable<StepRecord> = records.pipe(batch(1), train(loss, adam()));
`;

const mismatch = `
  import { input, matmul, type Node } from '@thalweg/graph';
  import { dense } from '@thalweg/nn';

  const image = input('image', ['batch', 4]);
  export const product = matmul(image, input('w', [5, 2]));
  export const logits: Node<readonly ['batch', 2]> = image.pipe(dense(3));
`;

const internal = `export { RunIterator } from '@thalweg/data/internal/run-iterator';`;

const programs = { shapes, mismatch, internal };
const pathOf = (program: string) => join(folder, `${program}.ts`);

/** Returns a compiler's messages about the programs, and about the types of all that the packages export, by file. */
function complaints(ts: typeof ts58, resolution: Resolution, skipLibCheck: boolean): Record<string, string[]> {
  const [module, moduleResolution] =
    resolution === 'nodenext'
      ? [ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext]
      : [ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler];
  const checked = skipLibCheck ? [] : inject('packed');
  const declarations = checked.flatMap(({ name, files }) => {
    const folder = join(home, 'node_modules', name);
    const exported = [...subpathsOf(folder, files).values()].map(file => file.replace(/\.js$/, '.d.ts'));
    return exported.filter(file => files.includes(file)).map(file => join(folder, file));
  });
  const program = ts.createProgram([...Object.keys(programs).map(pathOf), ...declarations], {
    module,
    moduleResolution,
    target: ts.ScriptTarget.ES2022,
    // The types of the client library of NATS use Symbol.asyncDispose.
    lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts'],
    types: [],
    strict: true,
    skipLibCheck,
    noEmit: true,
  });
  const said: Record<string, string[]> = {};
  for (const { file, messageText } of ts.getPreEmitDiagnostics(program))
    (said[file?.fileName ?? ''] ??= []).push(ts.flattenDiagnosticMessageText(messageText, '\n'));
  return said;
}

/** How a program finds what it imports. */
type Resolution = 'nodenext' | 'bundler';

/** A compiler, and how it says that a shape is wrong. */
interface Compiler {
  readonly version: string;
  readonly ts: typeof ts58;
  readonly skipLibCheck: boolean;
  readonly resolutions: readonly Resolution[];
  readonly wrongShape: RegExp;
}

/** The reason for a node of another shape, down to the size. */
const WRONG_SIZE = /^Type 'Node<readonly \["batch", 3\]>' .*(\n.*){2}\n *Type '3' is not .* type '2'\.$/;

/** The oldest compiler that takes all of our types without skipLibCheck. */
const landing: readonly Compiler[] = [
  { version: '5.8', ts: ts58, skipLibCheck: false, resolutions: ['nodenext'], wrongShape: WRONG_SIZE },
];

/** Returns the compilers of a release: others, and the other way to resolve modules. */
async function released(): Promise<readonly Compiler[]> {
  return [
    // It does not know `Uint8Array<ArrayBuffer>`, which types of ours and of others write: it takes them with skipLibCheck only.
    {
      version: '5.4',
      ts: await installed('5.4.5'),
      skipLibCheck: true,
      resolutions: ['nodenext', 'bundler'],
      wrongShape: /^Type 'Node<readonly \["batch", 3\]>' .*\n.*\n *Type .* is not .* type 'readonly \["batch", 2\]'\.$/,
    },
    { version: '5.8', ts: ts58, skipLibCheck: false, resolutions: ['bundler'], wrongShape: WRONG_SIZE },
    {
      version: '6.0',
      ts: createRequire(`${root}package.json`)('typescript') as typeof ts58,
      skipLibCheck: false,
      resolutions: ['nodenext', 'bundler'],
      wrongShape: WRONG_SIZE,
    },
  ];
}

/** Installs a version of the compiler outside of the workspace. */
async function installed(version: string): Promise<typeof ts58> {
  const place = join(inject('home'), '..', `typescript-${version}`);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ private: true, dependencies: { typescript: version } }));
  await npm(place, userCache(), 'install', '--offline=false', '--prefer-offline');
  return createRequire(join(place, 'package.json'))('typescript') as typeof ts58;
}

const compilers = isRelease ? await released() : landing;

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(programs)) writeFileSync(pathOf(name), text);
});

describe.each(compilers)('TypeScript $version', ({ version, ts, skipLibCheck, resolutions, wrongShape }) => {
  it('is what is meant', () => expect(ts.versionMajorMinor).toBe(version));

  it.each(resolutions)('takes right programs and refuses wrong ones, with %s', resolution => {
    expect(complaints(ts, resolution, skipLibCheck)).toEqual({
      [pathOf('mismatch')]: [
        expect.stringMatching(/"matmul: inner sizes must agree, got \[batch, 4\] and \[5, 2\]".*\n.*$/),
        expect.stringMatching(wrongShape),
      ],
      [pathOf('internal')]: [expect.stringMatching(/^Cannot find module/)],
    });
  });
});
