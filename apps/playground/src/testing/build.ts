import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { buildApp } from './build-app.ts';

let building: Promise<string> | undefined;

/**
 * Returns the folder of a production build of the app. The files of tests that share a process share the build, which is
 * deleted after the run.
 */
export function builtFolder(): Promise<string> {
  return (building ??= build());
}

async function build(): Promise<string> {
  const folder = await mkdtemp(join(inject('builds'), 'build-'));
  await buildApp(folder);
  return folder;
}
