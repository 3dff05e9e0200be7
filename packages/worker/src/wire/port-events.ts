import { functionOf } from '@thalweg/tensor/engine';
import { Observable } from 'rxjs';
import type { TrainingPort } from './training-port.ts';

/** Something that a port tells. */
export type PortEvent =
  | { readonly kind: 'message'; readonly data: unknown }
  /** Nothing will come any more, or a message was lost. */
  | { readonly kind: 'lost'; readonly why: string };

type Listener = (event: unknown) => void;

/**
 * Returns the events of a port, as long as somebody is subscribed.
 *
 * - **Throws** `ContractError` for what is no port
 */
export function portEvents(subject: string, port: TrainingPort): Observable<PortEvent> {
  functionOf(subject, 'postMessage of the port', (port as TrainingPort | undefined)?.postMessage);
  // What has both has events of the page's kind, which carry messages in `data`.
  const isTarget = typeof port.addEventListener === 'function';
  const [add, remove] = isTarget ? (['addEventListener', 'removeEventListener'] as const) : (['on', 'off'] as const);
  functionOf(subject, 'addEventListener of the port', port[add]);
  const methods = port as unknown as Readonly<Record<string, (type: string, listener: Listener) => void>>;
  return new Observable(subscriber => {
    const listen = (type: string, event: (given: unknown) => PortEvent): void => {
      const listener = (given: unknown): void => subscriber.next(event(given));
      methods[add]!(type, listener);
      subscriber.add(() => methods[remove]!(type, listener));
    };
    const lost = (why: (given: unknown) => string) => (given: unknown) => ({ kind: 'lost', why: why(given) }) as const;
    listen('message', given => ({ kind: 'message', data: isTarget ? (given as { data: unknown }).data : given }));
    listen(
      'messageerror',
      lost(() => 'a message that could not be read'),
    );
    listen(
      'error',
      lost(given => reasonOf(given)),
    );
    listen(
      'exit',
      lost(code => `its exit with code ${String(code)}`),
    );
    listen(
      'close',
      lost(() => 'its end'),
    );
    (port as { start?: () => void }).start?.();
  });
}

/** Returns the words of an error of Node, or of an `ErrorEvent`; a script that cannot be loaded has none. */
function reasonOf(given: unknown): string {
  if (given instanceof Error) return String(given);
  const { message } = given as { readonly message?: unknown };
  return typeof message === 'string' && message !== '' ? message : 'a script that cannot be loaded';
}
