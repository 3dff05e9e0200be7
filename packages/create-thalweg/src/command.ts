#!/usr/bin/env node
import { relative } from 'node:path';
import { isCancel, select, text } from '@clack/prompts';
import { help, nextSteps, readArguments } from './command-line.ts';
import { createProject, CreationError, templates } from './create-project.ts';

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

/** Asks in the terminal for the name of a folder; undefined if the user gives up. */
async function askFolder(): Promise<string | undefined> {
  const answer = await text({ message: 'Where shall the project be?', placeholder: 'my-app', defaultValue: 'my-app' });
  return isCancel(answer) ? undefined : answer;
}

/** Asks in the terminal for a template; undefined if the user gives up. */
async function askTemplate(): Promise<string | undefined> {
  const options = templates.map(({ name, about }) => ({ value: name, label: name, hint: about }));
  const answer = await select({ message: 'What shall it be?', options });
  return isCancel(answer) ? undefined : answer;
}
