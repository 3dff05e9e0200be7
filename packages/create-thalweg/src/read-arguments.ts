import { parseArgs } from 'node:util';
import { CreationError } from './creation-error.ts';

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
