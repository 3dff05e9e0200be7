import { ContractError } from '@thalweg/tensor';
import type { Koffi, KoffiFunction } from '../koffi/load-koffi.ts';
import type { LlvmLibrary } from './library.ts';

/** The machine, as the text of a module describes it. */
interface Machine {
  readonly triple: string;
  readonly layout: string;
}

/** A module to compile. */
export interface CompileRequest {
  /** The text that it has for the machine, and the name of one of its functions. */
  readonly textFor: (machine: Machine) => string;
  readonly first: string;
  /** True to return when all is compiled. Otherwise another thread does the most of it. */
  readonly waits: boolean;
  /** Called with the function that finds addresses. */
  readonly ready: (addressOf: (name: string) => bigint) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The passes over a module: variables become registers, what is computed twice is computed once, and what stays the same leaves its
 * loop. They are as fast as all of `-O3` here, in a third of its time. None of them changes how floats are rounded.
 */
function passesOf(version: number): string {
  // From this version on, it ends the process if it finds something new when it is asked again.
  const combine = version < 18 ? 'instcombine' : 'instcombine<no-verify-fixpoint>';
  return `function(sroa,early-cse,${combine},simplifycfg,loop-mssa(licm),gvn,dse)`;
}

/** The parts of LLVM for a processor, by the name that Node has for it. */
const PROCESSORS: Readonly<Record<string, string>> = { x64: 'X86', arm64: 'AArch64' };

const [POINTER, HANDLE] = ['void *', 'uintptr_t'] as const;

/**
 * The processors on which vectors of 16 lanes were measured to pay, by the names that LLVM has for them. Intel's are known by a
 * feature, which all of its servers have from Sapphire Rapids on: virtual machines give them the names of older processors.
 */
const OF_SIXTEEN: ReadonlySet<string> = new Set(['znver4', 'znver5']);
const FEATURE_OF_SIXTEEN = '+avx512fp16';

/** Result and parameters of the functions that are called. */
const FUNCTIONS = {
  LLVMCreateMemoryBufferWithMemoryRangeCopy: [POINTER, [POINTER, 'size_t', 'string']],
  LLVMContextCreate: [POINTER, []],
  LLVMCreatePassBuilderOptions: [POINTER, []],
  LLVMCreateTargetMachine: [POINTER, [HANDLE, 'string', 'string', 'string', 'int', 'int', 'int']],
  LLVMDisposePassBuilderOptions: ['void', [HANDLE]],
  LLVMDisposeTargetMachine: ['void', [HANDLE]],
  LLVMGetDefaultTargetTriple: ['string', []],
  LLVMGetErrorMessage: ['string', [HANDLE]],
  LLVMGetHostCPUFeatures: ['string', []],
  LLVMGetHostCPUName: ['string', []],
  LLVMGetTargetFromTriple: ['int', ['string', POINTER, POINTER]],
  LLVMOrcCreateLLJIT: [POINTER, [POINTER, HANDLE]],
  LLVMOrcCreateLLJITBuilder: [POINTER, []],
  LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess: [POINTER, [POINTER, 'int8_t', HANDLE, HANDLE]],
  LLVMOrcCreateNewThreadSafeContext: [POINTER, []],
  LLVMOrcCreateNewThreadSafeContextFromLLVMContext: [POINTER, [HANDLE]],
  LLVMOrcCreateNewThreadSafeModule: [POINTER, [HANDLE, HANDLE]],
  LLVMOrcDisposeLLJIT: [POINTER, [HANDLE]],
  LLVMOrcDisposeThreadSafeContext: ['void', [HANDLE]],
  LLVMOrcDisposeThreadSafeModule: ['void', [HANDLE]],
  LLVMOrcJITDylibAddGenerator: ['void', [HANDLE, HANDLE]],
  LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine: [POINTER, [HANDLE]],
  LLVMOrcLLJITAddLLVMIRModule: [POINTER, [HANDLE, HANDLE, HANDLE]],
  LLVMOrcLLJITBuilderSetJITTargetMachineBuilder: ['void', [HANDLE, HANDLE]],
  LLVMOrcLLJITGetDataLayoutStr: ['string', [HANDLE]],
  LLVMOrcLLJITGetGlobalPrefix: ['int8_t', [HANDLE]],
  LLVMOrcLLJITGetMainJITDylib: [POINTER, [HANDLE]],
  LLVMOrcLLJITGetTripleString: ['string', [HANDLE]],
  LLVMOrcLLJITLookup: [POINTER, [HANDLE, POINTER, 'string']],
  LLVMOrcThreadSafeContextGetContext: [POINTER, [HANDLE]],
  LLVMParseIRInContext: ['int', [HANDLE, HANDLE, POINTER, POINTER]],
  LLVMRunPasses: [POINTER, [HANDLE, 'string', HANDLE, HANDLE]],
} as const satisfies Readonly<Record<string, readonly [result: string, params: readonly string[]]>>;

type FunctionName = keyof typeof FUNCTIONS;

/** A number that LLVM gives for something of its own. */
type Handle = bigint;

/** The optimization of machine code, position-independent or not as the platform has it, and the code model of a JIT. */
const [DEFAULT_LEVEL, DEFAULT_RELOCATION, JIT_MODEL] = [2, 0, 1] as const;

/** Compiles modules in LLVM IR to the code of this machine, in memory. */
export class LlvmCompiler {
  readonly #koffi: Koffi;
  readonly #library: LlvmLibrary;
  readonly #known = new Map<string, KoffiFunction>();
  /** What other threads use: a call on another thread does not keep its arguments in memory. */
  readonly #inUse = new Set<readonly unknown[]>();
  readonly #target: Handle;
  readonly #triple: string;

  constructor(koffi: Koffi, library: LlvmLibrary) {
    this.#koffi = koffi;
    this.#library = library;
    const processor = PROCESSORS[process.arch];
    if (processor === undefined)
      throw new ContractError(
        'llvm',
        'the processor must be of a kind that is tested',
        process.arch,
        'Leave out llvm() here, or ask for llvm({ fallback: true }).',
      );
    for (const part of ['TargetInfo', 'Target', 'TargetMC', 'AsmPrinter'])
      library.functions.func(`LLVMInitialize${processor}${part}`, 'void', [])();
    this.#triple = this.#call('LLVMGetDefaultTargetTriple') as string;
    const [target, message] = [place(), place()];
    if (this.#call('LLVMGetTargetFromTriple', this.#triple, target, message) !== 0)
      throw refusal(this.#textAt(message[0]!));
    this.#target = target[0]!;
  }

  /** The float32 in a vector that suits the processor: registers of AVX2 have 8, those of other processors are taken in pairs. */
  get lanes(): number {
    const [name, features] = [this.#call('LLVMGetHostCPUName'), this.#call('LLVMGetHostCPUFeatures')] as [
      string,
      string,
    ];
    return OF_SIXTEEN.has(name) || features.split(',').includes(FEATURE_OF_SIXTEEN) ? 16 : 8;
  }

  /** Compiles a module. Returns a function that removes its code, or stops compiling it. */
  compile({ textFor, first, waits, ready, failed }: CompileRequest): () => void {
    const jit = this.#jit();
    let [isBusy, isReleased] = [true, false];
    const dispose = (): void => this.#check(this.#call('LLVMOrcDisposeLLJIT', jit));
    const end = (error: unknown): void => {
      isBusy = false;
      dispose();
      if (error !== undefined) failed(error);
    };
    /** Calls a function, and goes on with its result unless the code was released in between. */
    const step = (name: FunctionName, values: readonly unknown[], then: (error: unknown) => void): void => {
      const next = (failure: Error | null, result: unknown): void => {
        this.#inUse.delete(values);
        try {
          if (failure !== null) throw failure;
          this.#check(result);
          then(result);
        } catch (error) {
          end(error);
        }
      };
      if (waits) return next(null, this.#call(name, ...values));
      this.#inUse.add(values);
      this.#function(name).async(...values, next);
    };
    try {
      const dylib = this.#call('LLVMOrcLLJITGetMainJITDylib', jit);
      this.#addHost(jit, dylib);
      const triple = this.#call('LLVMOrcLLJITGetTripleString', jit) as string;
      const layout = this.#call('LLVMOrcLLJITGetDataLayoutStr', jit) as string;
      const { module, whole } = this.#parsed(textFor({ triple, layout }));
      const [machine, options] = [this.#machine(), this.#call('LLVMCreatePassBuilderOptions')];
      const addressOf = (name: string): Handle => {
        const address = place();
        this.#check(this.#call('LLVMOrcLLJITLookup', jit, address, name));
        return address[0]!;
      };
      step('LLVMRunPasses', [module, passesOf(this.#library.version), machine, options], () => {
        this.#call('LLVMDisposePassBuilderOptions', options);
        this.#call('LLVMDisposeTargetMachine', machine);
        if (isReleased) {
          this.#call('LLVMOrcDisposeThreadSafeModule', whole);
          return end(undefined);
        }
        this.#check(this.#call('LLVMOrcLLJITAddLLVMIRModule', jit, dylib, whole));
        step('LLVMOrcLLJITLookup', [jit, place(), first], () => {
          if (isReleased) return end(undefined);
          isBusy = false;
          ready(addressOf);
        });
      });
    } catch (error) {
      if (isBusy) end(undefined);
      throw error;
    }
    return () => {
      isReleased = true;
      if (!isBusy) dispose();
    };
  }

  /** A compiler for one module, whose code is removed with it. */
  #jit(): Handle {
    const builder = this.#call('LLVMOrcCreateLLJITBuilder');
    const machines = this.#call('LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine', this.#machine());
    this.#call('LLVMOrcLLJITBuilderSetJITTargetMachineBuilder', builder, machines);
    const jit = place();
    this.#check(this.#call('LLVMOrcCreateLLJIT', jit, builder));
    return jit[0]!;
  }

  /** Lets code call functions of the process, such as that which copies bytes. */
  #addHost(jit: Handle, dylib: unknown): void {
    const generator = place();
    const prefix = this.#call('LLVMOrcLLJITGetGlobalPrefix', jit);
    this.#check(this.#call('LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess', generator, prefix, 0n, 0n));
    this.#call('LLVMOrcJITDylibAddGenerator', dylib, generator[0]);
  }

  /** The machine that code is for: the processor of the host, with all that it can. */
  #machine(): Handle {
    const [cpu, features] = [this.#call('LLVMGetHostCPUName'), this.#call('LLVMGetHostCPUFeatures')];
    const levels = [DEFAULT_LEVEL, DEFAULT_RELOCATION, JIT_MODEL];
    return this.#call('LLVMCreateTargetMachine', this.#target, this.#triple, cpu, features, ...levels) as Handle;
  }

  /** Parses a module: it alone, and with its context. */
  #parsed(text: string): { readonly module: Handle; readonly whole: Handle } {
    const bytes = Buffer.from(`${text}\0`);
    const buffer = this.#call('LLVMCreateMemoryBufferWithMemoryRangeCopy', bytes, bytes.length - 1, 'pass');
    // From LLVM 21 on, a context that threads share is made of another one.
    const isShared = this.#library.version < 21;
    const shared = isShared ? this.#call('LLVMOrcCreateNewThreadSafeContext') : undefined;
    const context = isShared
      ? this.#call('LLVMOrcThreadSafeContextGetContext', shared)
      : this.#call('LLVMContextCreate');
    const [module, message] = [place(), place()];
    if (this.#call('LLVMParseIRInContext', context, buffer, module, message) !== 0)
      throw new Error(`LLVM has not understood the code: ${this.#textAt(message[0]!)}`);
    const owner = shared ?? this.#call('LLVMOrcCreateNewThreadSafeContextFromLLVMContext', context);
    const whole = this.#call('LLVMOrcCreateNewThreadSafeModule', module[0], owner) as Handle;
    this.#call('LLVMOrcDisposeThreadSafeContext', owner);
    return { module: module[0]!, whole };
  }

  #textAt(address: bigint): string {
    return this.#koffi.decode(address, 'string') as string;
  }

  #check(error: unknown): void {
    if (error !== null) throw refusal(this.#call('LLVMGetErrorMessage', error) as string);
  }

  #call(name: FunctionName, ...values: readonly unknown[]): unknown {
    return this.#function(name)(...values);
  }

  #function(name: FunctionName): KoffiFunction {
    let known = this.#known.get(name);
    if (known === undefined) {
      const [result, params] = FUNCTIONS[name];
      this.#known.set(name, (known = this.#library.functions.func(name, result, params)));
    }
    return known;
  }
}

/** Room for an address that a function writes. */
function place(): BigUint64Array {
  return new BigUint64Array(1);
}

function refusal(reason: string): ContractError {
  return new ContractError(
    'llvm',
    'LLVM must be able to compile code into memory',
    reason,
    'Leave out llvm() on this host, or ask for llvm({ fallback: true }).',
  );
}
