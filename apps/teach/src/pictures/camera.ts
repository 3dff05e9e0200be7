import { Pixels } from '@thalweg/data';
import { Observable } from 'rxjs';

/** The pictures of a camera. */
interface CameraOptions {
  readonly width: number;
  readonly height: number;
  /** Pictures in a second, at most. */
  readonly fps: number;
}

/**
 * Emits the middle of what a camera sees, scaled to a size. The camera is asked for on subscription, and is free again when nobody
 * subscribes. Errors are those of `getUserMedia`.
 */
export function fromCamera({ width, height, fps }: CameraOptions): Observable<Pixels> {
  return new Observable(subscriber => {
    if (navigator.mediaDevices === undefined)
      return subscriber.error(new DOMException('This address has no access to cameras.', 'NotFoundError'));
    const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true });
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const show = (stream: MediaStream): void => {
      subscriber.add(() => stream.getTracks().forEach(track => track.stop()));
      if (subscriber.closed) return;
      stream
        .getTracks()
        .forEach(
          track =>
            (track.onended = () =>
              subscriber.error(new DOMException('The camera was taken away.', 'NotReadableError'))),
        );
      video.srcObject = stream;
      void video.play();
      const timer = setInterval(() => {
        if (video.videoWidth === 0) return;
        drawMiddle(video, canvas);
        subscriber.next(fromCanvas(canvas));
      }, 1000 / fps);
      subscriber.add(() => clearInterval(timer));
    };
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment' } })
      .then(show, error => subscriber.error(error));
    return () => (video.srcObject = null);
  });
}

/** Draws the largest part of a video that has the form of a canvas, from its middle. */
function drawMiddle(video: HTMLVideoElement, canvas: HTMLCanvasElement): void {
  const scale = Math.max(canvas.width / video.videoWidth, canvas.height / video.videoHeight);
  const [width, height] = [canvas.width / scale, canvas.height / scale];
  const [left, top] = [(video.videoWidth - width) / 2, (video.videoHeight - height) / 2];
  contextOf(canvas).drawImage(video, left, top, width, height, 0, 0, canvas.width, canvas.height);
}

/** Returns what a canvas shows, without the alpha of its pixels. */
export function fromCanvas(canvas: HTMLCanvasElement): Pixels {
  const { width, height } = canvas;
  const { data } = contextOf(canvas).getImageData(0, 0, width, height);
  const colours = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) colours.set(data.subarray(4 * pixel, 4 * pixel + 3), 3 * pixel);
  return new Pixels([height, width, 3], colours);
}

/** Returns the context of a canvas that is read often. */
export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext('2d', { willReadFrequently: true })!;
}
