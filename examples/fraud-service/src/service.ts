import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { firstValueFrom } from 'rxjs';
import { jsonCodec, topic, topicWriter } from 'thalweg/log';
import { fileLog, readSnapshot, writeSnapshot } from 'thalweg/node';
import { restore, snapshot } from 'thalweg/train';
import { guarded, type GuardedOptions } from './guarded.ts';
import { learner, type LearnerOptions } from './learner.ts';
import { labelSchema, paymentSchema, type Label, type Payment } from './payment.ts';

/** Options of {@link openService}: those of the learner, how many messages lie between two snapshots, and who may ask. */
export interface ServiceOptions extends LearnerOptions, Pick<GuardedOptions, 'token' | 'origins'> {
  snapshotEvery?: number;
}

/** Opens the service whose log and snapshot are in a folder, and continues what is there. */
export function openService(
  folder: string,
  { snapshotEvery = 10_000, token, origins, ...options }: ServiceOptions = {},
): FastifyInstance {
  // What is older than a snapshot is not needed again, so the log keeps far more than lies between two of them.
  const log = fileLog(join(folder, 'log'), { keep: { entries: 10 * snapshotEvery }, ids: 1000 });
  const payment = topic('payments', jsonCodec<Payment>());
  const label = topic('labels', jsonCodec<Label>());
  const producer = randomUUID(); // of this process: the log counts what each one wrote
  const payments = topicWriter(log, payment, { producer });
  const labels = topicWriter(log, label, { producer });

  const state = learner(log, { payment, label }, options);
  const path = join(folder, 'snapshot.safetensors');
  if (existsSync(path)) restore(state.parts, readSnapshot(path));
  const save = () => writeSnapshot(path, snapshot(state.parts));
  state.delivered$.subscribe(({ step }) => step % snapshotEvery === 0 && save());
  const running = state.run$.subscribe();

  const app = guarded({ bodyLimit: 4096, token, origins });
  app.post<{ Body: Omit<Payment, 'score'> }>('/events', { schema: { body: paymentSchema } }, async ({ body }) => {
    const { id = randomUUID(), ...fields } = body;
    const score = state.score(fields);
    await payments.append({ ...fields, id, score }); // fulfils when it is on the disk
    return { id, score };
  });
  app.post<{ Body: Label }>('/labels', { schema: { body: labelSchema } }, async ({ body }, reply) => {
    await labels.append(body);
    return reply.code(202).send({ id: body.id });
  });
  app.get('/metrics', async () => {
    const { learned, drifts } = state.journal;
    return { learned, drifts, ...state.metrics(), messages: await firstValueFrom(state.labels$) };
  });
  app.get('/learned', async () => ({ count: state.journal.learned, ids: state.journal.recent }));
  app.addHook('onClose', async () => {
    running.unsubscribe();
    save();
    await log.close();
  });
  return app;
}
