import type { Log } from '@thalweg/log';
import { optionsOf } from '@thalweg/tensor/engine';
import { modelAt } from './model-at.ts';
import type { SealedModelOptions } from './model-names.ts';
import { modelPublisher } from './model-publisher.ts';
import type { Publication } from './publication.ts';

/** Options of {@link rollBack}. */
export interface RollBackOptions extends SealedModelOptions {
  /** The version that is published again. */
  readonly to: number;
  /** The epoch, for a model that is published with one; that of the newest version by default. */
  readonly epoch?: number | undefined;
}

/**
 * Publishes an older version of a model again, as the newest one, so that all who follow it go back. A learner that goes on
 * publishes its own model again after its next steps: stop it before, or restore it from `modelAt`.
 *
 * - **Throws** `ContractError` for an unknown option
 * - **Rejects** with `LogError` as `modelAt` and `modelPublisher` do
 *
 * @example
 * await rollBack(log, 'spam', { to: 17 });
 */
export function rollBack(log: Log, name: string, options: RollBackOptions): Promise<Publication> {
  const { to, epoch, seal } = optionsOf('rollBack', options, { to: undefined, epoch: undefined, seal: undefined });
  return publishedAgain(log, name, to!, { epoch, seal });
}

async function publishedAgain(
  log: Log,
  name: string,
  version: number,
  options: Omit<RollBackOptions, 'to'>,
): Promise<Publication> {
  const { snapshot } = await modelAt(log, name, version, { seal: options.seal });
  const publisher = modelPublisher(log, name, options);
  for (;;) {
    const publication = await publisher.publish(snapshot);
    if (publication.outcome !== 'superseded') return publication;
  }
}
