import type { TableColumn } from '@thalweg/data';
import { allocate, type DType } from '@thalweg/tensor';
import type { IdxHeader, IdxKind } from './idx-header.ts';

/** Returns the dtype of a column: labels are whole numbers, images are not. */
function dtypeOf({ kind, shape }: IdxHeader, scale: number | undefined): DType {
  if (kind === 'float64') return 'float64';
  return kind === 'int32' || (kind !== 'float32' && shape.length === 0)
    ? scale === undefined
      ? 'int32'
      : 'float32'
    : 'float32';
}

const READERS: Readonly<Record<IdxKind, (view: DataView, at: number) => number>> = {
  uint8: (view, at) => view.getUint8(at),
  int8: (view, at) => view.getInt8(at),
  int16: (view, at) => view.getInt16(2 * at),
  int32: (view, at) => view.getInt32(4 * at),
  float32: (view, at) => view.getFloat32(4 * at),
  float64: (view, at) => view.getFloat64(8 * at),
};

/** Returns the column of the rows in some bytes, whose numbers have their high byte first. */
export function idxColumn(header: IdxHeader, bytes: Uint8Array, scale: number | undefined): TableColumn {
  const { kind, shape, rowBytes } = header;
  const dtype = dtypeOf(header, scale);
  const width = shape.reduce((product, length) => product * length, 1);
  const data = allocate(dtype, (bytes.length / rowBytes) * width);
  if (kind === 'uint8') data.set(bytes);
  else {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const read = READERS[kind];
    for (let at = 0; at < data.length; at++) data[at] = read(view, at);
  }
  if (scale !== undefined) for (let at = 0; at < data.length; at++) data[at] = data[at]! * scale;
  return { data, shape, dtype, tensors: shape.length > 0 };
}
