import { bundledProgram } from './bundled-program.ts';

/** Bundles `writer.ts` and returns the path of the program. */
export function bundledWriter(): string {
  return bundledProgram(new URL('writer.ts', import.meta.url));
}
