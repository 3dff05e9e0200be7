/** The top left corner of a picture in the window. */
export interface Origin {
  readonly left: number;
  readonly top: number;
}
