/** @module-tag safetensors */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeSafetensors, sizeOf, tensor, type Tensor } from '../index.ts';

const python = '/usr/bin/python3';

/** Reads files, a line of base64 each, and writes what it read again, in the order in which names were drawn at random. */
const script = `
import base64, json, random, sys
from safetensors import deserialize, serialize
types = {"F64": "float64", "F32": "float32", "I32": "int32", "BOOL": "bool"}
random.seed(5)
for line in sys.stdin:
    file = base64.b64decode(line)
    metadata = json.loads(file[8 : 8 + int.from_bytes(file[:8], "little")]).get("__metadata__")
    tensors = deserialize(file)
    random.shuffle(tensors)
    described = {name: {"dtype": types[t["dtype"]], "shape": t["shape"], "data": bytes(t["data"])} for name, t in tensors}
    print(base64.b64encode(serialize(described, metadata)).decode())
`;

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const anyTensor = fc
  .tuple(shape, fc.constantFrom('float32', 'float64', 'int32', 'bool'), fc.noShrink(fc.infiniteStream(fc.nat(1))))
  .map(([shape, dtype, bits]): Tensor => tensor(Float64Array.from(bits.take(sizeOf(shape))), { shape, dtype }));
const name = fc.string({ unit: 'binary' });
const anyFile = fc.record({
  tensors: fc.dictionary(name, anyTensor, { noNullPrototype: true }),
  metadata: fc.option(fc.dictionary(name, name, { minKeys: 1, maxKeys: 1, noNullPrototype: true }), { nil: undefined }),
});

it('files are read by the reference implementation, which writes the same bytes', () => {
  const files = fc.sample(anyFile, { numRuns: 300, seed: 4 });
  const lines = files.map(({ tensors, metadata }) =>
    Buffer.from(encodeSafetensors(tensors, metadata)).toString('base64'),
  );
  const { stdout, stderr } = spawnSync(python, ['-c', script], { input: lines.join('\n'), encoding: 'utf8' });
  expect(stderr).toBe('');
  const written = stdout.trim().split('\n');
  expect(written).toHaveLength(lines.length);
  expect(lines.filter((line, index) => line !== written[index])).toEqual([]);
  expect(new Set(lines).size).toBeGreaterThan(200);
});
