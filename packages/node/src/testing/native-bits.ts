import { feedOf, type Node, openFrame, type Source } from '@thalweg/graph';
import { sizeOf, type Sizes, tensor } from '@thalweg/tensor';
import { wasm, type WasmOptions } from '@thalweg/wasm';
import { expect } from 'vitest';
import { llvm } from '../llvm/llvm.ts';

/** Sources with the sizes of the values that they are given, one after another. */
export type Sized = readonly (readonly [Source, Sizes])[];

function valuesOf(outputs: readonly Node[], passes: readonly Sized[], options: WasmOptions): (readonly number[])[] {
  const frame = openFrame({ outputs, runner: wasm(options) });
  const found: (readonly number[])[] = [];
  for (const pass of passes) {
    const feeds = pass.map(([source, shape], seed) =>
      feedOf(
        source,
        tensor(
          Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i + seed)),
          { shape },
        ),
      ),
    );
    frame.run(feeds, outcome => {
      if ('error' in outcome) throw outcome.error;
      found.push(...outcome.outputs.map(({ data }) => [...data]));
    });
  }
  frame.close();
  return found;
}

/** Compares all bits of some passes in native code, with 8 lanes and with 16, with those of WebAssembly. */
export function expectBitsOfWasm(outputs: readonly Node[], passes: readonly Sized[]): void {
  const expected = valuesOf(outputs, passes, {});
  expect(expected).toHaveLength(outputs.length * passes.length);
  for (const lanes of [8, 16] as const)
    expect(valuesOf(outputs, passes, { native: llvm({ waits: true, from: 0, lanes }) })).toEqual(expected);
}
