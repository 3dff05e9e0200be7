import { leftOut, type RoomState } from '../../../page/address.ts';
import { parseNames, parseWhole } from '../../descent/race/point.ts';
import { formatTimeline, parseTimeline, type Timeline } from '../../descent/race/timeline.ts';
import {
  dialsOf,
  type Edit,
  FIRST,
  firstDials,
  formatEdit,
  formatPlace,
  LAST_STEP,
  MOST_LAYERS,
  MOST_NOISE,
  MOST_UNITS,
  optimizerNames,
  parseEdit,
  parsePlace,
  POINTS,
  type Settings,
  SPEEDS,
  STRENGTH,
} from './settings.ts';
import { fitsNetwork, mostClasses, shapeChoices } from './structure.ts';
import { activations, features, penalties } from '../pipeline/point-network.ts';
import { classesOf, formatPoints, parsePoints } from './points-text.ts';

/** Formats settings for the address. What is as in a new room is left out. */
export function formatSettings(settings: Settings): RoomState {
  const { features, layers, points, edits, dials, strength, optimizer, tests, ahead, chosen } = settings;
  const parts = {
    on: settings.shape,
    classes: `${settings.classes}`,
    noise: `${settings.noise}`,
    points: formatPoints(points),
    features: features.join(),
    layers: layers.join() || 'none',
    activation: settings.activation,
    penalty: settings.penalty,
    strength: formatTimeline(strength),
    optimizer,
    ...dialParts(dials),
    batch: `${settings.batch}`,
    edits: edits.map(formatEdit).join('~'),
    seed: `${settings.seed}`,
    step: `${settings.step}`,
    speed: `${settings.speed}`,
    tests: tests ? '1' : '0',
    ahead: ahead ? '1' : '0',
    weight: chosen === undefined ? '' : formatPlace(chosen),
  };
  if (settings === FIRST) return parts;
  // The step stays: an address without one is a new training, which plays.
  const first: RoomState = { ...formatSettings(FIRST), ...dialParts(firstDials(optimizer)), step: '' };
  return Object.fromEntries(Object.entries(parts).filter(([key, value]) => value !== first[key]));
}

function dialParts(dials: Settings['dials']): RoomState {
  return Object.fromEntries(Object.entries(dials).map(([name, timeline]) => [name, formatTimeline(timeline)]));
}

/** Parses settings from an address. Invalid parts get their defaults and are reported as problems. */
export function parseSettings(state: RoomState): { settings: Settings; problems: string[] } {
  const problems: string[] = [];
  const report = (key: string): void => void problems.push(leftOut(key, state[key]!));
  const read = <T>(key: string, fallback: T, parse: (text: string) => T | undefined): T => {
    const text = state[key];
    const value = text === undefined ? fallback : parse(text);
    if (value === undefined) report(key);
    return value ?? fallback;
  };
  const shape = read('on', FIRST.shape, text => oneOf(shapeChoices, text));
  const points = read('points', FIRST.points, parsePoints);
  const least = classesOf(points);
  const most = Math.max(least, mostClasses(shape));
  const optimizer = read('optimizer', FIRST.optimizer, text => oneOf(optimizerNames, text));
  const dials = Object.fromEntries(
    dialsOf(optimizer).map(dial => [
      dial.name,
      read(dial.name, firstDials(optimizer)[dial.name]!, text => parseWithin(dial, text)),
    ]),
  );
  const settings: Settings = {
    shape,
    points,
    optimizer,
    dials,
    classes: read('classes', least, text => within(parseWhole(text, most), least)),
    noise: read('noise', FIRST.noise, text => within(parseNumber(text), 0, MOST_NOISE)),
    features: read('features', FIRST.features, text => parseFeatures(text)),
    layers: read('layers', FIRST.layers, parseLayers),
    activation: read('activation', FIRST.activation, text => oneOf(keysOf(activations), text)),
    penalty: read('penalty', FIRST.penalty, text => oneOf(keysOf(penalties), text)),
    strength: read('strength', FIRST.strength, text => parseWithin(STRENGTH, text)),
    batch: read('batch', FIRST.batch, text => within(parseWhole(text, POINTS / 2), 1)),
    edits: read('edits', FIRST.edits, parseEdits),
    seed: read('seed', FIRST.seed, text => parseWhole(text, 1e6)),
    step: read('step', FIRST.step, text => parseWhole(text, LAST_STEP)),
    speed: read('speed', FIRST.speed, text => SPEEDS.find(speed => `${speed}` === text)),
    tests: read('tests', FIRST.tests, parseFlag),
    ahead: read('ahead', FIRST.ahead, parseFlag),
    chosen: parsePlace(state['weight'] ?? ''),
  };
  const { chosen } = settings;
  const hasEdited = fitsNetwork(settings, settings.edits);
  const hasChosen = chosen !== undefined && fitsNetwork(settings, [chosen]);
  if (!hasEdited) report('edits');
  if (!hasChosen && (state['weight'] ?? '') !== '') report('weight');
  return {
    settings: { ...settings, edits: hasEdited ? settings.edits : [], chosen: hasChosen ? chosen : undefined },
    problems,
  };
}

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): K[] => Object.keys(table) as K[];

function oneOf<T extends string>(names: readonly T[], text: string): T | undefined {
  return names.find(name => name === text);
}

function within(value: number | undefined, least: number, most = Infinity): number | undefined {
  return value !== undefined && value >= least && value <= most ? value : undefined;
}

function parseNumber(text: string): number | undefined {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function parseFlag(text: string): boolean | undefined {
  return text === '1' ? true : text === '0' ? false : undefined;
}

function parseFeatures(text: string): Settings['features'] | undefined {
  const names = parseNames(text, keysOf(features)) as Settings['features'] | undefined;
  return names?.length === 0 ? undefined : names;
}

function parseLayers(text: string): readonly number[] | undefined {
  const layers = text === 'none' ? [] : text.split(',').map(units => within(parseWhole(units, MOST_UNITS), 1));
  return layers.length <= MOST_LAYERS && !layers.includes(undefined) ? (layers as number[]) : undefined;
}

function parseEdits(text: string): readonly Edit[] | undefined {
  const edits = text === '' ? [] : text.split('~').map(parseEdit);
  return edits.includes(undefined) ? undefined : (edits as Edit[]);
}

function parseWithin(
  { least, most }: { readonly least: number; readonly most: number },
  text: string,
): Timeline | undefined {
  const timeline = parseTimeline(text);
  return timeline?.every(([, value]) => value >= least && value <= most) ? timeline : undefined;
}
