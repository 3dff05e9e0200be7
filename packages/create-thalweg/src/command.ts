#!/usr/bin/env node
import { relative } from 'node:path';
import { askFolder, askTemplate } from './ask.ts';
import { createProject, CreationError } from './create-project.ts';
import { help, nextSteps, readArguments } from './command-line.ts';

// The command `create-thalweg`, which `npm create thalweg` runs.
await run().catch((error: unknown) => {
  console.error(error instanceof CreationError ? error.message : error);
  process.exitCode = 1;
});

async function run(): Promise<void> {
  const given = readArguments(process.argv.slice(2));
  if (given.help) return console.log(help());
  const folder = given.folder ?? (await answer(askFolder, 'a folder', 'npm create thalweg my-app'));
  if (folder === undefined) return;
  const template =
    given.template ?? (await answer(askTemplate, 'a template', `npm create thalweg ${folder} -- --template script`));
  if (template === undefined) return;
  const path = await createProject(folder, template);
  console.log(nextSteps(relative(process.cwd(), path)));
}

/** Asks for what the command line leaves out, if somebody can answer. */
async function answer(
  ask: () => Promise<string | undefined>,
  what: string,
  example: string,
): Promise<string | undefined> {
  if (process.stdin.isTTY && process.stdout.isTTY) return ask();
  throw new CreationError(`${what} must be named outside of a terminal, got none. Write: ${example}`);
}
