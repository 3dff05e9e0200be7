/** A point in the picture, in pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle, given by its centre. */
export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** The positions of everything in a picture. */
export interface PictureLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Rectangle>;
  /** The frames of open groups. */
  readonly frames: ReadonlyMap<string, Rectangle>;
  /** True if values flow downwards, else they flow to the right. */
  readonly isDown: boolean;
  /** The centre of each wire’s label, and the points of its route in the direction of the values. */
  readonly wires: ReadonlyMap<string, { readonly label: Point; readonly route: readonly Point[] }>;
}

/** The size of a box in pixels, and the open group around it. */
export interface BoxSize {
  readonly width: number;
  readonly height: number;
  readonly frame?: string | undefined;
}

/** The two boxes that a wire connects, and the size of its label in pixels. */
export interface WireSize {
  readonly from: string;
  readonly to: string;
  /** True if the layout should prefer to keep this wire short and straight. */
  readonly isMain: boolean;
  readonly width: number;
  readonly height: number;
}

/** The sizes of the boxes and wire labels to arrange. */
export interface PictureSizes {
  readonly boxes: ReadonlyMap<string, BoxSize>;
  readonly wires: ReadonlyMap<string, WireSize>;
  /** The boxes of sources, which keep this order among those of one layer. */
  readonly sources: readonly string[];
}
