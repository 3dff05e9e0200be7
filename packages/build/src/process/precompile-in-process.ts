import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ModelFile, PrecompileAnswer, PrecompiledFile } from '../model-file/precompile-file.ts';

/**
 * Returns the plans of a file that a new process of Node imports, so that nothing of it stays, and a changed file is read
 * again. The file is imported as it is installed, without aliases and plugins of Vite: a bundled copy of `@thalweg/graph` does
 * not know the nodes of another one.
 *
 * - **Throws** what the file or the compiler throws, as an `Error` with its message and its stack
 */
export async function precompileInProcess(
  request: ModelFile,
  flags: readonly string[] = process.execArgv,
): Promise<PrecompiledFile> {
  // Built or not, the program lies beside this file, and has its ending.
  const program = fileURLToPath(new URL(`precompile-process${extname(import.meta.url)}`, import.meta.url));
  const execArgv = [...flags, ...typescriptFlags(request.file, flags)];
  const child = fork(program, { execArgv, serialization: 'advanced' });
  // The channel ends after the last message.
  const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  const answered = once(child, 'message') as Promise<readonly PrecompileAnswer[]>;
  child.send(request);
  const [answer] = await Promise.race([answered, ended.then(() => [])]);
  await ended;
  if (answer === undefined)
    throw new Error(`${request.file}: must let the process live, got its end. Remove what ends it.`);
  if ('result' in answer) return answer.result;
  const { message, stack = message } = answer.failure;
  throw Object.assign(new Error(message), { stack });
}

/**
 * Returns the flags with which Node runs a file: none for JavaScript, for a Node that strips types itself, and if the flags
 * so far bring a loader. Otherwise they bring `tsx`, if the project of the file has it installed.
 */
export function typescriptFlags(file: string, given: readonly string[]): string[] {
  const isTypeScript = /^\.[mc]?tsx?$/.test(extname(file));
  const strips = (process.features as { readonly typescript?: unknown }).typescript;
  if (!isTypeScript || Boolean(strips) || given.some(flag => flag.includes('tsx'))) return [];
  try {
    return ['--import', pathToFileURL(createRequire(file).resolve('tsx')).href];
  } catch {
    return [];
  }
}
