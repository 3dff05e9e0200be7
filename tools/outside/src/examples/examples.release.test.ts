import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { exampleNames, putExample } from './example.ts';

it.each(exampleNames())('the example %s has right types for the compiler that it names', async name => {
  const folder = await putExample(inject('home'), name, ['@angular/cli']);
  const compiled = await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], {
    cwd: folder,
  });
  expect(compiled).toEqual({ stdout: '', stderr: '' });
});
