import { parseArgs } from 'node:util';
import { CreationError, templates } from './create-project.ts';

/** The arguments of the command line; a terminal asks for those that are missing. */
export interface Arguments {
  readonly folder: string | undefined;
  readonly template: string | undefined;
  readonly help: boolean;
}

/**
 * Returns what the arguments of the command say.
 *
 * - **Throws** {@link CreationError} for an unknown option, and more than one folder
 */
export function readArguments(given: readonly string[]): Arguments {
  const { values, positionals } = parsed(given);
  if (positionals.length > 1)
    throw new CreationError(`one folder must be named, got ${positionals.join(', ')}. Write the name without spaces.`);
  return { folder: positionals[0], template: values.template, help: values.help ?? false };
}

function parsed(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      options: { template: { type: 'string', short: 't' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    const [reason] = (error as Error).message.split('. ');
    throw new CreationError(`options must be --template and --help, got: ${reason}. See --help.`);
  }
}

/** Returns what `--help` prints. */
export function help(): string {
  const lines = templates.map(({ name, about }) => `  ${name.padEnd(9)} ${about}`);
  return [
    'npm create thalweg FOLDER -- --template NAME',
    '',
    'Writes a new project into an empty or new folder. In a terminal it asks for what you leave out.',
    'Templates:',
    ...lines,
  ].join('\n');
}

/** Returns what to do in a new project, whose place is a path from the current folder on; '' for this one. */
export function nextSteps(place: string): string {
  const enter = place === '' ? '' : `cd ${quoted(place)} && `;
  return `The project is in ${place === '' ? 'this folder' : quoted(place)}. Next:\n\n  ${enter}npm install\n  npm start`;
}

/** A path as a shell takes it: what people copy names the folder and runs nothing, whatever letters its name has. */
function quoted(path: string): string {
  if (/^(?!-)[\w./-]+$/.test(path)) return path;
  // Characters that move the cursor of a terminal cannot be copied from it.
  const seen = path.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '?');
  return `${path.startsWith('-') ? './' : ''}'${seen.replaceAll("'", String.raw`'\''`)}'`;
}
