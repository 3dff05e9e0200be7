/** Returns the message of a schema that is a table of another buffer. The file format keeps the schema in its footer. */
export function schemaMessage(buffer: Uint8Array, schemaAt: number): Uint8Array {
  const length = HEAD + Math.ceil(buffer.length / 8) * 8;
  const bytes = new Uint8Array(8 + length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, -1, true);
  view.setInt32(4, length, true);
  const message = new DataView(bytes.buffer, 8);
  message.setUint32(0, TABLE, true);
  // The sizes of the list of offsets and of the table, and where the table has its version, its kind and its header.
  for (const [i, value] of [12, 12, 8, 10, 4, 0].entries()) message.setUint16(4 + 2 * i, value, true);
  message.setInt32(TABLE, TABLE - 4, true);
  message.setUint32(TABLE + 4, HEAD + schemaAt - (TABLE + 4), true);
  message.setInt16(TABLE + 8, VERSION, true);
  message.setUint8(TABLE + 10, SCHEMA);
  bytes.set(buffer, 8 + HEAD);
  return bytes;
}

/** The first byte of the table of the message, and the byte after it. */
const TABLE = 16;
const HEAD = 32;
/** Version 5 of the format, and the kind of message. */
const VERSION = 4;
const SCHEMA = 1;
