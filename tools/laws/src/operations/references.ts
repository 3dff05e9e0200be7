import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../reference/', import.meta.url);

/** The files whose rows are of layers, not of operations. */
const OF_LAYERS = ['losses.json'];

/** The operations that `tools/laws/reference` has PyTorch's values and gradients of. */
export function referencedOperations(): ReadonlySet<string> {
  const files = readdirSync(folder).filter(file => file.endsWith('.json') && !OF_LAYERS.includes(file));
  return new Set(files.flatMap(file => operationsIn(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))));
}

/** The operations of a file of rows that have one; other files have other rows. */
function operationsIn(content: unknown): string[] {
  const rows = Array.isArray(content) ? (content as { readonly operation?: string }[]) : [];
  return rows.flatMap(({ operation }) => operation ?? []);
}
