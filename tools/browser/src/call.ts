import type * as program from './program/program.ts';

type Program = typeof program;

/** Calls a function of the program in a new process or page. */
export type Call = <K extends keyof Program>(
  name: K,
  ...given: Parameters<Program[K]>
) => Promise<Awaited<ReturnType<Program[K]>>>;

/** Returns an expression that imports the program and calls one of its functions. */
export function callExpression(url: string, name: string, given: readonly unknown[]): string {
  return `import(${JSON.stringify(url)}).then(program => program.${name}(...${JSON.stringify(given)}))`;
}
