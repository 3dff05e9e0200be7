/**
 * The numbers of the programs that blocks of a page belong to: a block that begins with an import begins a program, one
 * that does not goes on with the program before it. A block has none if its program cannot run in the page: it imports
 * what the page does not have, or needs elements of a page of its own.
 */
export function programsOf(blocks: readonly string[]): (number | undefined)[] {
  let program = -1;
  const numbers = blocks.map((code, at) => (at === 0 || code.startsWith('import ') ? ++program : program));
  const unfit = new Set(numbers.filter((_, at) => !runsInPage(blocks[at]!)));
  return numbers.map(number => (unfit.has(number) ? undefined : number));
}

function runsInPage(code: string): boolean {
  const imported = [...code.matchAll(/(?:from|import|import\() ?'([^']+)'/g)].map(match => match[1]!);
  return imported.every(name => editableModules.has(name)) && !/\bdocument\.|\bprocess\./.test(code);
}

/** The packages that run in the page, in the order in which they build on each other. */
const PACKAGES = ['tensor', 'graph', 'optim', 'nn', 'data', 'metrics', 'train', 'online', 'inspect', 'wasm'] as const;

/** The modules that a block may import to be run in the page, as an import names them. */
export const editableModules: ReadonlySet<string> = /* @__PURE__ */ new Set([
  ...PACKAGES.flatMap(name => [`thalweg/${name}`, `@thalweg/${name}`]),
  'rxjs',
]);
