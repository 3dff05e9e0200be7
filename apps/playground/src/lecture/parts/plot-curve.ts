/** A curve of a plot, with the label that stands beside it. */
export interface PlotCurve {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** A colour of the page, such as `var(--racer-6)`. */
  readonly colour: string;
  /** The point of the label. */
  readonly labelAt: readonly [x: number, y: number];
  readonly anchor: 'start' | 'middle' | 'end';
  /** True for a line that is only compared with. */
  readonly isDashed?: boolean;
  /** True for a line that is thinner. */
  readonly isFaint?: boolean;
}

/** A marked point of a plot, with its number. */
export interface PlotDot {
  readonly at: readonly [x: number, y: number];
  readonly colour: string;
  readonly label: string;
  /** True if the number stands below the point. */
  readonly isBelow?: boolean;
}
