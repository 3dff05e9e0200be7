/** The bytes of a module, and the port that takes the compiled module or says why there is none. */
export interface CompileRequest {
  readonly bytes: Uint8Array<ArrayBuffer> | ArrayBuffer;
  readonly answer: AnswerPort;
}

/** A compiled module, or why there is none. */
export type CompileAnswer = { readonly module: object } | { readonly reason: string };

interface AnswerPort {
  postMessage(answer: CompileAnswer): void;
}

interface Port {
  onmessage: (event: { readonly data: CompileRequest }) => void;
}

/** The part of a worker's host that is used here. */
interface WorkerHost extends Port {
  readonly process?: { getBuiltinModule?: (name: string) => { readonly parentPort: Port } };
  readonly WebAssembly: { readonly Module: new (bytes: CompileRequest['bytes']) => object };
}

/** The program of a worker that compiles the modules of `compileInWorker`. */
export function compileLoop(): void {
  const host = globalThis as unknown as WorkerHost;
  const port = host.process?.getBuiltinModule?.('node:worker_threads').parentPort ?? host;
  port.onmessage = ({ data: { bytes, answer } }) => {
    try {
      answer.postMessage({ module: new host.WebAssembly.Module(bytes) });
    } catch (error) {
      answer.postMessage({ reason: String(error) });
    }
  };
}
