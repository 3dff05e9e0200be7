/** @module-tag safetensors */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { columnsCodec } from './columns-codec.ts';

const python = '/usr/bin/python3';

/** Reads a file of columns by what the documentation says about them, and writes one of its own. */
const script = `
import base64, json, struct, sys
from safetensors import deserialize, serialize
file = base64.b64decode(sys.stdin.read())
header = json.loads(file[8 : 8 + int.from_bytes(file[:8], "little")])
tensors = dict(deserialize(file))
letters = {"F64": "d", "F32": "f", "I32": "i", "U8": "B", "BOOL": "?"}
def elements(name):
    tensor = tensors[name]
    data = bytes(tensor["data"])
    letter = letters[tensor["dtype"]]
    return list(struct.unpack(f"<{len(data) // struct.calcsize(letter)}{letter}", data))
def read(name, kind):
    if not kind.startswith("text"):
        return elements(name)
    data, offsets = bytes(tensors[name]["data"]), elements(name + ":offsets")
    encoding = "utf-16-le" if kind.endswith("utf-16") else "utf-8"
    return [data[a:b].decode(encoding, "surrogatepass") for a, b in zip(offsets, offsets[1:])]
columns = json.loads(header["__metadata__"]["columns"])
values = {name: read(name, kind) for name, kind in columns}
text = "Zürich東京".encode()
own = serialize({
    "city": {"dtype": "uint8", "shape": [len(text)], "data": text},
    "city:offsets": {"dtype": "int32", "shape": [3], "data": struct.pack("<3i", 0, 7, len(text))},
    "x": {"dtype": "float32", "shape": [2, 1], "data": struct.pack("<2f", 1.5, -2)},
    "id": {"dtype": "int64", "shape": [2], "data": struct.pack("<2q", 7, 8)},
}, {"columns": json.dumps([["x", "tensor"], ["city", "texts"], ["id", "tensor"]])})
print(json.dumps({"values": values, "file": base64.b64encode(own).decode()}))
`;

it('columns are read and written by Python', () => {
  const codec = columnsCodec();
  const values = {
    city: ['Wien', 'Zürich', '', '東京'],
    half: ['a\ud800', 'b'],
    x: Float32Array.of(0.5, -0.25),
    n: Int32Array.of(-7),
    raw: Uint8Array.of(0, 255),
    price: [0.1, 2 ** 53],
    spam: [true, false],
    name: 'one',
    y: 3,
  };
  const input = Buffer.from(codec.encode(values)).toString('base64');
  const { stdout, stderr } = spawnSync(python, ['-c', script], { input, encoding: 'utf8' });
  expect(stderr).toBe('');
  const found = JSON.parse(stdout) as { readonly values: unknown; readonly file: string };
  expect(found.values).toEqual({
    ...values,
    x: [0.5, -0.25],
    n: [-7],
    raw: [0, 255],
    name: ['one'],
    y: [3],
  });
  const own = codec.decode(Buffer.from(found.file, 'base64'));
  expect(Object.keys(own)).toEqual(['x', 'city', 'id']);
  expect([String(own['x']), own['city'], String(own['id'])]).toEqual([
    'float32 [2, 1] [[1.5], [-2]]',
    ['Zürich', '東京'],
    'int32 [2] [7, 8]',
  ]);
});
