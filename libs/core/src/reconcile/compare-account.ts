import { isMadeSince } from '../attached-stop.ts';
import type { Bounds } from '../bounds.ts';
import { ownOrderRole } from '../client-order-id.ts';
import { decimal, decimalText, ZERO } from '../decimal.ts';
import type { Leg } from '../key.ts';
import type { OrderReport, PositionSide } from '../order.ts';
import type { PositionReport } from '../position.ts';
import { nameOfOrder } from '../taken-over-stop.ts';
import type { AccountView } from '../views.ts';

/** A live row as the account pass compares it. */
export interface LiveRow {
  readonly symbol: string;
  readonly leg: Leg;
  readonly status: 'opening' | 'open' | 'closing';
  readonly side: PositionSide;
  /** Decimal string. */
  readonly quantity: string;
  readonly hasUnansweredIntent: boolean;
  /** Client ids of the stops of ours that are believed to rest, taken over ones by the name that their row has. */
  readonly restingStopIds: readonly string[];
  /** The price of the stop that the entry brought along, as a decimal string; null: it brought none. */
  readonly attachedStopPrice: string | null;
  /** Since when it is to go; null: nobody has meant to take it away. */
  readonly attachedStopGoneSinceMs: number | null;
  readonly ageMs: number;
}

export interface AccountFinding {
  readonly symbol: string;
  readonly what: 'orphan' | 'ghost' | 'drift' | 'bare' | 'leftover_stop' | 'duplicate' | 'unsettled';
  readonly said: string;
  /** How long to leave the key alone before looking: 0, unless its row is so young that another worker may be in the middle of it. */
  readonly inMs: number;
}

export interface AccountComparison {
  /** Keys that differ, worst first. */
  readonly findings: readonly AccountFinding[];
  /** Too many positions vanished at once to be believed (I6): only one of them is looked into. */
  readonly isBraked: boolean;
}

/** A row younger than this may be in the middle of what another worker is doing. */
const GRACE_MS = 2_000;
/** Fewer may vanish in one pass whatever their share. */
const BRAKE_FROM = 4;

/** Compares both sides of an account in memory. Keys that agree cost nothing more. */
export function compareAccount(rows: readonly LiveRow[], view: AccountView, bounds: Pick<Bounds, 'vanishedPercentMax' | 'fenceSkewMs'>): AccountComparison {
  const findings: AccountFinding[] = [];
  const seen = new Set<string>();
  // Looked up by name: thousands of rows are compared in one go.
  const reports = new Map(view.positions.toReversed().map((report) => [nameOf(report), report]));
  const takenOver = new Set(rows.flatMap((row) => row.restingStopIds.filter((id) => ownOrderRole(id) === null).map((id) => `${nameOf(row)} ${id}`)));
  const isStop = (order: OrderReport): boolean => ownOrderRole(order.clientOrderId) === 'stop' || takenOver.has(`${nameOf(order)} ${nameOfOrder(order)}`);
  const stops = Map.groupBy(view.orders.filter(isStop), nameOf);
  const attached = Map.groupBy(view.orders.filter(({ list, kind }) => list === 'position' && kind === 'stop_market'), nameOf);
  for (const row of rows) {
    const name = nameOf(row);
    if (seen.has(name)) findings.push({ symbol: row.symbol, what: 'duplicate', said: `more than one live row on ${name}`, inMs: 0 });
    seen.add(name);
    const finding = judgeRow(row, reports.get(name), stops.get(name) ?? [], (attached.get(name) ?? []).filter((stop) => !isMadeSince(row.attachedStopGoneSinceMs, stop, bounds)));
    // An unanswered request has its own due time; whoever settles it looks at the rest as well.
    if (finding !== null && !row.hasUnansweredIntent) findings.push({ ...finding, inMs: Math.max(0, GRACE_MS - row.ageMs) });
  }
  for (const report of view.positions) {
    if (!report.quantity.eq(ZERO) && !seen.has(nameOf(report))) {
      findings.push({ symbol: report.symbol, what: 'orphan', said: `${report.side} ${decimalText(report.quantity)} without a row`, inMs: 0 });
    }
  }
  for (const [name, left] of stops) {
    if (seen.has(name)) continue;
    for (const { symbol, clientOrderId } of left) findings.push({ symbol, what: 'leftover_stop', said: `stop ${clientOrderId} without a position`, inMs: 0 });
  }
  const ghosts = findings.filter((finding) => finding.what === 'ghost').length;
  return { findings: findings.sort(worstFirst), isBraked: ghosts >= BRAKE_FROM && ghosts * 100 >= rows.length * bounds.vanishedPercentMax };
}

const nameOf = ({ symbol, leg }: Pick<LiveRow, 'symbol' | 'leg'>): string => `${symbol}.${leg}`;

/** Compares a row with what the exchange reports of its position, and with the stops that rest there: ours, and those that are a part of the position. */
function judgeRow(row: LiveRow, report: PositionReport | undefined, resting: readonly OrderReport[], attached: readonly OrderReport[]): Omit<AccountFinding, 'inMs'> | null {
  if (row.status !== 'open') return { symbol: row.symbol, what: 'unsettled', said: `row is ${row.status}` };
  if (report === undefined || report.quantity.eq(ZERO)) return { symbol: row.symbol, what: 'ghost', said: `${row.side} ${row.quantity} is gone` };
  if (report.side !== row.side || !report.quantity.eq(decimal(row.quantity))) {
    return { symbol: row.symbol, what: 'drift', said: `row ${row.side} ${row.quantity}, exchange ${report.side} ${decimalText(report.quantity)}` };
  }
  // What was taken over as a part of the position stays beside a newer one of ours: it goes with the position.
  const [parts, apart] = [resting.filter(({ list }) => list === 'position'), resting.filter(({ list }) => list !== 'position')];
  const besides = apart.length === 0 ? [] : parts.map(nameOfOrder);
  const known = row.restingStopIds.filter((id) => !besides.includes(id));
  const counted = apart.length === 0 ? parts : apart;
  const [stop] = counted;
  const isWhole = stop !== undefined && (stop.closesPosition || stop.quantity?.eq(report.quantity) === true);
  const isProtected = isWhole && counted.length === 1 && known.length === 1 && nameOfOrder(stop) === known[0];
  if (!isProtected) return { symbol: row.symbol, what: 'bare', said: `${resting.length} stops rest, the books say ${row.restingStopIds.length}` };
  const { attachedStopPrice: price } = row;
  const isLeft = price !== null && attached.some(({ triggerPrice }) => triggerPrice?.eq(price) === true);
  return isLeft ? { symbol: row.symbol, what: 'leftover_stop', said: `the stop at ${price} that its entry brought along stands beside ${stop.clientOrderId}` } : null;
}

const SEVERITY: readonly AccountFinding['what'][] = ['bare', 'orphan', 'drift', 'duplicate', 'ghost', 'leftover_stop', 'unsettled'];

/** What costs money while it waits comes first; then by symbol, so that every pass goes through them alike. */
function worstFirst(a: AccountFinding, b: AccountFinding): number {
  return SEVERITY.indexOf(a.what) - SEVERITY.indexOf(b.what) || (a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0);
}
