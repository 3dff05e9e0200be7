import type { Draft, Patch } from 'immer';
import { patching } from './patching.ts';
import { plainCopy } from './plain-copy.ts';

/** Returns the changes that a recipe makes to settings, as patches whose values are copies. Undefined removes a setting. */
export function patchesOf<S extends object>(settings: S, recipe: (draft: Draft<S>) => void): Patch[] {
  // What it writes is another's: not to be frozen, but copied.
  const immer = patching({ autoFreeze: false });
  const [, patches] = immer.produceWithPatches(settings, draft => void recipe(draft as Draft<S>));
  return patches.map(({ op, path, value }) => {
    if (op === 'remove') return { op, path };
    if (value === undefined && typeof path.at(-1) === 'string') return { op: 'remove', path };
    const where = path.map(key => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
    return { op, path, value: plainCopy(value as unknown, `settings${where}`) };
  });
}
