import { DateUnit, TimeUnit, Type, type DataType, type DictionaryType } from '@uwdata/flechette';
import { booleans } from '../columnar/stored/booleans.ts';
import { decimals } from '../columnar/stored/decimals.ts';
import { floats } from '../columnar/stored/floats.ts';
import { integers } from '../columnar/stored/integers.ts';
import { plainValues } from '../columnar/stored/plain-values.ts';
import type { StoredType } from '../columnar/stored/stored-type.ts';
import { bytes, texts } from '../columnar/stored/texts.ts';
import { days, timesOfDay, timestamps } from '../columnar/stored/times.ts';
import { eachNumber } from '../columnar/stored/each.ts';
import { decodedValues, textBytes, typedValues, unscaledDecimals, type RowsReading } from './row-values.ts';

/** The type of an Arrow column: what its values are, and how its batches hold them. */
export interface ArrowType {
  readonly stored: StoredType;
  /** Reads the values of rows. */
  readonly read: RowsReading;
}

/** Returns how a column of a type is read. */
export function arrowType(type: DataType): ArrowType {
  switch (type.typeId) {
    case Type.Bool:
      return { stored: booleans(), read: decodedValues };
    case Type.Int:
      return { stored: integers(type.signed), read: typedValues };
    case Type.Float:
      return { stored: floats(), read: type.precision === 0 ? decodedValues : typedValues };
    case Type.Decimal:
      return { stored: decimals(type.scale), read: type.bitWidth === 32 ? typedValues : unscaledDecimals };
    case Type.Date:
      return type.unit === DateUnit.DAY
        ? { stored: days(), read: typedValues }
        : { stored: timestamps({ perMillisecond: 1, utc: true }), read: typedValues };
    case Type.Timestamp:
      return timesOf(type.unit, perMillisecond => timestamps({ perMillisecond, utc: type.timezone !== null }));
    case Type.Time:
    case Type.Duration:
      return timesOf(type.unit, timesOfDay);
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return { stored: texts(), read: textBytes };
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return { stored: bytes(), read: decodedValues };
    default:
      return decodedType(type);
  }
}

type PerMillisecond = Parameters<typeof timesOfDay>[0];

/** Seconds are counted in milliseconds. */
function timesOf(unit: number, stored: (perMillisecond: PerMillisecond) => StoredType): ArrowType {
  if (unit === TimeUnit.SECOND)
    return {
      stored: stored(1),
      read: (batch, from, to) => {
        const { values, present } = typedValues(batch, from, to);
        const seconds = values as ArrayLike<number | bigint>;
        return { values: BigInt64Array.from(Array.from(seconds, value => BigInt(value) * 1000n)), present };
      },
    };
  const perMillisecond = unit === TimeUnit.MILLISECOND ? 1 : unit === TimeUnit.MICROSECOND ? 1000 : 1_000_000;
  return { stored: stored(perMillisecond), read: typedValues };
}

/** A type whose values flechette decodes. */
function decodedType(type: DataType): ArrowType {
  if (type.typeId === Type.RunEndEncoded) return { stored: decodedStored(type.children[1].type), read: decodedValues };
  if (type.typeId === Type.Dictionary) return { stored: dictionaryStored(type), read: decodedValues };
  return { stored: decodedStored(type), read: decodedValues };
}

/** Texts of a dictionary are categories: {@link dictionaryCodes} reads them. */
function dictionaryStored({ dictionary }: DictionaryType): StoredType {
  const stored = decodedStored(dictionary);
  return stored.type === 'text' ? { ...stored, type: 'category' } : stored;
}

function decodedStored(type: DataType): StoredType {
  switch (type.typeId) {
    case Type.Bool:
      return booleans();
    case Type.Int:
      return integers(true);
    case Type.Float:
    case Type.Decimal:
      return floats();
    case Type.Date:
    case Type.Timestamp:
      return { type: 'date', as: { date: eachNumber((value: number) => value) } };
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return { type: 'text', as: { text: values => ({ cells: values as readonly string[] }) } };
    case Type.List:
    case Type.LargeList:
    case Type.ListView:
    case Type.LargeListView:
    case Type.FixedSizeList:
      return plainValues('list');
    default:
      return plainValues('object');
  }
}
