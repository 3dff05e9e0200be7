import type { OpenDoor } from './doors/door.ts';
import { halvesDoor, publishedDoor, roundsDoor } from './doors/cluster.ts';
import { arrowDoor, parquetDoor } from './doors/columnar.ts';
import { columnsDoor, entriesDoor, fileLogDoor, jsonPayloadDoor, tensorsDoor } from './doors/logs.ts';
import {
  fromMapWorkerDoor,
  fromServerDoor,
  fromWorkerDoor,
  greetingsDoor,
  toMapWorkerDoor,
  toServerDoor,
  toWorkerDoor,
} from './doors/messages.ts';
import { imageDoor } from './doors/images.ts';
import { modelDoor } from './doors/models.ts';
import { snapshotDoor } from './doors/snapshots.ts';
import { csvDoor, idxDoor, jsonDoor, jsonLinesDoor, linesDoor } from './doors/tables.ts';
import { npzDoor, onnxDoor, safetensorsDoor } from './doors/weights.ts';

/** Everything through which the bytes and messages of strangers come, by name. */
export const doors: Readonly<Record<string, OpenDoor>> = {
  'idx file': idxDoor,
  'csv file': csvDoor,
  'json file': jsonDoor,
  'json lines file': jsonLinesDoor,
  'lines file': linesDoor,
  'arrow file': arrowDoor,
  'parquet file': parquetDoor,
  'image file': imageDoor,
  'safetensors file': safetensorsDoor,
  'npz file': npzDoor,
  'onnx file': onnxDoor,
  'model file': modelDoor,
  'snapshot file': snapshotDoor,
  'columns payload': columnsDoor,
  'tensors payload': tensorsDoor,
  'json payload': jsonPayloadDoor,
  'entries of a topic': entriesDoor,
  'files of a log': fileLogDoor,
  'versions of a model': publishedDoor,
  'rounds of a run': roundsDoor,
  'messages to a half': halvesDoor,
  'greetings of a worker': greetingsDoor,
  'messages to a worker': toWorkerDoor,
  'messages from a worker': fromWorkerDoor,
  'items for a worker': toMapWorkerDoor,
  'results of a worker': fromMapWorkerDoor,
  'letters to a log': toServerDoor,
  'letters from a log': fromServerDoor,
};
