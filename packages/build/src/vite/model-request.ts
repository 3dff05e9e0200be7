import { ContractError } from '@thalweg/tensor';
import type { ModelFile } from '../model-file/precompile-file.ts';

/** Matches imports that ask for precompiled plans. */
export const QUERY: RegExp = /\?(.*&)?precompiled(&|$)/;

/** Names that Vite adds to a query. */
const OF_VITE: ReadonlySet<string> = /* @__PURE__ */ new Set(['import', 't', 'v']);

/** Returns what an import asks for: its file, and targets and sizes from its query, or else those by default. */
export function modelRequest(id: string, byDefault: Pick<ModelFile, 'sizes' | 'targets'>): ModelFile {
  const [file, query] = id.split('?') as [string, string];
  const sizes: Record<string, readonly number[]> = { ...byDefault.sizes };
  let { targets } = byDefault;
  for (const [name, value] of new URLSearchParams(query)) {
    if (OF_VITE.has(name)) continue;
    if (name === 'targets') targets = value.split(',');
    else if (/^\d+(,\d+)*$/.test(value)) sizes[name] = value.split(',').map(Number);
    else if (value !== '')
      throw new ContractError(
        'precompiledPlans',
        'the sizes of an axis must be whole numbers',
        `${name}=${value} in an import of ${file}`,
        `Write ${name}=1,32.`,
      );
  }
  return { file, targets, sizes };
}
