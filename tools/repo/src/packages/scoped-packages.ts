import { existsSync, readdirSync } from 'node:fs';
import { root } from '../root.ts';

/**
 * Returns the names of the packages under `@thalweg`, such as `graph`: those with an index. Besides them there are `thalweg`,
 * which exports them all again, and the program `create-thalweg`.
 */
export function scopedPackages(): string[] {
  return readdirSync(`${root}packages`).filter(name => existsSync(`${root}packages/${name}/src/index.ts`));
}
