import { inject } from 'vitest';
import { importableFrom } from './frameworks.ts';

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
