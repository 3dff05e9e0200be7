import { DataError, type Pixels } from '@thalweg/data';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { Observable, type Subscriber } from 'rxjs';
import { checkedChannels } from '../transform-parts/channels.ts';
import { fromCanvas, type FromCanvasOptions } from './from-canvas.ts';
import { type CanvasLike, type Context, type MediaStreamLike, type Page, page, type Video } from './page.ts';

/** Options of {@link fromCamera}. */
export interface FromCameraOptions extends FromCanvasOptions {
  /** The sizes of the images, 224 each by default: the largest part of a frame of this shape, from its middle, is drawn at this size. */
  readonly width?: number;
  readonly height?: number;
  /** The camera of a phone: that before the user, the default, or that behind. */
  readonly facing?: 'user' | 'environment';
  /** The most images a second, 30 by default. */
  readonly fps?: number;
}

/** The middle of each frame, at the size of the images. */
interface Camera {
  readonly video: Video;
  readonly canvas: CanvasLike;
  readonly settings: Required<FromCameraOptions>;
}

/**
 * Returns the images of a camera, in a page. A subscription asks for the camera, and leaving turns it off.
 *
 * An image is made of the frame that is shown when the one before has been taken, after the browser has drawn: those between are
 * dropped, so that none waits. `exhaustMap` drops those that come while a promise is under way.
 *
 * - **Shape** `[height, width, channels]`
 * - **Throws** {@link DataError} as a stream error if the page has no camera, may not use it, or has lost it; for other options
 *
 * @example
 * fromCamera({ width: 96, height: 96 }).pipe(exhaustMap(async image => guess(image))).subscribe(show);
 */
export function fromCamera(options?: FromCameraOptions): Observable<Pixels> {
  const settings = optionsOf('fromCamera', options, { channels: 3, width: 224, height: 224, facing: 'user', fps: 30 });
  oneOf('fromCamera', settings.facing, ['user', 'environment'], 'facing');
  checkedChannels('fromCamera', settings.channels);
  for (const name of ['width', 'height', 'fps'] as const)
    if (!(settings[name] > 0) || (name !== 'fps' && !Number.isSafeInteger(settings[name])))
      throw new DataError('fromCamera', `${name} must be positive`, String(settings[name]), 'Leave it out for the default.');
  return new Observable(subscriber => {
    let stream: MediaStreamLike | undefined;
    const stop = (): void => stream?.getTracks().forEach(track => track.stop());
    const start = async (): Promise<void> => {
      stream = await asked(page(), settings);
      if (subscriber.closed) return stop();
      await show(stream, settings, subscriber);
    };
    start().catch((error: unknown) => subscriber.error(error));
    return stop;
  });
} // prettier-ignore

async function asked({ navigator }: Page, { width, height, facing, fps }: Required<FromCameraOptions>): Promise<MediaStreamLike> {
  const devices = navigator?.mediaDevices;
  if (devices === undefined)
    throw new DataError('fromCamera', 'there must be a page with cameras', 'none', 'Open the page by https, or from localhost.');
  const wanted = { width: { ideal: width }, height: { ideal: height }, facingMode: { ideal: facing }, frameRate: { ideal: fps } };
  try {
    return await devices.getUserMedia({ audio: false, video: wanted });
  } catch (cause) {
    const { name } = cause as Error;
    const [must, advice] = REFUSALS[name] ?? ['the camera must start', 'Check that it is connected.'];
    throw new DataError('fromCamera', must, name, advice, { cause });
  }
} // prettier-ignore

/** What a browser's refusals mean, and what to try. */
const REFUSALS: Readonly<Record<string, readonly [must: string, advice: string]>> = {
  NotAllowedError: ['the page must be allowed to use the camera', 'Allow it in the settings of the page, and try again.'],
  NotFoundError: ['there must be a camera', 'Connect one, or use pictures: imageFolder, fromCanvas.'],
  NotReadableError: ['the camera must be free', 'Close the program that uses it.'],
}; // prettier-ignore

async function show(
  stream: MediaStreamLike,
  settings: Required<FromCameraOptions>,
  subscriber: Subscriber<Pixels>,
): Promise<void> {
  const { document } = page();
  const video = document!.createElement('video') as Video;
  const sizes = { width: settings.width, height: settings.height };
  const canvas = Object.assign(document!.createElement('canvas') as object, sizes) as CanvasLike;
  for (const track of stream.getTracks())
    track.addEventListener('ended', () =>
      subscriber.error(new DataError('fromCamera', 'the camera must stay on', 'its end', 'Connect it and subscribe again.')),
    );
  Object.assign(video, { srcObject: stream, muted: true, playsInline: true });
  subscriber.add(() => (video.srcObject = null));
  await video.play();
  next({ video, canvas, settings }, subscriber);
} // prettier-ignore

/** Waits for the next frame, and emits it unless it comes too early. */
function next(camera: Camera, subscriber: Subscriber<Pixels>, last = -Infinity): void {
  const { video, settings } = camera;
  const take = (): void => {
    if (subscriber.closed) return;
    const now = Date.now();
    // A frame may come a little before its time.
    const isDue = now - last >= 900 / settings.fps;
    if (isDue && video.videoWidth > 0) subscriber.next(imageOf(camera));
    next(camera, subscriber, isDue ? now : last);
  };
  if (video.requestVideoFrameCallback === undefined) page().setTimeout(take, 1000 / settings.fps);
  else video.requestVideoFrameCallback(take);
}

/** Draws the middle of the frame that is shown. */
function imageOf({ video, canvas, settings }: Camera): Pixels {
  const { width, height, channels } = settings;
  const { videoWidth, videoHeight } = video;
  const scale = Math.min(videoWidth / width, videoHeight / height);
  const [w, h] = [width * scale, height * scale];
  const context = canvas.getContext('2d', { willReadFrequently: true }) as Context;
  context.drawImage(video, (videoWidth - w) / 2, (videoHeight - h) / 2, w, h, 0, 0, width, height);
  return fromCanvas(canvas, { channels });
}
