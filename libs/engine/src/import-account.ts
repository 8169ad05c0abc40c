import { type AccountKey, type EndedPosition, entryLeg, importedPositionId, type OldPosition, type PositionReport, type Unreadable, ZERO } from '@breakwater/core';
import { importEnded } from './import-ended.ts';
import { type ImportCandidate, type ImportEnd, type ImportLook, importPosition, lookAtImport } from './import-position.ts';
import type { Ports } from './ports.ts';
import { askWhenTold, type TellWait } from './when-told.ts';

/** What the old books say of one account, each row with its symbol as the exchange spells it. */
export interface OldAccountBooks {
  readonly account: AccountKey;
  readonly live: readonly OldRow<OldPosition>[];
  readonly ended: readonly OldRow<EndedPosition>[];
}

export interface OldRow<Position extends OldPosition> {
  readonly symbol: string;
  readonly old: Position;
}

export interface ImportOptions {
  /** Without it nothing is written, and what is told is what would be. */
  readonly isApplied: boolean;
  readonly namedStops: ReadonlySet<string>;
  /** Which of these ids have a row here, live or closed. */
  knownIds(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** The rate budget has this command wait. */
  readonly tellWait: TellWait;
}

/** What became, or would become, of one live row: `live`: a live row here; `stop_taken`: its row here has the bot's stop now; `known`: nothing to add; `left`: not confirmed; `later`: import again. */
export interface ImportedRow {
  readonly oldId: string;
  readonly symbol: string;
  readonly side: OldPosition['side'];
  readonly quantity: OldPosition['quantity'];
  readonly becomes: 'live' | 'stop_taken' | 'known' | 'left' | 'later';
  /** null: no row here. */
  readonly positionId: string | null;
  /** The stop that was taken over. */
  readonly stop: string | null;
  readonly why: string;
}

export interface AccountImport {
  readonly account: AccountKey;
  readonly rows: readonly ImportedRow[];
  readonly ended: { readonly imported: number; readonly known: number; readonly later: number };
  /** What the exchange holds and no row knows, of the old books or of ours: the next pass judges it. */
  readonly atExchangeOnly: readonly PositionReport[];
}

/** How often what was seen once, or was busy, is tried again before it is left for another import. */
const ROUNDS_MAX = 5;
/** A key that somebody else holds is let go soon, in milliseconds. */
const BUSY_MS = 500;

/**
 * Imports what the old books say of one account: live rows that a whole, fresh look at the exchange confirms, twice and apart, and what is over.
 * All rows are seen once before the first is seen again, so that the account waits once for all of them. A second import finds nothing to write.
 * Unreadable: the account could not be read, and nothing was written.
 */
export async function importAccount(ports: Ports, { account, live, ended }: OldAccountBooks, options: ImportOptions): Promise<AccountImport | Unreadable> {
  const view = await askWhenTold(
    ports,
    () => ports.exchange(account).readAccount(),
    (answer) => (answer.type === 'unreadable' && answer.retryAfterMs !== undefined ? { retryAfterMs: answer.retryAfterMs, why: answer.cause } : null),
    options.tellWait,
  );
  if (view.type === 'unreadable') return view;
  const { rows: ownRows } = await ports.store.readLiveRows(account);
  const mode = ports.rules(account).positionMode;
  const candidates = live.map(({ symbol, old }): ImportCandidate => ({ key: { ...account, symbol }, leg: entryLeg(mode, old.side), old, namedStops: options.namedStops }));
  const over = await options.knownIds(candidates.map(idOf));
  const stillLive = new Set(await liveIdsOf(ports, candidates, over));
  const rows: ImportedRow[] = [];
  const open: ImportCandidate[] = [];
  for (const candidate of candidates) {
    const isOver = over.has(idOf(candidate)) && !stillLive.has(idOf(candidate));
    const look: ImportLook = isOver ? { type: 'known', positionId: idOf(candidate), why: 'imported before, and closed since' } : await askWhenTold(ports, () => lookAtImport(ports, candidate), waitOf, options.tellWait);
    rows.push(toRow(candidate, look));
    if (look.type === 'take_row' || look.type === 'take_stops') open.push(candidate);
  }
  if (options.isApplied) for (const [candidate, end] of await writeAll(ports, open, options.tellWait)) rows[candidates.indexOf(candidate)] = afterWriting(rows[candidates.indexOf(candidate)]!, candidate, end);
  const taken = new Set([...ownRows.map(({ symbol, leg }) => `${symbol}.${leg}`), ...candidates.filter((_, index) => rows[index]!.becomes === 'live').map(({ key, leg }) => `${key.symbol}.${leg}`)]);
  return {
    account,
    rows,
    ended: await importAllEnded(ports, account, ended, options),
    atExchangeOnly: view.value.positions.filter(({ symbol, leg, quantity }) => !quantity.eq(ZERO) && !taken.has(`${symbol}.${leg}`)),
  };
}

/** How long an answer says to wait. */
function waitOf(answer: ImportLook | ImportEnd): { readonly retryAfterMs: number; readonly why: string } | null {
  const told = answer.type === 'unreadable' || answer.type === 'later' ? answer : null;
  return told === null || told.retryAfterMs === null ? null : { retryAfterMs: told.retryAfterMs, why: told.why };
}

const idOf = ({ key, leg, old }: ImportCandidate): string => importedPositionId(key, leg, old);

/** Of the rows that came in before, those that still live. */
async function liveIdsOf(ports: Ports, candidates: readonly ImportCandidate[], known: ReadonlySet<string>): Promise<string[]> {
  const ids: string[] = [];
  for (const candidate of candidates.filter((one) => known.has(idOf(one)))) {
    const { positions } = await ports.store.readKey(candidate.key);
    if (positions.some(({ id, status }) => id === idOf(candidate) && status !== 'closed')) ids.push(idOf(candidate));
  }
  return ids;
}

async function writeAll(ports: Ports, candidates: readonly ImportCandidate[], tellWait: TellWait): Promise<ReadonlyMap<ImportCandidate, ImportEnd>> {
  const ends = new Map<ImportCandidate, ImportEnd>();
  let left = [...candidates];
  for (let round = 0; round < ROUNDS_MAX && left.length > 0; round += 1) {
    for (const candidate of left) ends.set(candidate, await askWhenTold(ports, () => importPosition(ports, candidate), waitOf, tellWait));
    left = left.filter((candidate) => ['seen_once', 'later'].includes(ends.get(candidate)!.type));
    const waitsMs = left.map((candidate) => ends.get(candidate)!).map((end) => (end.type === 'seen_once' ? end.forMs : BUSY_MS));
    if (left.length > 0 && round < ROUNDS_MAX - 1) await ports.runtime.wait(Math.max(...waitsMs));
  }
  return ends;
}

function toRow({ key, old }: ImportCandidate, look: ImportLook): ImportedRow {
  const common = { oldId: old.id, symbol: key.symbol, side: old.side, quantity: old.quantity, why: look.why };
  if (look.type === 'unreadable') return { ...common, becomes: 'later', positionId: null, stop: null };
  if (look.type === 'leave') return { ...common, becomes: 'left', positionId: null, stop: null };
  if (look.type === 'known') return { ...common, becomes: 'known', positionId: look.positionId, stop: null };
  return { ...common, becomes: look.type === 'take_row' ? 'live' : 'stop_taken', positionId: look.positionId, stop: look.stop };
}

function afterWriting(planned: ImportedRow, candidate: ImportCandidate, end: ImportEnd): ImportedRow {
  if (end.type === 'written' || end.type === 'nothing') return toRow(candidate, end.look);
  return { ...planned, becomes: 'later', positionId: null, stop: null, why: end.type === 'later' ? end.why : 'it was seen once only: import again' };
}

async function importAllEnded(ports: Ports, account: AccountKey, ended: OldAccountBooks['ended'], { isApplied, knownIds }: ImportOptions): Promise<AccountImport['ended']> {
  const mode = ports.rules(account).positionMode;
  const legOf = ({ side }: OldPosition) => entryLeg(mode, side);
  const idOfEnded = ({ symbol, old }: OldRow<EndedPosition>): string => importedPositionId({ ...account, symbol }, legOf(old), old);
  const known = await knownIds(ended.map(idOfEnded));
  const fresh = ended.filter((row) => !known.has(idOfEnded(row)));
  let later = 0;
  if (isApplied) {
    for (const [symbol, rows] of Map.groupBy(fresh, (row) => row.symbol)) {
      const why = await importEnded(ports, { ...account, symbol }, legOf, rows.map(({ old }) => old));
      if (why !== null) later += rows.length;
    }
  }
  return { imported: fresh.length - later, known: ended.length - fresh.length, later };
}
