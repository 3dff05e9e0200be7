import { LogError } from '@thalweg/log';
import { StateError, type Snapshot } from '@thalweg/train';
import type { FollowedModel } from './followed-model.ts';
import type { ModelKey } from './model-key.ts';
import type { ModelReader, PublishedModel } from './model-reader.ts';

/** The parts that {@link Following} is made of. */
export interface FollowingParts {
  readonly reader: ModelReader;
  /** Checks that a snapshot fits, and returns a function that restores it. Throws `StateError` for one that does not. */
  readonly prepare: (kept: Snapshot) => () => void;
  /** Returns the reason to refuse a version, if there is one. */
  readonly reasonAgainst: (candidate: Snapshot) => Promise<Error | undefined>;
  /** True after the subscriber has left: nothing is restored any more. */
  readonly closed: () => boolean;
}

/** Takes versions in, one after the other, for one subscription. */
export class Following {
  /** The newest version that was published. */
  newest = 0;
  readonly #parts: FollowingParts;
  #served: Pick<PublishedModel, 'version' | 'time'> | undefined;

  constructor(parts: FollowingParts) {
    this.#parts = parts;
  }

  /** Serves a version, or refuses it. Rejects with the errors of the log. */
  async take(key: ModelKey): Promise<FollowedModel> {
    const reason = await this.#serve(key);
    const served = this.#served;
    return {
      version: key.version,
      accepted: reason === undefined,
      ...(reason !== undefined && { reason }),
      served: served?.version,
      behind: this.newest - (served?.version ?? 0),
      staleness: served && Date.now() - served.time,
    };
  }

  /** Returns the reason why it does not serve a version. */
  async #serve(key: ModelKey): Promise<Error | undefined> {
    const { reader, prepare, reasonAgainst, closed } = this.#parts;
    try {
      const model = await reader.read(key);
      const put = prepare(model.snapshot);
      const reason = await reasonAgainst(model.snapshot);
      if (reason !== undefined) return reason;
      if (closed()) return undefined;
      put();
      this.#served = { version: model.version, time: model.time };
      return undefined;
    } catch (error) {
      if (isOfVersion(error)) return error;
      throw error;
    }
  }
}

/** True for what is wrong with one version: another one may be right. */
function isOfVersion(error: unknown): error is Error {
  return error instanceof StateError || (error instanceof LogError && /^(damaged|trimmed)$/.test(error.reason));
}
