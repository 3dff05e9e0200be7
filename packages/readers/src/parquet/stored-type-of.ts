import type { SchemaElement, TimeUnit } from 'hyparquet';
import { booleans, decimals, floats, halfFloats, integers } from '../columnar/stored-numbers.ts';
import { days, intervals, julianTimes, timesOfDay, timestamps } from '../columnar/stored-times.ts';
import type { StoredType } from '../columnar/cells.ts';
import { bytes, json, texts, uuids } from '../columnar/stored-texts.ts';

const PER_MILLISECOND = { MILLIS: 1, MICROS: 1000, NANOS: 1_000_000 } as const satisfies Record<TimeUnit, number>;

/** Returns the type of a column that is not nested: from its logical type, the older converted type, or the bits alone. */
export function storedTypeOf(element: SchemaElement): StoredType {
  return byLogicalType(element) ?? byConvertedType(element) ?? byPhysicalType(element);
}

function byLogicalType({ logical_type: logical, scale }: SchemaElement): StoredType | undefined {
  switch (logical?.type) {
    case 'STRING':
    case 'ENUM':
      return texts();
    case 'JSON':
      return json();
    case 'UUID':
      return uuids();
    case 'FLOAT16':
      return halfFloats();
    case 'DATE':
      return days();
    case 'DECIMAL':
      return decimals(logical.scale ?? scale ?? 0);
    case 'TIME':
      return timesOfDay(PER_MILLISECOND[logical.unit]);
    case 'TIMESTAMP':
      return timestamps({ perMillisecond: PER_MILLISECOND[logical.unit], utc: logical.isAdjustedToUTC });
    case 'INTEGER':
      return integers(logical.isSigned);
    case 'INTERVAL':
      return intervals();
    default:
      return undefined;
  }
}

function byConvertedType({ converted_type: converted, scale }: SchemaElement): StoredType | undefined {
  switch (converted) {
    case 'UTF8':
    case 'ENUM':
      return texts();
    case 'JSON':
      return json();
    case 'DATE':
      return days();
    case 'DECIMAL':
      return decimals(scale ?? 0);
    case 'TIME_MILLIS':
      return timesOfDay(1);
    case 'TIME_MICROS':
      return timesOfDay(1000);
    case 'TIMESTAMP_MILLIS':
      return timestamps({ perMillisecond: 1, utc: true });
    case 'TIMESTAMP_MICROS':
      return timestamps({ perMillisecond: 1000, utc: true });
    case 'INTERVAL':
      return intervals();
    default:
      return converted?.includes('INT_') === true ? integers(!converted.startsWith('UINT')) : undefined;
  }
}

function byPhysicalType({ type }: SchemaElement): StoredType {
  if (type === 'BOOLEAN') return booleans();
  if (type === 'INT32' || type === 'INT64') return integers(true);
  if (type === 'INT96') return julianTimes();
  return type === 'FLOAT' || type === 'DOUBLE' ? floats() : bytes();
}
