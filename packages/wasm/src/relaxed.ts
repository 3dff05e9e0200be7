import { type Arithmetic, WasmFunc } from './assembler/wasm-func.ts';
import { whyNot } from './assembler/wasm-module.ts';

/**
 * Returns fused multiply-adds of WebAssembly's relaxed SIMD, for the products of `wasm()`. On a host without such an
 * instruction it returns `undefined`, and arithmetic stays plain. `explain` and `onPlan` say which it is.
 *
 * A fused product is not rounded before it is added, unless the processor cannot do so. Results agree with plain ones within
 * the rounding of float32, but differ from one machine to another. So the same seed gives the same bits on one machine only.
 *
 * @example
 * train(loss, adam(), { runner: wasm({ arithmetic: relaxed() }) })
 */
export function relaxed(): Arithmetic | undefined {
  const isThere = whyNot(f => f.f32x4(0).f32x4(0).f32x4(0).multiplyAdd(), RelaxedFunc) === undefined;
  return isThere ? RelaxedFunc : undefined;
}

/** Code that leaves it to the processor whether a product is rounded before it is added. */
class RelaxedFunc extends WasmFunc {
  /** Locals for two factors and a sum, once they are needed. */
  #spare: readonly [number, number, number] | undefined;

  override multiplyAdd(): this {
    const [a, b, sum] = (this.#spare ??= [this.local('v128'), this.local('v128'), this.local('v128')]);
    // `f32x4.relaxed_madd`: two factors and a sum are on the stack. Source: "WebAssembly Core Specification 3.0", index of instructions.
    return this.set(b).set(a).set(sum).get(a).get(b).get(sum).append([0xfd, 0x85, 2]);
  }
}
