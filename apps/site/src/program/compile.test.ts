import { describe, expect, it } from 'vitest';
import { compile, instrument } from './compile.ts';

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

describe('an instrumented block', () => {
  it('reports the value of an expression before `// =>`, on the line where it ends', () => {
    const { code } = instrument('const x = 1;\nf(\n  x,\n); // => 2\nx + 1; // no claim\n');
    expect(code).toBe('const x = 1;\nreport.begin(4); report.value(4, (f(\n  x,\n))); // => 2\nx + 1; // no claim\n');
  });

  it('reports where another statement ends', () => {
    const { code } = instrument('for (const a of b) print(a); // => 1, 2');
    expect(code).toBe('report.begin(1); for (const a of b) print(a); report.end(); // => 1, 2');
  });

  it('leaves what is inside of functions and texts', () => {
    const text = 'function f() {\n  g(); // => 1\n}\nconst t = `\nx; // => 2\n`;\n';
    expect(instrument(text).code).toBe(text);
  });

  it('reads types', () => {
    const { code } = instrument('(a as Map<string, number>).get(k)!; // => 3');
    expect(code).toBe('report.begin(1); report.value(1, ((a as Map<string, number>).get(k)!)); // => 3');
  });

  it('names the variables of the outermost level, also those of patterns', () => {
    const text = 'const a = 1, [b, c] = d;\nlet { e, f: g } = h;\nfunction i() { const j = 1; }\n';
    expect(instrument(text).names).toEqual(['a', 'b', 'c', 'e', 'g']);
  });
});
