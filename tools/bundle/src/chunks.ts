import { existsSync, readFileSync } from 'node:fs';
import type { Package } from './packages.ts';
import { root } from './root.ts';

/** The modules of a build, and what each imports. */
interface ModuleGraph {
  getModuleInfo(id: string): ModuleLinks | null;
}

interface ModuleLinks {
  readonly importedIds: readonly string[];
  readonly dynamicallyImportedIds: readonly string[];
}

/** The chunk with the code of a package. */
export const CHUNK = 'bundle';

/**
 * The chunk with the part of it that loads something later, or imports a package of others that may have effects. Bundlers keep
 * both for as long as they keep the module around it, so that whoever uses none of it must not import it.
 */
const EFFECTS = 'effects';

/** Returns what names the chunk of a module: none for what is loaded later itself. */
export function chunkOf({ folder, entries, others }: Package): (id: string, graph: ModuleGraph) => string | null {
  const effects = new Set(others.filter(hasEffects));
  let chunks: Map<string, string> | undefined;
  return (id, graph) => {
    chunks ??= assigned(
      [...entries.values()].map(source => `${folder}src/${source}.ts`),
      graph,
      effects,
    );
    return chunks.get(id) ?? null;
  };
}

/** Returns the chunks of the modules that some entries import. */
function assigned(entries: readonly string[], graph: ModuleGraph, effects: ReadonlySet<string>): Map<string, string> {
  const chunks = new Map<string, string>();
  entries.forEach(chunkBelow);
  return chunks;

  function chunkBelow(id: string): string {
    const known = chunks.get(id);
    if (known !== undefined) return known;
    const { importedIds = [], dynamicallyImportedIds = [] } = graph.getModuleInfo(id) ?? {};
    const own = importedIds.filter(isOwn).map(chunkBelow);
    const hasOwnEffect =
      dynamicallyImportedIds.length > 0 || importedIds.some(imported => effects.has(packageOf(imported)));
    const chunk = hasOwnEffect || own.includes(EFFECTS) ? EFFECTS : CHUNK;
    chunks.set(id, chunk);
    return chunk;
  }
}

function isOwn(id: string): boolean {
  return id.startsWith(root);
}

function packageOf(specifier: string): string {
  return /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
}

function hasEffects(name: string): boolean {
  const path = `${root}node_modules/${name}/package.json`;
  if (!existsSync(path)) return true;
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly sideEffects?: unknown }).sideEffects !== false;
}
