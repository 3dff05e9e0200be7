import { tensor, type Tensor } from '@thalweg/tensor';
import fastify from 'fastify';

/** The pixels of an image. */
const PIXELS = 784;

/** An HTTP server that says which digit an image shows. */
export interface DigitServer {
  /** The version of the model that predicts. */
  version: number;
  /** Listens on a free port of the loopback address, and returns it. */
  listen(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Returns a server that answers `POST /digit` with a body of 784 bytes, the brightness of each pixel, by
 * `{ "digit": 7, "version": 12 }`.
 */
export function digitServer(predict: (record: object) => Tensor): DigitServer {
  const app = fastify();
  const server: DigitServer = {
    version: 0,
    listen: async () => Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port),
    close: () => app.close(),
  };
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  app.post('/digit', (request, reply) => {
    const bytes = request.body as Buffer;
    if (bytes.length !== PIXELS) return reply.code(400).send({ error: `the body must have ${PIXELS} bytes` });
    const image = tensor(
      Float32Array.from(bytes, value => value / 255),
      { shape: [1, PIXELS] },
    );
    const { data } = predict({ image });
    return reply.send({ digit: data.indexOf(Math.max(...data) as never), version: server.version });
  });
  return server;
}
