import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Returns the path of a table of the npm package `vega-datasets`. */
export function shippedTable(name: string): string {
  const require = createRequire(import.meta.url);
  return join(dirname(dirname(require.resolve('vega-datasets'))), 'data', name);
}
