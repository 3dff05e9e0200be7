// What is used of a page, whose types not every program has.

/** A canvas of a page or a worker, with a context of two dimensions. */
export interface CanvasLike {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d', settings?: { readonly willReadFrequently: boolean }): unknown;
}

/** A context of two dimensions. */
export interface Context {
  drawImage(image: object, ...places: readonly number[]): void;
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
}

/** A camera that is on. */
export interface MediaStreamLike {
  getTracks(): readonly Track[];
}

interface Track {
  stop(): void;
  addEventListener(type: 'ended', listener: () => void): void;
}

/** An element that plays a camera. */
export interface Video {
  srcObject: MediaStreamLike | null;
  muted: boolean;
  playsInline: boolean;
  readonly videoWidth: number;
  readonly videoHeight: number;
  play(): Promise<void>;
  requestVideoFrameCallback?(callback: () => void): number;
}

/** A page. */
export interface Page {
  readonly navigator?: { readonly mediaDevices?: { getUserMedia(wanted: object): Promise<MediaStreamLike> } };
  readonly document?: { createElement(name: 'video' | 'canvas'): unknown };
  setTimeout(call: () => void, milliseconds: number): unknown;
}

/** Returns the page that this runs in, as far as it is one. */
export function page(): Page {
  return globalThis as unknown as Page;
}
