import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { callExpression, type Call } from './call.ts';

/** Calls functions of a bundle in Node with the given flags, each in a new process. */
export function inNode(path: string, flags: readonly string[] = []): Call {
  return async (name, ...given) => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const code = `console.log(JSON.stringify(await ${callExpression(pathToFileURL(path).href, name, given)}))`;
    const args = [...flags, '--input-type=module', '--eval', code];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    return JSON.parse(stdout) as never;
  };
}
