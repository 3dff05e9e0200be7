import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { type KoffiFunction, loadKoffi } from '../koffi/load-koffi.ts';
import { LlvmCompiler } from './compiler.ts';
import { type LlvmLibrary, loadLlvm } from './library.ts';

/** Has a library say, after each call on another thread, how many objects among the arguments are still in memory. */
function watched(library: LlvmLibrary, found: (name: string, kept: number) => void): LlvmLibrary {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const watch = (name: string, called: KoffiFunction): KoffiFunction => {
    const start: KoffiFunction['async'] = (...given) => {
      const values = given.slice(0, -1);
      const then = given.at(-1) as (error: unknown, result: unknown) => void;
      const objects = values.filter(value => typeof value === 'object').map(value => new WeakRef(value as object));
      called.async(...values, (error: unknown, result: unknown) => {
        collect();
        found(name, objects.filter(object => object.deref() !== undefined).length);
        then(error, result);
      });
    };
    return Object.assign((...values: readonly unknown[]) => called(...values), { async: start });
  };
  const func: LlvmLibrary['functions']['func'] = (name, result, params) =>
    watch(name, library.functions.func(name, result, params));
  return { ...library, functions: { func } };
}

it('keeps the memory that another thread writes until it has written', { tags: ['llvm'] }, async () => {
  const koffi = loadKoffi('llvm');
  const kept: [name: string, count: number][] = [];
  const compiler = new LlvmCompiler(
    koffi,
    watched(loadLlvm(koffi, undefined), (...found) => kept.push(found)),
  );
  const release = await new Promise<() => void>((resolve, reject) => {
    const stop = compiler.compile({
      textFor: ({ triple, layout }) =>
        `target triple = "${triple}"\ntarget datalayout = "${layout}"\ndefine i32 @one() {\n  ret i32 1\n}\n`,
      first: 'one',
      waits: false,
      ready: addressOf => {
        expect(addressOf('one')).toBeGreaterThan(0n);
        resolve(stop);
      },
      failed: reject,
    });
  });
  release();
  // The second one writes an address.
  expect(kept).toEqual([
    ['LLVMRunPasses', 0],
    ['LLVMOrcLLJITLookup', 1],
  ]);
});
