import { custom, literal, maxLength, number, object, optional, pipe, string, type GenericSchema } from 'valibot';
import type { Handshake } from './protocol.ts';
import type { HostPort } from './host.ts';
import { checkedBy, type Schemas } from './message-fields.ts';

/** The characters of the name of a lock: ours have about 20. */
const MOST_LOCK_NAME = 200;

const mark = { thalweg: /* @__PURE__ */ literal('training'), version: /* @__PURE__ */ number() };

const port: GenericSchema<unknown, HostPort> = /* @__PURE__ */ custom<HostPort>(isPort, 'a MessagePort');

/** The messages of the handshake. */
export const handshakeSchemas: Schemas<Handshake> = {
  hello: /* @__PURE__ */ object({ ...mark, kind: literal('hello') }),
  ready: /* @__PURE__ */ object({ ...mark, kind: literal('ready') }),
  connect: /* @__PURE__ */ object({
    ...mark,
    kind: literal('connect'),
    port,
    lock: optional(pipe(string(), maxLength(MOST_LOCK_NAME))),
  }),
};

/** Returns a message over a worker's own channel if it belongs to the handshake of a training: others may use the channel as well. */
export function handshakeIn(data: unknown): Handshake | undefined {
  const checked = checkedBy('exposeTraining', handshakeSchemas, data);
  return checked !== undefined && 'message' in checked ? checked.message : undefined;
}

function isPort(value: unknown): boolean {
  const { postMessage, close, addEventListener, on } = Object(value) as Partial<HostPort>;
  return [postMessage, close, addEventListener ?? on].every(method => typeof method === 'function');
}
