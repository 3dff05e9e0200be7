/** The style sheet of the element. Colours are custom properties; both colour schemes have a contrast of at least 4.5. */
export const STYLE = `
:host {
  color-scheme: light dark;
  --paper: var(--thalweg-paper, light-dark(#fff, #14181d));
  --ink: var(--thalweg-ink, light-dark(#1a1d21, #e8ebee));
  --quiet: var(--thalweg-quiet, light-dark(#555c64, #a7b0b9));
  --line: var(--thalweg-line, light-dark(#9aa2ab, #6b7580));
  --box: var(--thalweg-box, light-dark(#f2f4f6, #22282f));
  --value: var(--thalweg-value, light-dark(#0a6b2d, #6fd08c));
  --gradient: var(--thalweg-gradient, light-dark(#b3261e, #ff9d94));
  --local: var(--thalweg-local, light-dark(#5b3fa8, #bda7ff));
  --focus: var(--thalweg-focus, light-dark(#0b57d0, #8ab4f8));
  display: block; position: relative; overflow: hidden;
  color: var(--ink); background: var(--paper);
  font: 14px/1.35 system-ui, sans-serif;
}
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
:host([hidden]), [hidden] { display: none !important }
* { box-sizing: border-box }
button { font: inherit; color: inherit; background: var(--box); border: 1px solid var(--line); border-radius: 6px; cursor: pointer }
button:focus-visible, .scroll:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px }
.scroll:focus-visible { outline-offset: -3px }
.bar { display: flex; justify-content: flex-end; gap: 4px; padding: 4px }
.bar button { padding: 2px 10px; min-height: 28px }
.bar [aria-pressed=true] { border-color: var(--focus); box-shadow: inset 0 0 0 1px var(--focus) }
.scroll { overflow: auto; max-width: 100%; max-height: var(--thalweg-height, none) }
.picture { position: relative; margin: 0 auto }
.picture.new { visibility: hidden; position: absolute; top: 0; left: 0 }
svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible }
.down .wire-label, .down .reading { background: var(--paper) }
path { fill: none; stroke: var(--line); stroke-width: 1.5 }
.box, .wire-label, .frame { position: absolute; width: max-content }
.box { display: flex; flex-direction: column; align-items: center; justify-content: center; min-width: 44px; min-height: 44px; padding: 4px 10px }
.operation { border-radius: 22px }
.source { border-style: dashed; background: var(--paper) }
.group { border-width: 2px; box-shadow: 3px 3px 0 var(--line) }
.box.frozen { border-style: dashed }
.box[aria-current], .box[aria-expanded=true] { border-color: var(--focus); border-width: 2px }
.box[aria-current] { background: color-mix(in srgb, var(--focus) 14%, var(--paper)); box-shadow: 0 0 0 2px var(--focus) }
.sign { font-weight: 600; white-space: nowrap }
.caption, small, .shape, .zeros { font-size: 12px; color: var(--quiet); white-space: nowrap }
/* For screen readers only. */
.visually-hidden, :host([summaries=off]) .wire-label .summary { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.frame { border: 1px dashed var(--line); border-radius: 8px }
.fold { position: absolute; top: -1px; left: -1px; padding: 0 6px; font-size: 12px; z-index: 1 }
.wire-label { display: grid; grid-template-rows: 1fr 1fr; align-items: center; justify-items: center; gap: 5px; padding: 0 6px }
.reading { font-variant-numeric: tabular-nums; white-space: nowrap; border-radius: 3px }
.wire-label .scalar { min-width: 58px; text-align: center }
.wire-label.quiet { display: block; background: var(--paper) }
.wire-label .none { min-height: 19px }
.value { color: var(--value) }
.gradient { color: var(--gradient) }
.local { color: var(--local) }
:host([recomputed=on]) .recomputed { outline-style: dotted; outline-width: 2px; outline-offset: 1px }
.bad, .badge { color: #fff; background: #9c1b6f; outline-color: #9c1b6f; padding: 0 4px; border-radius: 3px; font-weight: 600 }
.fault { color: var(--gradient); text-decoration: underline wavy }
.tensor { position: relative; display: inline-grid; grid-template-columns: auto auto; gap: 6px; align-items: center; text-align: left }
.summary { display: grid; font-size: 12px; line-height: 1.2; min-width: 104px }
.badge { justify-self: start }
canvas ~ .badge { position: absolute; left: 0; top: 0; font-size: 12px }
.heat { width: 44px; height: 44px; image-rendering: pixelated; border: 1px solid var(--line); background: #fff }
.heat.strip { height: 14px }
.sum { display: inline-flex; gap: 4px; font-size: 12px }
.sum .scalar { min-width: 48px; text-align: center }
.wire-label:has(.product) > .value { align-self: end }
.number { position: absolute; top: -9px; left: -7px; min-width: 18px; padding: 0 4px; border-radius: 9px; font-size: 12px; line-height: 18px; color: var(--paper); background: var(--quiet) }
.operator { color: var(--quiet) }
.panel { border-top: 1px solid var(--line); padding: 8px 12px; overflow-x: auto }
.panel header { display: flex; justify-content: space-between; gap: 12px; align-items: start }
.panel h3 { margin: 0; font-size: 14px; overflow-wrap: anywhere }
.close { min-width: 32px; min-height: 32px }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; margin: 6px 0 }
.what { min-width: 72px; font-weight: 600 }
.factor { display: inline-grid; justify-items: center }
.note, .message { padding: 4px 12px; margin: 0; color: var(--quiet) }
td .tensor { grid-template-columns: auto }
table { border-collapse: collapse; margin: 8px 12px; width: calc(100% - 24px) }
caption { text-align: left; padding: 4px 0; font-weight: 600 }
th, td { text-align: left; padding: 4px 8px; border-bottom: 1px solid var(--line); font-weight: 400 }
thead th { font-weight: 600 }
`;
