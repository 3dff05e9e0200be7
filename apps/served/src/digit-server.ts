import { tensor, type Tensor } from '@thalweg/tensor';
import { digitNetwork } from 'digits/pipeline';
import { readDigits } from 'digits/read-digits';
import { splitDigits } from 'digits/split-digits';
import type { FastifyInstance } from 'fastify';
import { guarded, type GuardedOptions, refusal } from './guarded.ts';
import type { Settings } from './settings.ts';

/** The name under which the learner publishes its model. */
export const NAME = 'digits';

/** Returns the network, as the learner and the predictors build it, and the digits. */
export function servedNetwork({ hidden, seed }: Settings) {
  return { network: digitNetwork({ hidden, seed }), digits: splitDigits(readDigits(), seed) };
}

/** The pixels of an image. */
const PIXELS = 784;

const BYTES = 'application/octet-stream';

/** The schema of the answer. */
const answer = {
  type: 'object',
  properties: { digit: { type: 'integer' }, version: { type: 'integer' } },
  required: ['digit', 'version'],
};

/** An HTTP server that says which digit an image shows. */
export interface DigitServer {
  readonly app: FastifyInstance;
  /** The version of the model that predicts. */
  version: number;
  /** Listens on a free port of the loopback address, and returns it. */
  listen(): Promise<number>;
  /** Finishes the requests under way, and fulfils when all connections are closed. */
  close(): Promise<void>;
}

/**
 * Returns a server that answers `POST /digit` with a body of 784 bytes, the brightness of each pixel, as
 * `application/octet-stream`, by `{ "digit": 7, "version": 12 }`.
 */
export function digitServer(
  predict: (record: object) => Tensor,
  options: Omit<GuardedOptions, 'bodyLimit'> = {},
): DigitServer {
  const app = guarded({ ...options, bodyLimit: PIXELS });
  const server: DigitServer = {
    app,
    version: 0,
    listen: async () => Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port),
    close: () => app.close(),
  };
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(BYTES, { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  app.post('/digit', { schema: { response: { 200: answer } } }, (request, reply) => {
    const image = imageIn(request.body);
    const { data } = predict({ image });
    const digit = data.indexOf(Math.max(...data) as never);
    if (digit < 0) throw new Error('digit: the model must give numbers, got NaN. Publish another version.');
    return reply.send({ digit, version: server.version });
  });
  return server;
}

/** Returns the image in a body. Throws a refusal. */
function imageIn(body: unknown): Tensor {
  // A request without a body has no type that a parser could refuse.
  if (!Buffer.isBuffer(body)) throw refusal(415, `body: must be ${BYTES}, got none.`);
  if (body.length !== PIXELS) throw refusal(400, `body: must have ${PIXELS} bytes, got ${body.length}.`);
  return tensor(
    Float32Array.from(body, value => value / 255),
    { shape: [1, PIXELS] },
  );
}
