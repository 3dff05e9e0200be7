import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { root } from './root.ts';

mkdirSync(`${root}.nx`, { recursive: true });
// Within the workspace, where packages are found.
const folder = mkdtempSync(`${root}.nx/program-`);
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(`${folder}/${name}.ts`, text);
const started = (name: string, ...options: readonly string[]): string =>
  execFileSync(process.execPath, [`${root}tools/bundle/bundle.mjs`, 'start', `${folder}/${name}.ts`, ...options], {
    encoding: 'utf8',
    stdio: 'pipe',
  });

it('a program runs with its options, and with the packages that it imports', () => {
  write(
    'sum',
    `import { add, constant, read } from '@thalweg/graph';
    console.log(String(read(add(constant(1), constant(2)))), process.argv.slice(2).join());`,
  );
  expect(started('sum', '--a', 'b')).toBe('float32 [] 3 --a,b\n');
});

it('a program whose sources have changed runs as they are now', () => {
  write('part', 'export const part: string = "old";');
  write('whole', `import { part } from './part.ts'; console.log(part);`);
  expect(started('whole')).toBe('old\n');
  expect(started('whole')).toBe('old\n');
  write('part', 'export const part: string = "new";');
  expect(started('whole')).toBe('new\n');
  write('whole', `import { part } from './other.ts'; console.log(part);`);
  write('other', `export { part } from './part.ts'; console.log('other');`);
  expect(started('whole')).toBe('other\nnew\n');
});

it('an error of a program names the line of its source', () => {
  write('failing', `\n\nexport function fails(): never {\n  throw new Error('planted' as string);\n}\nfails();\n`);
  expect(() => started('failing')).toThrow(/failing\.ts:4[^]*Error: planted[^]*failing\.ts:4:9/);
});

it('a program finds the files beside its sources, and starts programs beside them', () => {
  write('child', 'process.send!({ answer: 42 as number }, () => process.exit());');
  write(
    'parent',
    `import { fork } from 'node:child_process';
    import { readFileSync } from 'node:fs';
    import { fileURLToPath } from 'node:url';
    fork(fileURLToPath(new URL('./child.ts', import.meta.url))).on('message', message => {
      console.log(JSON.stringify(message), readFileSync(new URL('data.txt', import.meta.url), 'utf8'));
    });`,
  );
  writeFileSync(`${folder}/data.txt`, 'data');
  expect(started('parent')).toBe('{"answer":42} data\n');
});
