import { afterEach, describe, expect, it, vi } from 'vitest';
import { readOptions, type CommandOptions } from './read-options.ts';

afterEach(() => vi.restoreAllMocks());

async function optionsOf(...argv: readonly string[]): Promise<CommandOptions> {
  let found: CommandOptions | undefined;
  await readOptions(argv, options => {
    found = options;
    return Promise.resolve();
  });
  return found!;
}

/** The text on standard error before the program ends. */
async function refusalOf(...argv: readonly string[]): Promise<string> {
  const said: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation(text => said.push(String(text)) > 0);
  vi.spyOn(process, 'exit').mockImplementation(() => {
    throw new Error('exit');
  });
  await expect(optionsOf(...argv)).rejects.toThrow('exit');
  return said.join('');
}

describe('the command line', () => {
  it('names a file, and by it the files that are written', async () => {
    const { file, targets, sizes, out } = await optionsOf('precompile', 'models/net.ts');
    expect(file).toBe(`${process.cwd()}/models/net.ts`);
    expect([targets, sizes]).toEqual([[], {}]);
    expect(out).toEqual({
      module: `${process.cwd()}/models/net.wasm`,
      plans: `${process.cwd()}/models/net.plans.json`,
    });
  });

  it('has sizes of several axes, targets, and another place', async () => {
    const given = ['--batch', '1,32', '--size', 'time=16,64', '--size', 'width=8', '--targets', 'predict,training'];
    const { targets, sizes, out } = await optionsOf('precompile', 'net.js', ...given, '--out', '/tmp/a/b.wasm');
    expect(sizes).toEqual({ batch: [1, 32], time: [16, 64], width: [8] });
    expect(targets).toEqual(['predict', 'training']);
    expect(out).toEqual({ module: '/tmp/a/b.wasm', plans: '/tmp/a/b.plans.json' });
  });

  it.each([
    [['precompile', 'a.ts', '--bach', '1'], "unknown option '--bach'", 'Did you mean --batch?'],
    [['precompil', 'a.ts'], "unknown command 'precompil'", 'Did you mean precompile?'],
    [['precompile'], "missing required argument 'file'", 'Try npx thalweg precompile --help.'],
    [['precompile', 'a.ts', 'b.ts'], 'too many arguments', 'Try npx thalweg precompile --help.'],
    [['precompile', 'a.ts', '--batch', '1,x'], "argument '1,x' is invalid", 'It must be whole numbers, such as 1,32.'],
    [['precompile', 'a.ts', '--size', '16'], "argument '16' is invalid", 'an axis with its sizes, such as time=16,64'],
    [['precompile', 'a.ts', '--out', 'a.ts'], "argument 'a.ts' is invalid", 'It must be the path of a .wasm file'],
    [['precompile', 'a.ts', '--out', 'public/'], "argument 'public/' is invalid", 'such as public/model.wasm'],
    [['precompile', 'a.ts', '--out', '.wasm'], "argument '.wasm' is invalid", 'It must be the path of a .wasm file'],
    [['precompile', 'a.ts', '--targets', 'a,'], "argument 'a,' is invalid", 'It must be names of exports'],
  ])('refuses %j', async (argv, what, advice) => {
    const said = await refusalOf(...argv);
    expect(said).toContain(what);
    expect(said).toContain(advice);
  });
});
