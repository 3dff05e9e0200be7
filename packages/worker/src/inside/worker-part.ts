import { ContractError, Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import type { Json, Saved, Snapshot } from '@thalweg/train';
import { unpackedChecked, type Packed } from '../wire/packed.ts';
import { isRecord } from '../wire/message-fields.ts';
import type { RecordPosition } from '../wire/protocol.ts';

/** The name of the part of a snapshot that holds the position in the records and the settings. */
const NAME = 'worker';

/** The contents of that part. */
export interface WorkerPart {
  readonly resume: RecordPosition;
  readonly settings: Readonly<Record<string, number>>;
}

/** Returns a snapshot with that part. */
export function withWorkerPart({ version, parts }: Snapshot, { resume, settings }: WorkerPart): Snapshot {
  const { epoch, index } = resume;
  const saved: Saved = { tensors: {}, values: { epoch, index, settings: settings as Json } };
  return { version, parts: { ...parts, [NAME]: saved } };
}

/** Returns a snapshot without that part, and the part; one that was taken elsewhere has none. */
export function withoutWorkerPart({ version, parts }: Snapshot): {
  readonly snapshot: Snapshot;
  readonly part: WorkerPart | undefined;
} {
  const { [NAME]: saved, ...others } = parts;
  return { snapshot: { version, parts: others }, part: saved && partOf(saved) };
}

/**
 * Returns a snapshot that came from outside.
 *
 * - **Throws** `ContractError` for a tensor that is none, and for what `unpacked` refuses
 */
export function snapshotIn(packed: Packed): Snapshot {
  const snapshot = unpackedChecked(packed) as Snapshot;
  for (const [part, { tensors }] of Object.entries(snapshot.parts))
    for (const [name, value] of Object.entries(tensors))
      if (!(value instanceof Tensor))
        throw new ContractError('restore', `'${name}' of the part '${part}' must be a tensor`, printed(value), 'Take the snapshot by snapshot().'); // prettier-ignore
  return snapshot;
}

function partOf({ values: { epoch, index, settings } }: Saved): WorkerPart | undefined {
  if (!isCount(epoch) || !isCount(index) || !isRecord(settings)) return undefined;
  return { resume: { epoch, index }, settings: settings as Readonly<Record<string, number>> };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
