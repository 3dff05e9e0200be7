#!/usr/bin/env node

import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError, visible } from '@thalweg/tensor/engine';
import { type CommandOptions, readOptions } from './command/read-options.ts';
import type { PlanSummary } from './model-file/precompile-file.ts';
import { precompileInProcess } from './process/precompile-in-process.ts';

// The command `thalweg`.
await readOptions(process.argv.slice(2), run).catch((error: Error) => {
  console.error(error instanceof DataError ? error.message : (error.stack ?? error.message));
  process.exitCode = 1;
});

async function run({ out, ...model }: CommandOptions): Promise<void> {
  const { bytes, plans } = await precompileInProcess(model);
  try {
    await writeFile(out.module, bytes);
    await writeFile(out.plans, `${JSON.stringify(plans, undefined, 2)}\n`);
  } catch (cause) {
    const { message } = cause as Error;
    throw new DataError('precompile', 'the files must be writable', message, 'Name a folder that exists by --out.', {
      cause,
    });
  }
  const kilobytes = (size: number): string => `${(size / 1000).toFixed(1)} kB`;
  const path = relative(process.cwd(), out.module);
  console.log(`${path}: ${kilobytes(bytes.length)}, ${kilobytes(gzipSync(bytes).length)} gzipped`);
  for (const line of planLines(plans)) console.log(visible(line));
}

/** Returns a line for each plan, with what it is for and what is interpreted in between. */
function planLines(plans: readonly PlanSummary[]): string[] {
  return plans.map(({ name, inputs, interpreted }) => {
    const fed = Object.entries(inputs).map(([input, sizes]) => `${input} [${sizes.join(', ')}]`);
    const slow = interpreted.length === 0 ? '' : `; interpreted in between: ${[...new Set(interpreted)].join(', ')}`;
    return `  ${name} for ${fed.join(', ') || 'no inputs'}${slow}`;
  });
}
