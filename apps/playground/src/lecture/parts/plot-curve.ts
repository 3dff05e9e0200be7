/** A curve of a plot, with its label. */
export interface PlotCurve {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** A colour of the page, such as `var(--racer-6)`. */
  readonly colour: string;
  /** The point of the label; by default the label stands at the end of the curve. */
  readonly labelAt?: readonly [x: number, y: number];
  readonly anchor?: 'start' | 'middle' | 'end';
  /** True for a line that is only compared with. */
  readonly isDashed?: boolean;
  /** True for a line that is thinner. */
  readonly isFaint?: boolean;
  /** Dashes that leave room for those of other curves, where curves lie on each other. */
  readonly dashes?: { readonly lengths: string; readonly offset: number };
}

/** A marked point of a plot, with its number. */
export interface PlotDot {
  readonly at: readonly [x: number, y: number];
  readonly colour: string;
  readonly label: string;
  /** True if the number stands below the point. */
  readonly isBelow?: boolean;
}
