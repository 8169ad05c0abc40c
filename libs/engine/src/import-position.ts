import { awaitSecondSight, judgeImport, type ImportVerdict, type Leg, type OldPosition, type Sight, type SymbolKey, type Unreadable } from '@breakwater/core';
import { openExecutionHistory } from './execution-history.ts';
import type { LookPorts } from './find-differences.ts';
import { type HeldKey, holdKey } from './hold-key.ts';
import { observeKey } from './observe-key.ts';
import type { Ports } from './ports.ts';

/** One live row of the old books, and the key and leg that it is about here. */
export interface ImportCandidate {
  readonly key: SymbolKey;
  readonly leg: Leg;
  readonly old: OldPosition;
  /** Ids of resting stops that the operator says are the old bot's. */
  readonly namedStops: ReadonlySet<string>;
}

export type ImportLook = Exclude<ImportVerdict, { type: 'read_executions' }> | { readonly type: 'unreadable'; readonly why: string; readonly retryAfterMs: number | null };

/** What an import would do about one row now. Changes nothing, here or there, and takes no claim. */
export async function lookAtImport(ports: LookPorts, candidate: ImportCandidate): Promise<ImportLook> {
  return (await judgeNow(ports, candidate)).look;
}

export type ImportEnd =
  /** It is in the books now: what the last look found, which need not be what the first did. */
  | { readonly type: 'written'; readonly look: ImportLook }
  /** Seen for the first time: after so long a second look may agree. */
  | { readonly type: 'seen_once'; readonly forMs: number }
  /** Somebody else has the key, or it could not be read: nothing was written. */
  | { readonly type: 'later'; readonly why: string; readonly retryAfterMs: number | null }
  /** A look under the claim found that there is nothing to write any more. */
  | { readonly type: 'nothing'; readonly look: ImportLook };

/**
 * Imports one row under lock and claim, as a worker writes: looks again, and writes row, orders, fills, stops and events in one guarded statement.
 * A row is made only for what was seen twice, apart, as for an orphan (E4); until then the first sight is noted on the claim.
 */
export async function importPosition(ports: Ports, candidate: ImportCandidate): Promise<ImportEnd> {
  let end: ImportEnd | null = null;
  const verdict = await holdKey(ports, candidate.key, async (held) => {
    end = await importHeld(ports, held, candidate);
    return { type: 'done', summary: end.type };
  });
  return end ?? { type: 'later', why: 'reason' in verdict ? verdict.reason : verdict.summary, retryAfterMs: null };
}

async function importHeld(ports: Ports, held: HeldKey, candidate: ImportCandidate): Promise<ImportEnd> {
  // Whoever protects and compares looks at it right away; and taking the claim took the time at which the key was due.
  held.wishAttention(0);
  const { sight, look } = await judgeNow(ports, candidate);
  if (look.type === 'unreadable') return { type: 'later', why: look.why, retryAfterMs: look.retryAfterMs };
  if (sight === null) return { type: 'nothing', look };
  if (look.type !== 'take_row' && look.type !== 'take_stops') {
    // A look that contradicts the first sight ends it.
    const sightings = sight.records.sightings.filter((seen) => seen.leg !== candidate.leg || seen.what !== 'orphan');
    if (look.type === 'leave' && sightings.length < sight.records.sightings.length && (await ports.store.record(held.claim, { sightings })) === 'deposed') return DEPOSED;
    return { type: 'nothing', look };
  }
  const again = look.type === 'take_row' ? awaitSecondSight(sight, candidate.leg, 'orphan', look.report.quantity) : null;
  if (again !== null) {
    for (const step of again) if (step.type === 'record' && (await ports.store.record(held.claim, step.facts)) === 'deposed') return DEPOSED;
    return { type: 'seen_once', forMs: Math.max(0, ...again.map((step) => (step.type === 'wait' ? step.forMs : 0))) };
  }
  if ((await ports.store.record(held.claim, look.facts)) === 'deposed') return DEPOSED;
  // A row that another one beat to the key was not written, and neither was anything of it (I1).
  const { positions } = await ports.store.readKey(candidate.key);
  return positions.some(({ id }) => id === look.positionId) ? { type: 'written', look } : { type: 'later', why: 'another row took the key', retryAfterMs: null };
}

const DEPOSED: ImportEnd = { type: 'later', why: 'another worker took the key over', retryAfterMs: null };

async function judgeNow(ports: LookPorts, { key, leg, old, namedStops }: ImportCandidate): Promise<{ readonly sight: Sight | null; readonly look: ImportLook }> {
  const seen = await observeKey(ports, key);
  if (seen.type === 'unreadable') return { sight: null, look: toUnreadable(seen, seen.cause) };
  const verdict = judgeImport(seen.sight, leg, old, namedStops);
  if (verdict.type !== 'read_executions') return { sight: seen.sight, look: verdict };
  const executions = await openExecutionHistory().read(ports, seen.sight, verdict.sinceMs);
  if ('cause' in executions) return { sight: null, look: toUnreadable(executions, `the executions: ${executions.cause}`) };
  const sight = { ...seen.sight, executions };
  const look = judgeImport(sight, leg, old, namedStops);
  return { sight, look: look.type === 'read_executions' ? { type: 'unreadable', why: 'its executions are asked for again and again', retryAfterMs: null } : look };
}

function toUnreadable({ retryAfterMs }: Unreadable, why: string): ImportLook {
  return { type: 'unreadable', why, retryAfterMs: retryAfterMs ?? null };
}
