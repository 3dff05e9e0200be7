import { ContractError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { Multiply } from '@thalweg/wasm';
import {
  compileNative,
  type HostFunction,
  type Native,
  type NativeCode,
  type NativeFunctions,
  type NativeHost,
  type NativeModule,
  type ProductMemory,
  whyNotNative,
} from '@thalweg/wasm/engine';
import { type Koffi, loadKoffi } from '../koffi/load-koffi.ts';
import { LlvmCompiler } from './compiler.ts';
import { loadLlvm } from './library.ts';
import { LlvmModule } from './llvm-module.ts';
import { selfTest } from './self-test.ts';

/** Options of {@link llvm}. */
export interface LlvmOptions {
  /** The path or file name of a libLLVM. By default the newest that the system has. */
  readonly library?: string | undefined;
  /** Passes of at least so many operations are compiled; 4,096 by default. A call of machine code costs a tenth of a microsecond more. */
  readonly from?: number;
  /** True to compile a plan before its first pass; by default it begins in WebAssembly, and is compiled later by another thread. */
  readonly waits?: boolean;
  /**
   * The float32 in a vector: 8, or 16 for a processor with AVX-512. By default 16 on those where that was measured to pay, Zen 4 and Zen 5, and 8 elsewhere. The
   * bits are the same.
   */
  readonly lanes?: 8 | 16 | undefined;
  /** True to go on in WebAssembly, with a warning, if koffi or a library is missing. */
  readonly fallback?: boolean;
}

/** For fewer operations, which take about 3 µs, calls cost more than is saved. */
const FROM = 4096;

/** A plan is compiled after so many operations, which take WebAssembly about a tenth of a second: as long as it takes to compile it. */
const WORK = 2e9;

/**
 * Machine code by the libLLVM of the system, for `wasm({ native })`: it compiles the passes that WebAssembly computes for the
 * processor itself, with vectors of eight or sixteen lanes, and with the same bits. It calls the library through the package `koffi`.
 * A plan begins in WebAssembly. After about a tenth of a second another thread compiles it, and it goes on in machine code. `explain` and `onPlan`
 * say which plans are compiled, or why not. Plans of `wasm({ threads })` are not.
 *
 * - **Throws** `ContractError` if koffi or a library is missing, unless `fallback` is true
 *
 * @example
 * train(loss, adam(), { runner: wasm({ native: llvm() }) })
 */
export function llvm(options?: LlvmOptions): Native | undefined {
  const { library, from, waits, lanes, fallback } = optionsOf('llvm', options, {
    library: undefined,
    from: FROM,
    waits: false,
    lanes: undefined,
    fallback: false,
  });
  if (!Number.isInteger(from) || from < 0)
    throw new ContractError(
      'llvm',
      'from must be a whole number from 0 on',
      String(from),
      'Leave it out for the default.',
    );
  if (lanes !== undefined && lanes !== 8 && lanes !== 16)
    throw new ContractError(
      'llvm',
      'lanes must be 8 or 16',
      String(lanes),
      'Leave it out for what suits the processor.',
    );
  try {
    const koffi = loadKoffi('llvm');
    // A thread that has loaded nothing cannot call functions by their addresses.
    koffi.load(null);
    const found = loadLlvm(koffi, library);
    const compiler = new LlvmCompiler(koffi, found);
    const widest = (lanes ?? compiler.lanes) / 4;
    const addresses = new HostAddresses(koffi);
    const compiling = (at: { readonly waits: boolean; readonly from: number }): Native => ({
      name: found.name,
      lanes: 4 * widest,
      whyNot: (items, computing) => whyNotNative(items, at.from, computing),
      compile: (contents, before, site) => {
        const by = { koffi, compiler, addresses, widest, waits: at.waits };
        const moduleFor = (host: NativeHost): NativeModule => new CompiledModule(by, host);
        return compileNative(moduleFor, contents, before, site, at.waits ? 0 : WORK);
      },
    });
    return tested(compiling({ waits, from }), compiling({ waits: true, from: 0 }), fallback);
  } catch (error) {
    if (!fallback || !(error instanceof ContractError)) throw error;
    process.emitWarning(`${error.message} Passes are computed in WebAssembly.`, 'LlvmWarning');
    return undefined;
  }
}

/** The same, which tries itself before it compiles its first plan, and compiles none if it is not right. */
function tested(native: Native, trial: Native, fallback: boolean): Native {
  let result: { readonly reason: string | undefined } | undefined;
  return {
    ...native,
    whyNot: (items, computing) => {
      const reason = native.whyNot(items, computing);
      if (reason !== undefined) return reason;
      result ??= { reason: selfTest(trial, fallback) };
      return result.reason;
    },
  };
}

/** The addresses of functions of the host. */
class HostAddresses {
  readonly #koffi: Koffi;
  readonly #formula: object;
  readonly #product: object;
  readonly #known = new Map<HostFunction, bigint>();

  constructor(koffi: Koffi) {
    this.#koffi = koffi;
    this.#formula = koffi.pointer(koffi.proto('double', ['double', 'double', 'double']));
    this.#product = koffi.pointer(koffi.proto('void', new Array<string>(10).fill('int')));
  }

  /** The address of a function of formulas, for as long as the process runs. */
  of(called: HostFunction): bigint {
    let known = this.#known.get(called);
    if (known === undefined) this.#known.set(called, (known = this.#koffi.register(called, this.#formula)));
    return known;
  }

  /** The address of a function that computes products in one memory, until it is given back. */
  lend(multiply: Multiply): bigint {
    return this.#koffi.register(multiply, this.#product);
  }

  giveBack(address: bigint): void {
    this.#koffi.unregister(address);
  }
}

/** A module that a compiler takes. */
class CompiledModule extends LlvmModule implements NativeModule {
  readonly #by: Compiling;
  /** Addresses that are given back with the code. */
  readonly #lent: bigint[];

  constructor(by: Compiling, { functions, fused }: NativeHost) {
    const lent: bigint[] = [];
    super(by.widest, fused, (name, returns) => {
      const called = functions[name]!;
      if (returns) return by.addresses.of(called as HostFunction);
      const address = by.addresses.lend(called as Multiply);
      lent.push(address);
      return address;
    });
    this.#by = by;
    this.#lent = lent;
  }

  compile(memory: ProductMemory, ready: (functions: NativeFunctions) => void): NativeCode {
    const { koffi, compiler, addresses, waits } = this.#by;
    const base = baseOf(koffi, memory);
    const [plain, counted] = [koffi.proto('int', ['uintptr_t']), koffi.proto('int', ['uintptr_t', 'int'])];
    const [first] = [...this.exports.values()];
    const release = compiler.compile({
      textFor: machine => this.textFor(machine),
      first: first!.name,
      waits,
      failed: error => {
        if (waits) throw error;
        process.emitWarning(`${String(error)} The pass is computed in WebAssembly.`, 'LlvmWarning');
      },
      ready: addressOf => {
        const functions = [...this.exports].map(([name, { name: symbol, params }]) => {
          const call = koffi.decode(addressOf(symbol), params === 0 ? plain : counted) as Call;
          const callIt = params === 0 ? () => call(base()) !== 0 : (rows?: number) => call(base(), rows) !== 0;
          return [name, callIt] as const;
        });
        ready(new Map(functions));
      },
    });
    return {
      release: () => {
        release();
        for (const address of this.#lent.splice(0)) addresses.giveBack(address);
      },
    };
  }
}

/** The compiler of a module. */
interface Compiling {
  readonly koffi: Koffi;
  readonly compiler: LlvmCompiler;
  readonly addresses: HostAddresses;
  /** A wide vector has so many times 16 bytes. */
  readonly widest: number;
  readonly waits: boolean;
}

type Call = (memory: number, argument?: number) => number;

/** Returns the address of a memory, which is another one after it has grown. */
function baseOf(koffi: Koffi, memory: ProductMemory): () => number {
  let buffer: ArrayBufferLike | undefined;
  let base = 0;
  return () => {
    if (memory.buffer !== buffer) {
      buffer = memory.buffer;
      base = Number(koffi.address(new Uint8Array(buffer)));
    }
    return base;
  };
}
