/** The packages that run in the page, in the order in which they build on each other. */
const PACKAGES = ['tensor', 'graph', 'optim', 'nn', 'data', 'metrics', 'train', 'online', 'inspect', 'wasm'] as const;

/** The modules that a block may import to be run in the page, as an import names them. */
export const editableModules: ReadonlySet<string> = /* @__PURE__ */ new Set([
  ...PACKAGES.flatMap(name => [`thalweg/${name}`, `@thalweg/${name}`]),
  'rxjs',
]);
