import { exp, feedOf, input, matmul, max, mul, type Node, openFrame, sin, sum, tanh } from '@thalweg/graph';
import { ContractError, tensor, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import type { Native } from '@thalweg/wasm/engine';

/** Sizes that are no multiples of vectors: all ends of loops are tried. */
const [ROWS, INNER, COLUMNS] = [13, 70, 37] as const;

/**
 * Tries native code. Returns why it is of no use, after a warning of the process: it has other bits than WebAssembly, or with
 * `fallback` it cannot be compiled here. Returns `undefined` if it is right.
 */
export function selfTest(native: Native, fallback: boolean): string | undefined {
  let reason = 'the bits of its self-test are not those of WebAssembly.';
  try {
    if (hasBitsOfWasm(native)) return undefined;
  } catch (error) {
    if (!fallback || !(error instanceof ContractError)) throw error;
    reason = error.message;
  }
  process.emitWarning(
    `llvm: ${native.name} is not used, as ${reason} Passes are computed in WebAssembly.`,
    'LlvmWarning',
  );
  return reason;
}

/** Returns true if a circuit of products, functions and reductions has the same bits in native code and in WebAssembly. */
function hasBitsOfWasm(native: Native): boolean {
  const [x, w] = [input('x', [ROWS, INNER]), input('w', [INNER, COLUMNS])];
  const hidden = tanh(matmul(x, w));
  const outputs = [hidden, sum(exp(hidden), { axes: 0 }), sum(mul(hidden, sin(hidden)), { axes: 1 }), max(hidden)];
  const numbers = (rows: number, columns: number, scale: number): Tensor =>
    tensor(
      Float32Array.from({ length: rows * columns }, (_, i) => scale * Math.sin(i * i)),
      { shape: [rows, columns] },
    );
  const feeds = [feedOf(x, numbers(ROWS, INNER, 1)), feedOf(w, numbers(INNER, COLUMNS, 0.3))];
  const bitsBy = (by?: Native): readonly number[] => {
    const frame = openFrame({ outputs: outputs as readonly Node[], runner: wasm({ native: by }) });
    const found: number[] = [];
    try {
      frame.run(feeds, outcome => {
        if ('error' in outcome) throw outcome.error;
        for (const { data } of outcome.outputs) found.push(...new Int32Array(Float32Array.from(data).buffer));
      });
    } finally {
      frame.close();
    }
    return found;
  };
  const wanted = bitsBy();
  return bitsBy(native).every((bits, n) => bits === wanted[n]);
}
