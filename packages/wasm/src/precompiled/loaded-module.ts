import { DataError, decodeUtf8, parseJson } from '@thalweg/tensor/engine';
import { host } from '../memory/host.ts';
import { COMPILER_VERSION } from './compiler-version.ts';
import { FORMAT, type Manifest, sealOf, SECTION } from './manifest.ts';

/** A module that was compiled before, with its manifest. */
export interface LoadedModule {
  readonly module: object;
  readonly manifest: Manifest;
}

/** Reads the manifest of a module. Throws a `DataError` for a module that `precompile` of this version has not written. */
export function loadedModule(module: object): LoadedModule {
  const section = sectionOf(module);
  if (section === undefined)
    throw new DataError(
      'precompiled',
      'a module must have a manifest',
      `no section '${SECTION}'`,
      'Use the bytes that precompile returns; tools that strip custom sections remove it.',
    );
  const manifest = parsed(section);
  const { format, version } = manifest as Partial<Manifest>;
  if (format !== FORMAT || version !== COMPILER_VERSION)
    throw new DataError(
      'precompiled',
      `a module must be of version ${COMPILER_VERSION}, format ${FORMAT}`,
      `version ${String(version)}, format ${String(format)}`,
      'Run precompile again with the version that runs the module.',
    );
  if ((manifest as Partial<Manifest>).seal !== sealOf(manifest as Manifest))
    throw new DataError(
      'precompiled',
      'a manifest must be as precompile wrote it',
      'one that was changed',
      'Run precompile again; do not edit the file.',
    );
  checkManifest(
    manifest,
    new Set(
      host()
        .Module.exports(module)
        .map(({ name }) => name),
    ),
  );
  return { module, manifest };
}

function sectionOf(module: object): ArrayBuffer | undefined {
  try {
    return host().Module.customSections(module, SECTION)[0];
  } catch (cause) {
    throw new DataError(
      'precompiled',
      'modules must be WebAssembly modules that precompile wrote',
      Object.prototype.toString.call(module),
      'Import the .wasm file as a module, or compile its bytes with new WebAssembly.Module(bytes) where that is allowed.',
      { cause },
    );
  }
}

function parsed(section: ArrayBuffer): object {
  try {
    const manifest = parseJson(decodeUtf8(new Uint8Array(section)));
    if (typeof manifest === 'object' && manifest !== null) return manifest;
  } catch {
    // It is no text, or no JSON.
  }
  throw new DataError('precompiled', 'a manifest must be a JSON object', 'something else', 'Run precompile again.');
}

type Check = (value: unknown) => boolean;

const isCount: Check = value => Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32;

const isText: Check = value => typeof value === 'string';

const list =
  (check: Check): Check =>
  value =>
    Array.isArray(value) && value.every(check);

const pair =
  (first: Check, second: Check): Check =>
  value =>
    Array.isArray(value) && value.length === 2 && first(value[0]) && second(value[1]);

const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  value =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(checks).every(([name, check]) => check((value as Record<string, unknown>)[name]));

const below =
  (end: number): Check =>
  value =>
    isCount(value) && (value as number) < end;

/**
 * Refuses a manifest that does not fit its module: values of other kinds, functions that are not exported, and addresses
 * outside of the block.
 */
function checkManifest(manifest: object, exported: ReadonlySet<string>): asserts manifest is Manifest {
  const isGroup = fields({ bytes: isCount, slots: isCount, outputs: isCount });
  if (!fields({ groups: list(isGroup), plans: list(() => true) })(manifest)) throw unfit('groups and plans');
  const { groups, plans } = manifest as Manifest;
  for (const plan of plans) {
    const group = groups[(plan as { readonly group?: number } | null)?.group ?? -1];
    const checks = group && checksOf(group, exported);
    const wrong = checks ? Object.keys(checks).find(name => !fields({ [name]: checks[name]! })(plan)) : 'group';
    if (wrong !== undefined) throw unfit(`${wrong} of a plan`);
  }
}

function checksOf(
  { bytes, slots, outputs }: Manifest['groups'][number],
  exported: ReadonlySet<string>,
): Readonly<Record<string, Check>> {
  const [slot, address] = [below(slots), below(bytes)];
  const entry: Check = value => exported.has(String(value));
  const step: Check = value => entry(value) || (typeof value === 'number' && slot(-1 - value));
  const most = bytes / 4 - slots - outputs - 1;
  const isShort: Check = value => (value as readonly unknown[]).length <= most;
  const sizes: Check = value => list(isCount)(value) && isShort(value);
  return {
    name: isText,
    inputs: value => fields({})(value) && Object.values(value as object).every(list(isCount)),
    observed: list(isText),
    interpreted: list(isText),
    fingerprint: fields({ graph: isText, sizes: isText, feeds: isText, demands: isText }),
    stored: list(slot),
    inPlace: list(pair(slot, slot)),
    temporary: list(pair(slot, address)),
    placed: list(pair(slot, address)),
    sizeArguments: sizes,
    addresses: sizes,
    once: list(step),
    calls: list(step),
    packs: list(pair(slot, entry)),
    steps: value => value === -1 || entry(value),
  };
}

function unfit(what: string): DataError {
  return new DataError(
    'precompiled',
    'a manifest must fit its module',
    `${what} that do not`,
    'Run precompile again; do not edit the file.',
  );
}
