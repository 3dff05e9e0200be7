import { readdirSync } from 'node:fs';
import * as graph from '@thalweg/graph';

const folder = new URL('../../../../packages/graph/src/operations/', import.meta.url);

/** The operations that `@thalweg/graph` exports: what is defined in the files of its folder of operations. */
export async function graphOperations(): Promise<Readonly<Record<string, unknown>>> {
  const files = readdirSync(folder).filter(file => file.endsWith('.ts') && !file.includes('.test'));
  const modules = await Promise.all(files.map(file => import(new URL(file, folder).href) as Promise<object>));
  const defined = new Set(modules.flatMap(module => Object.values(module) as unknown[]));
  return Object.fromEntries(Object.entries(graph).filter(([, value]) => defined.has(value)));
}
