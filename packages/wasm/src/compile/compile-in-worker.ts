import { GraphError } from '@thalweg/graph';
import type { CompileAnswer, CompileRequest } from './compile-loop.ts';

/** A worker of a browser, or of Node, whose script imports `@thalweg/wasm/compile-worker`. */
export interface CompileWorker {
  /** Sends the worker a message, with objects that it owns from then on. */
  postMessage(message: unknown, transfer: never[]): void;
  /** Subscribes to errors, in a browser. */
  addEventListener?(event: 'error', listener: (event: unknown) => void): void;
  /** Unsubscribes, in a browser. */
  removeEventListener?(event: 'error', listener: (event: unknown) => void): void;
  /** Subscribes to errors, in Node. */
  on?(event: 'error', listener: (error: unknown) => void): void;
  /** Unsubscribes, in Node. */
  off?(event: 'error', listener: (error: unknown) => void): void;
}

/** The part of the host that is used here. */
interface Host {
  readonly MessageChannel: new () => { readonly port1: AnswerPort; readonly port2: CompileRequest['answer'] };
}

interface AnswerPort {
  onmessage: ((event: { readonly data: CompileAnswer }) => void) | null;
  onmessageerror: (() => void) | null;
  close(): void;
}

/**
 * Returns the `WebAssembly.Module` that a worker compiles from bytes.
 *
 * A page whose policy has no `'wasm-unsafe-eval'` compiles nothing itself, but it may use a module that a worker of the same
 * origin compiled. The policy of the worker is that of the response with its script: serve that file with
 * `script-src 'self' 'wasm-unsafe-eval'`, or without a policy. The file just imports `@thalweg/wasm/compile-worker`.
 * A worker compiles any number of modules; end it when you have them.
 *
 * - **Throws** `GraphError` through the promise if the worker's script cannot be loaded, if its policy forbids to compile as
 *   well, and for bytes that are no module
 *
 * @example
 * compileInWorker(bytes, new Worker(new URL('./compile-worker.ts', import.meta.url), { type: 'module' }))
 */
export function compileInWorker(bytes: Uint8Array<ArrayBuffer> | ArrayBuffer, worker: CompileWorker): Promise<object> {
  const { MessageChannel } = globalThis as unknown as Host;
  const { port1, port2 } = new MessageChannel();
  return new Promise<object>((resolve, reject) => {
    const end = (): void => {
      port1.close();
      worker.removeEventListener?.('error', fail);
      worker.off?.('error', fail);
    };
    const fail = (event: unknown): void => {
      end();
      reject(refused(reasonOf(event)));
    };
    port1.onmessage = ({ data }) => {
      if ('reason' in data) return fail({ message: data.reason });
      end();
      resolve(data.module);
    };
    port1.onmessageerror = () => fail({ message: 'a module that does not arrive' });
    // A worker of Node has both; one is enough.
    if (worker.on === undefined) worker.addEventListener?.('error', fail);
    else worker.on('error', fail);
    worker.postMessage({ bytes, answer: port2 } satisfies CompileRequest, [port2 as never]);
  });
}

/** What an error event or an error says; a script that cannot be loaded has an event without a message. */
function reasonOf(event: unknown): string {
  const { message = '' } = (event ?? {}) as { readonly message?: string };
  return message === '' ? 'a script that cannot be loaded' : message.replace(/\.+$/, '');
}

function refused(reason: string): GraphError {
  return new GraphError(
    'compileInWorker',
    'the worker must compile the module',
    reason,
    "Serve the worker’s script, which imports '@thalweg/wasm/compile-worker', without a policy or with script-src 'wasm-unsafe-eval', and pass the bytes of a module.",
  );
}
