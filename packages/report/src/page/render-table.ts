import type { ReportCell, ReportTable } from '../section.ts';
import { markup, type Html } from './markup.ts';
import { numberText } from './number-text.ts';

/** Returns a table that scrolls in its own box, and by keys, if it is larger than its place. */
export function renderTable({ columns, rows }: ReportTable, label: string): Html {
  const head = columns.map(column => (column === '' ? markup`<td></td>` : markup`<th scope="col">${column}</th>`));
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows.map(renderRow)}
      </tbody>
    </table>
  </div>`;
}

function renderRow(row: readonly ReportCell[]): Html {
  const [first] = row;
  const named = typeof first === 'string';
  const cells = (named ? row.slice(1) : row).map(renderCell);
  return markup`<tr>
    ${named ? markup`<th scope="row">${first}</th>` : undefined}${cells}
  </tr>`;
}

function renderCell(cell: ReportCell): Html {
  if (typeof cell === 'number') return markup`<td>${numberText(cell)}</td>`;
  return cell === undefined ? markup`<td>–</td>` : markup`<td class="text">${cell}</td>`;
}
