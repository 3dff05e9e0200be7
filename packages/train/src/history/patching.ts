import { enablePatches, Immer } from 'immer';

/**
 * Returns a new Immer that produces patches, whatever the app has set for its own. It first tests for the plugin,
 * as `enablePatches` grows a list with each call.
 */
export function patching(options: { readonly autoFreeze: boolean } = { autoFreeze: true }): Immer {
  const immer = new Immer(options);
  try {
    immer.produceWithPatches({}, () => {});
  } catch {
    enablePatches();
  }
  return immer;
}
