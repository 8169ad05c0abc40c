import { numberText } from './markdown.ts';
import type { RecordOf } from './run-record.ts';

/** What is known of one kind of position: the median, the 99th percentile and the longest, or some of them. Milliseconds. */
interface Row {
  readonly name: string;
  readonly p50?: number;
  readonly p99?: number;
  readonly max?: number;
  /** The client that everything is measured against. */
  readonly isFloor?: boolean;
}

const WIDTH = 760;
const LEFT = 250;
const RIGHT = 40;
const TOP = 48;
const ROW_HEIGHT = 28;
/** Where the axis begins: what is shorter stands at its edge, with its own figure. */
const FROM_MS = 1;

/** The bare times of one run as a picture (SVG): a scale of powers of ten, since a dead worker costs a hundred times what an ordinary fill does. */
export function drawBareTime({ result, day, cores }: RecordOf<'protect'>): string {
  const { bareMs, floorMs, together } = result;
  const rows: readonly Row[] = [
    { name: 'bare client, one after another', ...floorMs.bare, isFloor: true },
    { name: 'fleet, one after another', ...bareMs },
    { name: 'bare client, five at once', ...together.floorMs.bare, isFloor: true },
    { name: 'fleet, five at once', ...together.bareMs },
    { name: 'fleet, fifty at once', p99: result.burstP99Ms },
    { name: 'fleet, reads out of budget', p99: result.afterBudgetMs },
    { name: 'fleet at Bybit, stop attached', max: result.bybitAttachedMs },
    { name: 'stop worker killed', max: result.afterKillMs },
    { name: 'Redis emptied', max: result.afterFlushMs },
  ];
  const longest = Math.max(...rows.flatMap(({ p50 = 0, p99 = 0, max = 0 }) => [p50, p99, max]));
  const decades = Math.max(1, Math.ceil(Math.log10(longest)));
  const height = TOP + rows.length * ROW_HEIGHT + 20;
  const at = (ms: number): number => Math.round(LEFT + ((WIDTH - LEFT - RIGHT) * Math.log10(Math.max(FROM_MS, ms))) / decades);
  const ticks = Array.from({ length: decades + 1 }, (_, decade) => 10 ** decade);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="12" role="img">`,
    `<title>Bare times: from the fill of an entry to the acceptance of its stop</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="10" y="18" fill="#24292f" font-weight="600">Bare time, ms: from a fill to its stop, the exchange ${numberText(result.exchangeMs)} ms away</text>`,
    `<text x="10" y="35" fill="#57606a">${day}, ${cores} cores · dot: p50 · bar: p99 · end of the line: longest</text>`,
    ...ticks.flatMap((ms) => [
      `<line x1="${at(ms)}" y1="${TOP}" x2="${at(ms)}" y2="${height - 20}" stroke="#d0d7de"/>`,
      `<text x="${at(ms)}" y="${height - 6}" fill="#57606a" text-anchor="middle">${numberText(ms)}</text>`,
    ]),
    ...rows.flatMap((row, index) => drawRow(row, TOP + index * ROW_HEIGHT + ROW_HEIGHT / 2, at)),
    '</svg>',
    '',
  ].join('\n');
}

function drawRow({ name, p50, p99, max, isFloor = false }: Row, y: number, at: (ms: number) => number): string[] {
  const colour = isFloor ? '#8c959f' : '#0969da';
  const known = [p50, p99, max].filter((ms) => ms !== undefined);
  const [first, last] = [Math.min(...known), Math.max(...known)];
  const label = [p50 === undefined ? null : numberText(p50), p99 === undefined ? null : numberText(p99), max === undefined ? null : numberText(max)].filter((text) => text !== null).join(' / ');
  const toTheLeft = at(last) > WIDTH - RIGHT - 90;
  return [
    `<text x="${LEFT - 10}" y="${y + 4}" fill="#24292f" text-anchor="end">${name}</text>`,
    `<line x1="${at(first)}" y1="${y}" x2="${at(last)}" y2="${y}" stroke="${colour}" stroke-width="2"/>`,
    ...(p99 === undefined ? [] : [`<line x1="${at(p99)}" y1="${y - 6}" x2="${at(p99)}" y2="${y + 6}" stroke="${colour}" stroke-width="2"/>`]),
    ...(max === undefined ? [] : [`<line x1="${at(max)}" y1="${y - 3}" x2="${at(max)}" y2="${y + 3}" stroke="${colour}" stroke-width="2"/>`]),
    ...(p50 === undefined ? [] : [`<circle cx="${at(p50)}" cy="${y}" r="4" fill="${colour}"/>`]),
    toTheLeft ? `<text x="${at(first) - 9}" y="${y + 4}" fill="#57606a" text-anchor="end">${label}</text>` : `<text x="${at(last) + 9}" y="${y + 4}" fill="#57606a">${label}</text>`,
  ];
}
