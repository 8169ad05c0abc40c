import { setTimeout as delay } from 'node:timers/promises';
import { account } from '../world/configuration.ts';
import type { ChaosWorld } from '../world/start-chaos-world.ts';
import { compareSides, type Difference, readLiveRows } from './compare-sides.ts';
import { judgeEndings } from './judge-books.ts';

/** What the calm came to. */
export interface Rest {
  /** What still differed after the first pass, and what the second one found or changed (I8). */
  readonly differences: readonly Difference[];
  /** How long it took until books and exchange agreed and nothing was under way; null if they never did. */
  readonly agreedAfterMs: number | null;
}

/** Far above what the bounds of the run ask for: expiry, not-findable bound, held slots, and a machine that is busy. */
const restMsMax = 60_000;
const passMsMax = 30_000;
const lookMs = 250;
const progressMs = 5_000;

/** Waits until books and exchange agree, then lets the fleet compare the account twice: the first pass may find nothing that stays, the second nothing at all. */
export async function comeToRest(world: ChaosWorld, say: (line: string) => void): Promise<Rest> {
  const startedMs = performance.now();
  let toldMs = startedMs;
  const isAtRest = async (): Promise<boolean> => {
    const left = [...(await differ(world)), ...(await judgeEndings(world.books))];
    if (left.length > 0 && performance.now() - toldMs > progressMs) {
      toldMs = performance.now();
      say(`${left.length} things are not settled yet, such as ${left[0]?.symbol ?? ''}: ${left[0]?.said ?? ''}`);
    }
    return left.length === 0;
  };
  const agreed = await within(restMsMax, isAtRest);
  const agreedAfterMs = agreed ? Math.round(performance.now() - startedMs) : null;
  await passOnce(world);
  await within(passMsMax, () => isIdle(world));
  const differences = [...(await differ(world))];
  const before = await readMark(world);
  for (const said of await passOnce(world)) differences.push({ symbol: said.symbol ?? '', said: `a second pass found: ${said.said ?? said.what}` });
  await within(passMsMax, () => isIdle(world));
  if ((await readMark(world)) !== before) differences.push({ symbol: '', said: 'a second pass changed the books' });
  return { differences, agreedAfterMs };
}

async function differ({ books, hand }: ChaosWorld): Promise<Difference[]> {
  return compareSides(await readLiveRows(books), (await hand.state()).accounts[0]);
}

interface Finding {
  readonly what: string;
  readonly symbol?: string;
  readonly said?: string;
}

/** One pass over the account that began after this call; what it found. */
async function passOnce({ books, ports }: ChaosWorld): Promise<readonly Finding[]> {
  const asked = (await books.query<{ now: string }>('select clock_timestamp()::text as now')).rows[0]?.now;
  let findings: readonly Finding[] | null = null;
  const isReported = async (): Promise<boolean> => {
    await ports.ports.jobs.enqueueAccountResync(account, 'chaos');
    const { rows } = await books.query<{ findings: readonly Finding[] }>(
      `select findings from reconciliation_report where symbol is null and at - duration_ms * interval '1 millisecond' > $1::timestamptz order by at limit 1`,
      [asked],
    );
    findings = rows[0]?.findings ?? null;
    return findings !== null;
  };
  if (!(await within(passMsMax, isReported))) return [{ what: `no pass over the account was reported within ${passMsMax / 1_000} s` }];
  return findings ?? [];
}

async function isIdle({ ports }: ChaosWorld): Promise<boolean> {
  const { resyncs, protections, entries } = await ports.ports.jobs.counts();
  return [resyncs, protections, entries].every(({ active, waiting }) => active + waiting === 0);
}

/** Changes with everything that a pass could write besides its own report. */
async function readMark({ books }: ChaosWorld): Promise<string> {
  const { rows } = await books.query<{ mark: string }>(`
    select concat_ws(' ', (select count(*) from position_event), (select count(*) from intent), (select count(*) from fill),
                          (select max(updated_at) from "position"), (select max(updated_at) from "order")) as mark`);
  return rows[0]?.mark ?? '';
}

/** Looks until CONDITION holds, at most so long; an exception counts as "not yet". */
async function within(timeoutMs: number, condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    if (await condition().catch(() => false)) return true;
    if (performance.now() >= deadline) return false;
    await delay(lookMs);
  }
}
