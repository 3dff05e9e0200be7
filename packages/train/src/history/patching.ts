import { enablePatches, Immer } from 'immer';

/**
 * An immer that makes patches, whatever an app has set for its own. Whether the plugin is there is tried first, as
 * `enablePatches` makes a list longer at each call.
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
