import type { Options } from '../options.ts';
export function drawPlots(_: Options): Promise<boolean> {
  return Promise.resolve(true);
}
