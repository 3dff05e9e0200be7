/** The colours of one scheme. Texts have a contrast of at least 4.5 : 1 with what is behind them, lines and marks of 3 : 1. */
export interface Palette {
  readonly page: string;
  readonly surface: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly grid: string;
  readonly accent: string;
  readonly warning: string;
  /** The colours of runs. They differ for colour-blind readers too: after Okabe and Ito, "Color Universal Design", 2008. */
  readonly runs: readonly string[];
  /** The fill of cells from 0 to the largest value. */
  readonly heat: readonly string[];
  /** The colour of texts on each fill. */
  readonly heatText: readonly string[];
}

/** The number of fills of cells. */
export const HEAT_LEVELS = 8;

/** The number of colours of runs; further runs repeat them, with dashes. */
export const RUN_COLOURS = 6;

/** Colours on a light ground. */
export const light: Palette = {
  page: '#f7f7f5',
  surface: '#ffffff',
  text: '#1d2429',
  quiet: '#58636b',
  line: '#d9dcdd',
  grid: '#e9ebeb',
  accent: '#00629b',
  warning: '#a33a00',
  runs: ['#0072b2', '#cc5a00', '#00805d', '#a6457f', '#7a6a00', '#5c666d'],
  heat: ['#f3f7fa', '#dce9f2', '#c0d8e8', '#9fc4dd', '#2a76a6', '#0c6499', '#004d7a', '#00385a'],
  heatText: ['#1d2429', '#1d2429', '#1d2429', '#1d2429', '#ffffff', '#ffffff', '#ffffff', '#ffffff'],
};

/** Colours on a dark ground. */
export const dark: Palette = {
  page: '#14181b',
  surface: '#1b2024',
  text: '#e5e9eb',
  quiet: '#a4afb6',
  line: '#394249',
  grid: '#2a3137',
  accent: '#7cc4f0',
  warning: '#ffb084',
  runs: ['#5ab3ec', '#f5985a', '#3cc79c', '#e793c0', '#d8c64b', '#b4bdc3'],
  heat: ['#222a30', '#233846', '#24485d', '#245873', '#77b8df', '#97cbea', '#b9def3', '#dff1fb'],
  heatText: ['#e5e9eb', '#e5e9eb', '#e5e9eb', '#ffffff', '#0c161d', '#0c161d', '#0c161d', '#0c161d'],
};
