import { DataError, optionsOf } from '@thalweg/tensor/engine';
import { compileInWorker, type CompileWorker } from './compile-in-worker.ts';

/** Options of {@link fetchModule}. */
export interface FetchModuleOptions {
  /** A worker that compiles the module, for a page whose policy forbids it; see `compileInWorker`. None by default. */
  readonly worker?: CompileWorker | undefined;
}

/** The part of the host that is used here. */
interface Host {
  readonly fetch: (url: string) => Promise<Fetched>;
  readonly WebAssembly: {
    compile(bytes: ArrayBuffer): Promise<object>;
    compileStreaming?(response: Fetched): Promise<object>;
  };
}

interface Fetched {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Returns the `WebAssembly.Module` of a `.wasm` file that is fetched, such as one that `precompile` wrote. It is compiled while
 * it arrives, if its server says that it is `application/wasm`; or with `worker`, in a worker, which a page needs whose policy
 * has no `'wasm-unsafe-eval'`.
 *
 * - **Throws** `DataError` through the promise if the address is invalid, or if the server does not answer or answers with an
 *   error; the error of the host if it forbids to compile or the file is no module; with a worker, `GraphError` as
 *   `compileInWorker`
 *
 * @example
 * precompiled({ modules: [await fetchModule('/model.wasm')] })
 */
export function fetchModule(url: string | { readonly href: string }, options?: FetchModuleOptions): Promise<object> {
  const { worker } = optionsOf('fetchModule', options, { worker: undefined });
  return compiledFrom(typeof url === 'string' ? url : url.href, worker);
}

async function compiledFrom(address: string, worker: CompileWorker | undefined): Promise<object> {
  const { fetch, WebAssembly } = globalThis as unknown as Host;
  const response = await fetch(address).catch((cause: unknown) => {
    throw unanswered(`${(cause as Error).message} for ${address}`, cause);
  });
  if (!response.ok) throw unanswered(`status ${response.status} for ${address}`);
  if (worker !== undefined) return compileInWorker(await response.arrayBuffer(), worker);
  const isTyped = response.headers.get('content-type')?.startsWith('application/wasm') === true;
  if (isTyped && WebAssembly.compileStreaming !== undefined) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

function unanswered(given: string, cause?: unknown): DataError {
  const advice = 'Check the address, and that the file is served.';
  return new DataError(
    'fetchModule',
    'the server must answer with the module',
    given,
    advice,
    cause === undefined ? {} : { cause },
  );
}
