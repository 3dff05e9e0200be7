import { describe, expect, it, vi } from 'vitest';
import type { ModelFile } from '../model-file/precompile-file.ts';
import { precompiledPlans, type PrecompiledPlansOptions } from './precompiled-plans.ts';

const precompiled = vi.hoisted((): ModelFile[] => []);
vi.mock('../process/precompile-in-process.ts', () => ({
  precompileInProcess: (model: ModelFile) => {
    precompiled.push(model);
    return Promise.resolve({ bytes: new Uint8Array(), plans: [] });
  },
}));

/** Loads a module in a build. Returns what was precompiled for it; `undefined` if the plugin leaves it to others. */
async function loaded(id: string, options?: PrecompiledPlansOptions): Promise<ModelFile | undefined> {
  const plugin = precompiledPlans(options) as unknown as { load(this: object, id: string): Promise<unknown> };
  precompiled.length = 0;
  await plugin.load.call({ addWatchFile: () => {}, emitFile: () => 'asset' }, id);
  return precompiled[0];
}

describe('an import that asks for precompiled plans', () => {
  it('is one whose query says so', async () => {
    for (const id of ['./net.ts?precompiled', './net.ts?batch=1&precompiled', '/a/net.ts?precompiled&t=17'])
      expect(await loaded(id)).toMatchObject({ targets: [] });
    for (const id of ['./net.ts', './precompiled.ts', './net.ts?url', './net.ts?notprecompiled'])
      expect(await loaded(id)).toBeUndefined();
  });

  it('names targets and sizes, before those by default', async () => {
    const byDefault = { sizes: { batch: [1], time: [8] }, targets: ['predict'] };
    const file = '/a/net.ts';
    expect(await loaded('/a/net.ts?precompiled', byDefault)).toEqual({ file, ...byDefault });
    expect(await loaded('/a/net.ts?precompiled&targets=a,b&batch=2,32&t=1763', byDefault)).toEqual({
      file,
      targets: ['a', 'b'],
      sizes: { batch: [2, 32], time: [8] },
    });
  });

  it('must have whole numbers for sizes', async () => {
    await expect(loaded('/a/net.ts?precompiled&batch=all')).rejects.toThrow(
      'sizes of an axis must be whole numbers, got batch=all in an import of /a/net.ts. Write batch=1,32.',
    );
  });
});
