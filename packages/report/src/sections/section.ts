/** A cell of a table: a text, a number, or nothing. */
export type ReportCell = string | number | undefined;

/** A table of a report. */
export interface ReportTable {
  /** A heading above the table. */
  readonly title?: string;
  readonly columns: readonly string[];
  /** One cell for each column. The first cell names the row if it is a text. */
  readonly rows: readonly (readonly ReportCell[])[];
}

/** The place in which a chart is drawn. Each chart is drawn twice, and the page shows the one that fits. */
export interface Frame {
  /** In pixels. */
  readonly width: number;
  /** True on phones and in narrow columns. */
  readonly narrow: boolean;
  /** Returns the colour of a run; the same in all charts of a report. */
  readonly colour: (run: string) => string;
  /** Returns the dashes of the line of a run, as of SVG: none for the first six, whose colours differ. */
  readonly dashes: (run: string) => string;
}

/** One view of a chart, such as a loss by step or by time; a reader chooses between views. */
export interface View {
  /** Completes the sentence "Shown by …". */
  readonly name: string;
  /**
   * Returns the options of Observable Plot, its `PlotOptions`, for a frame. Texts and colours are those of the report. The type
   * is wider, as Plot’s own types need those of d3.
   */
  readonly plot: (frame: Frame) => object;
}

/** An entry of the key above a chart. */
export interface KeyEntry {
  readonly text: string;
  /** The run whose colour the entry shows. */
  readonly run?: string;
  readonly mark: 'line' | 'dashed' | 'dot' | 'band' | 'tick';
}

/** A chart of a report. */
export interface ChartSection {
  readonly kind: 'chart';
  readonly title: string;
  /** The chart in words, for readers who cannot see it. */
  readonly description: string;
  /** The names of the runs in the chart. */
  readonly runs: readonly string[];
  readonly key: readonly KeyEntry[];
  /** None if there is nothing to show. */
  readonly views: readonly View[];
  /** Says what the chart shows, and what was done to the values; without views, why there is nothing to show. */
  readonly caption: string;
  /** The numbers behind the chart. */
  readonly table: ReportTable;
  /** True for a chart that is as high as it is wide. */
  readonly square?: boolean;
}

/** Tables of a report, side by side if there is room. */
export interface TableSection {
  readonly kind: 'table';
  readonly title: string;
  readonly tables: readonly ReportTable[];
}

/** Paragraphs of text. */
export interface TextSection {
  readonly kind: 'text';
  readonly title: string | undefined;
  readonly paragraphs: readonly string[];
}

/** Sections under a heading. */
export interface GroupSection {
  readonly kind: 'group';
  readonly title: string;
  readonly sections: readonly Section[];
}

/** A part of a report. */
export type Section = ChartSection | TableSection | TextSection | GroupSection;
