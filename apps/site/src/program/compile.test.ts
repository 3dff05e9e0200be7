import { expect, it } from 'vitest';
import { compile } from './compile.ts';

/** Runs a program as the sandbox does, and returns what it reports. */
async function run(...blocks: string[]): Promise<unknown[]> {
  const reports: unknown[] = [];
  const report = {
    start: () => reports.push('start'),
    begin: (line: number) => reports.push(`begin ${line}`),
    end: () => reports.push('end'),
    value: (line: number, value: unknown) => reports.push([line, value]),
    variables: (variables: object) => reports.push(variables),
  };
  const modules: Readonly<Record<string, object>> = { 'a/b': { twice: (x: number) => 2 * x } };
  const AsyncFunction = (async () => {}).constructor as new (
    ...text: string[]
  ) => (...given: unknown[]) => Promise<void>;
  await new AsyncFunction('require', 'report', 'exports', compile(blocks).code)(
    (name: string) => modules[name],
    report,
    {},
  );
  return reports;
}

it('a block goes on with the blocks before it, and reports only itself', async () => {
  const before = "import { twice } from 'a/b';\nconst x: number = twice(2);\nx; // => 4";
  expect(await run(before, 'const y = await Promise.resolve(x);\ny + 1; // => 5')).toEqual([
    'start',
    'begin 2',
    [2, 5],
    { y: 4 },
  ]);
});

it('lines stay where they are', () => {
  const { code, linesBefore } = compile([
    "import {\n  a,\n} from 'a/b';\ninterface B {\n  c: string;\n}",
    'a();\nb();',
  ]);
  expect(linesBefore).toBe(7);
  expect(code.split('\n')[8]).toBe('b();');
});

it('code that cannot be read is an error with its line', () => {
  expect(() => compile(['const a = 1;', 'const = 1;'])).toThrow(/1:7/);
});
