import { nearestName } from '@thalweg/tensor/engine';
import { TensorProto_DataLocation as Location, type GraphProto, type NodeProto, type TensorProto } from 'onnx-buf';
import type { OnnxProblem } from './call/onnx-problem.ts';
import { nodesAmong, type ReadModel } from './read-model.ts';

/** Returns all stored tensors of a model. */
export function storedTensors({ graph, functions }: ReadModel): TensorProto[] {
  const nodes = nodesAmong([...graph.node, ...functions.flatMap(({ node }) => node)]);
  return [graph, ...graphsOf(nodes)].flatMap(({ initializer }) => initializer).concat(nodes.flatMap(tensorsOf));
}

function graphsOf(nodes: readonly NodeProto[]): GraphProto[] {
  return nodes.flatMap(({ attribute }) => attribute.flatMap(({ g }) => g ?? []));
}

function tensorsOf({ attribute }: NodeProto): TensorProto[] {
  return attribute.flatMap(({ t }) => t ?? []);
}

/** Puts the bytes of other files into the tensors of a model that have them there, without copying any; returns what is missing or out of bounds. */
export function takeExternal(model: ReadModel, files: Readonly<Record<string, Uint8Array>>): OnnxProblem[] {
  return storedTensors(model).flatMap((proto): OnnxProblem[] => {
    if (proto.dataLocation !== Location.EXTERNAL) return [];
    const settings = new Map(proto.externalData.map(({ key, value }) => [key, value]));
    const location = (settings.get('location') ?? '').replace(/^\.\//, '');
    const found = bytesAt(location, settings, files);
    if (typeof found === 'string')
      return [{ kind: 'external', subject: location === '' ? 'another file' : location, reason: found, ...(proto.name === '' ? {} : { at: proto.name }) }]; // prettier-ignore
    proto.rawData = found as Uint8Array<ArrayBuffer>;
    proto.dataLocation = Location.DEFAULT;
    return [];
  });
}

/** The bytes that a tensor has in a file, or why there are none. */
function bytesAt(location: string, settings: ReadonlyMap<string, string>, files: Readonly<Record<string, Uint8Array>>): Uint8Array | string {
  const names = Object.keys(files);
  if (!Object.hasOwn(files, location)) {
    const meant = nearestName(location, names);
    return names.length === 0 ? 'data in another file' : `data in another file, which is not among the given ones${meant === undefined ? '' : `; the nearest is '${meant}'`}`;
  }
  const file = files[location]!;
  if (!(file instanceof Uint8Array)) return 'its bytes must be a Uint8Array';
  const from = Number(settings.get('offset') ?? 0);
  const length = Number(settings.get('length') ?? file.length - from);
  const isPlace = Number.isSafeInteger(from) && Number.isSafeInteger(length) && from >= 0 && length >= 0;
  if (!isPlace || from + length > file.length)
    return `the file has ${file.length} bytes, and the tensor asks for ${settings.get('length') ?? 'those'} from ${settings.get('offset') ?? 0} on`;
  return file.subarray(from, from + length);
} // prettier-ignore
