import { basename, dirname, extname, join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { ModelFile } from '../model-file/precompile-file.ts';

/** The files and plans that the command line asks for. */
export interface CommandOptions extends ModelFile {
  /** The paths of the module and of the list of its plans. */
  readonly out: { readonly module: string; readonly plans: string };
}

/** The options as they are given. */
interface Given {
  readonly batch?: readonly number[];
  readonly size: Readonly<Record<string, readonly number[]>>;
  readonly targets: readonly string[];
  readonly out?: string;
}

const EXAMPLES = `
Examples:
  $ npx thalweg precompile model.ts --batch 1,32
  $ npx thalweg precompile model.ts --targets training --batch 32
  $ npx thalweg precompile model.ts --batch 1 --size time=16,64 --out public/model.wasm`;

/** Parses the command line. `--help` and invalid options end the program with a message. */
export function readOptions(
  argv: readonly string[],
  act: (options: CommandOptions) => Promise<void>,
): Promise<unknown> {
  const program = new Command('thalweg').description('Prepares models for hosts where no code can be compiled.');
  program
    .command('precompile')
    .description('Compiles the passes of a model, exported by a module, into a .wasm file for precompiled().')
    .argument('<file>', 'a module, in JavaScript or TypeScript, that exports nodes, or functions that take a runner')
    .option('--batch <sizes>', 'sizes of the axis batch, such as 1,32', sizesIn)
    .option('--size <axis=sizes>', 'sizes of another axis, such as time=16,64; once for each axis', axisIn, {})
    .option('--targets <names>', 'exports to compile; all nodes that compute something by default', namesIn, [])
    .option('--out <path>', 'path of the .wasm file; beside the module by default', wasmIn)
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments(false)
    .showHelpAfterError('Try npx thalweg precompile --help.')
    .action((file: string, { batch, size, targets, out }: Given) => {
      const sizes = batch === undefined ? size : { ...size, batch };
      return act({ file: resolve(file), targets, sizes, out: pathsOf(file, out) });
    });
  program.showHelpAfterError('Try npx thalweg --help.');
  return program.parseAsync([...argv], { from: 'user' });
}

/** `model.ts` gives `model.wasm` and `model.plans.json`. */
function pathsOf(file: string, out: string | undefined): CommandOptions['out'] {
  const stem = (path: string): string => join(dirname(path), basename(path, extname(path)));
  const module = out ?? `${stem(file)}.wasm`;
  return { module: resolve(module), plans: resolve(`${stem(module)}.plans.json`) };
}

function sizesIn(text: string): number[] {
  if (/^\d+(,\d+)*$/.test(text)) return text.split(',').map(Number);
  throw new InvalidArgumentError('It must be whole numbers, such as 1,32.');
}

function axisIn(text: string, known: Given['size']): Given['size'] {
  const [, axis, sizes] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (axis === undefined || sizes === undefined)
    throw new InvalidArgumentError('It must be an axis with its sizes, such as time=16,64.');
  return { ...known, [axis]: sizesIn(sizes) };
}

function namesIn(text: string): string[] {
  const names = text.split(',').map(name => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('It must be names of exports, such as predict,training.');
  return names;
}

/** A path whose file may be replaced: a slip of the hand must not write over the sources of a model. */
function wasmIn(text: string): string {
  if (/[^/\\]\.wasm$/.test(text)) return text;
  throw new InvalidArgumentError('It must be the path of a .wasm file, such as public/model.wasm.');
}
