/** A point of the picture, in pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle by its middle. */
export interface Placed extends Point {
  readonly width: number;
  readonly height: number;
}

/** Where everything of a picture lies. */
export interface Placement {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Placed>;
  /** The frames of open groups. */
  readonly frames: ReadonlyMap<string, Placed>;
  /** The middle of a wire’s label, and the way of the wire from left to right. */
  readonly wires: ReadonlyMap<string, { readonly label: Point; readonly way: readonly Point[] }>;
}

/** The size of a box, in pixels, and the open group that it lies in. */
export interface BoxSize {
  readonly width: number;
  readonly height: number;
  readonly frame?: string | undefined;
}

/** The boxes that a wire joins, and the size of its label, in pixels. */
export interface WireSize {
  readonly from: string;
  readonly to: string;
  /** Whether it should be short and straight rather than others. */
  readonly isMain: boolean;
  readonly width: number;
  readonly height: number;
}

/** What is to be placed. */
export interface Sizes {
  readonly boxes: ReadonlyMap<string, BoxSize>;
  readonly wires: ReadonlyMap<string, WireSize>;
}
