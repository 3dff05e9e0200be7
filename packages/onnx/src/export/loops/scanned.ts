import type { DType, Shape } from '@thalweg/tensor';
import type { Emission } from '../emission.ts';

/** The type of a value, and its name outside of the loop. */
export interface Entering {
  readonly value: string;
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A value that a step computes. */
interface Leaving {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A loop of ONNX along an axis. */
export interface ScanParts {
  readonly carries: readonly Entering[];
  /** The values whose slices the steps get; their shapes are those of slices. */
  readonly slices: readonly Entering[];
  readonly outputs: readonly Leaving[];
  readonly axis: number;
  readonly reverse: boolean;
  /** Writes one step, and returns the next carries and then the outputs. */
  readonly step: (body: Emission, carries: readonly string[], slices: readonly string[]) => readonly string[];
  /** Writes another operator that does the same as the body, if there is one. */
  readonly instead?: (body: WrittenBody) => readonly string[] | undefined;
}

/** The body of a loop that has been written: its inputs, the next carries and the outputs. */
export interface WrittenBody {
  readonly emission: Emission;
  readonly carries: readonly string[];
  readonly slices: readonly string[];
  readonly results: readonly string[];
}

/** Writes a Scan, and returns the last carries and then the outputs of all steps. */
export function scanned(emission: Emission, parts: ScanParts): readonly string[] {
  const { carries, slices, outputs, axis, reverse, step } = parts;
  const body = emission.within();
  const { names } = body.block;
  const [own, ownSlices] = [carries, slices].map(all =>
    all.map(({ name, dtype, shape }) => {
      const declared = { name: names.unique(name), dtype, shape };
      body.block.inputs.push(declared);
      return declared.name;
    }),
  );
  const results = step(body, own!, ownSlices!);
  const other = parts.instead?.({ emission: body, carries: own!, slices: ownSlices!, results });
  if (other !== undefined) return other;
  [...carries, ...outputs].forEach(({ dtype, shape }, n) =>
    body.block.output({ value: results[n]!, name: names.unique('next'), dtype, shape }),
  );
  const inputs = [...carries, ...slices].map(({ value }) => value);
  const wanted = [...carries.map(({ name }) => `${name}/last`), ...outputs.map(() => 'Scan')];
  const [read, written] = [slices, outputs].map(all => ({
    axes: { ints: all.map(() => axis) },
    directions: { ints: all.map(() => Number(reverse)) },
  }));
  return emission.block.applyAll('Scan', inputs, wanted, {
    body: { graph: body.block },
    num_scan_inputs: { int: slices.length },
    scan_input_axes: read!.axes,
    scan_input_directions: read!.directions,
    ...(outputs.length > 0 && { scan_output_axes: written!.axes, scan_output_directions: written!.directions }),
  });
}
