/** An entry of a topic of models: a whole model, or the changes from the version before. */
export interface ModelEntry {
  readonly version: number;
  /** The sequence of the entry of the version before; 0 for the first. */
  readonly previous: number;
  /** The sequence and the version of the entry that the changes begin with; both 0 for an entry that is whole itself. */
  readonly whole: { readonly sequence: number; readonly version: number };
  /** The epoch of its publisher; 0 without epochs. */
  readonly epoch: number;
  /** The file of a snapshot, or what differs from that of the version before. */
  readonly body: Uint8Array;
}

/** The number that entries of this format begin with. */
const FORMAT = 20_001;
/** The numbers before a body. */
const NUMBERS = 6;

/** Returns an entry as bytes: six float64 numbers, then the body. */
export function encodeModelEntry({ version, previous, whole, epoch, body }: ModelEntry): Uint8Array {
  const bytes = new Uint8Array(NUMBERS * 8 + body.length);
  const view = new DataView(bytes.buffer);
  const numbers = [FORMAT, version, previous, whole.sequence, whole.version, epoch];
  numbers.forEach((value, i) => view.setFloat64(8 * i, value, true));
  bytes.set(body, NUMBERS * 8);
  return bytes;
}

/** Reads an entry, without a copy of its body; `undefined` for bytes that are none. */
export function decodeModelEntry(bytes: Uint8Array): ModelEntry | undefined {
  if (bytes.length < NUMBERS * 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const numberAt = (i: number): number => view.getFloat64(8 * i, true);
  if (numberAt(0) !== FORMAT) return undefined;
  return {
    version: numberAt(1),
    previous: numberAt(2),
    whole: { sequence: numberAt(3), version: numberAt(4) },
    epoch: numberAt(5),
    body: bytes.subarray(NUMBERS * 8),
  };
}
