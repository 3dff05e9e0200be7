import uPlot from 'uplot';

/** A line chart of numbers by their places. */
export interface LineChart {
  readonly element: HTMLElement;
  /** Draws numbers, of which the first has the place `first`. */
  readonly show: (numbers: readonly number[], first?: number) => void;
}

/** A line chart in the colours of a theme, as wide as the page. */
export function lineChart(name: string, theme: string): LineChart {
  const element = document.createElement('figure');
  element.style.margin = '0';
  element.setAttribute('role', 'img');
  const dark = theme === 'dark';
  const axis = { stroke: dark ? '#c9c2b6' : '#4a443b', grid: { stroke: dark ? '#3a362f' : '#e6dfd3' } };
  const options: uPlot.Options = {
    width: Math.max(240, document.body.clientWidth),
    height: 220,
    scales: { x: { time: false } },
    axes: [axis, axis],
    series: [{ label: '#' }, { label: name, stroke: dark ? '#7cc0b4' : '#0f6b5f', width: 2 }],
  };
  const plot = new uPlot(options, [[], []], element);
  return {
    element,
    show(numbers, first = 0) {
      const range = numbers.length === 0 ? '' : `, from ${numbers[0]} to ${numbers.at(-1)}`;
      element.setAttribute('aria-label', `${name}: ${first + numbers.length} numbers${range}`);
      plot.setData([numbers.map((_, at) => first + at), [...numbers]]);
    },
  };
}
