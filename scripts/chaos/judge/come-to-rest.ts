import { setTimeout as delay } from 'node:timers/promises';
import type { AccountKey } from '@breakwater/core';
import { accounts } from '../world/configuration.ts';
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

/** Waits until books and exchange agree, then lets the fleet compare each account twice: the first pass may find nothing that stays, the second nothing at all. */
export async function comeToRest(world: ChaosWorld, say: (line: string) => void): Promise<Rest> {
  const startedMs = performance.now();
  let toldMs = startedMs;
  const isAtRest = async (): Promise<boolean> => {
    const left = [...(await differ(world)), ...(await judgeEndings(world.books))];
    if (left.length > 0 && performance.now() - toldMs > progressMs) {
      toldMs = performance.now();
      say(`${left.length} things are not settled yet, such as ${left[0]?.exchange ?? ''} ${left[0]?.symbol ?? ''}: ${left[0]?.said ?? ''}`);
    }
    return left.length === 0;
  };
  const agreed = await within(restMsMax, isAtRest);
  const agreedAfterMs = agreed ? Math.round(performance.now() - startedMs) : null;
  for (const account of accounts) await passOnce(world, account);
  await within(passMsMax, () => isIdle(world));
  const differences = [...(await differ(world))];
  const before = new Map<AccountKey, string>();
  for (const account of accounts) before.set(account, await readMark(world, account));
  for (const account of accounts) {
    for (const said of await passOnce(world, account)) differences.push({ exchange: account.exchange, symbol: said.symbol ?? '', said: `a second pass found: ${said.said ?? said.what}` });
  }
  await within(passMsMax, () => isIdle(world));
  for (const account of accounts) {
    if ((await readMark(world, account)) !== before.get(account)) differences.push({ exchange: account.exchange, symbol: '', said: 'a second pass changed the books' });
  }
  return { differences, agreedAfterMs };
}

async function differ({ books, hand }: ChaosWorld): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const { exchange } of accounts) differences.push(...compareSides(exchange, await readLiveRows(books, exchange), (await hand.state(exchange)).accounts[0]));
  return differences;
}

interface Finding {
  readonly what: string;
  readonly symbol?: string;
  readonly said?: string;
}

/** One pass over an account that began after this call; what it found. */
async function passOnce({ books, ports }: ChaosWorld, account: AccountKey): Promise<readonly Finding[]> {
  const asked = (await books.query<{ now: string }>('select clock_timestamp()::text as now')).rows[0]?.now;
  let findings: readonly Finding[] | null = null;
  const isReported = async (): Promise<boolean> => {
    await ports.ports.jobs.enqueueAccountResync(account, 'chaos');
    const { rows } = await books.query<{ findings: readonly Finding[] }>(
      `select findings from reconciliation_report where exchange::text = $2 and symbol is null and at - duration_ms * interval '1 millisecond' > $1::timestamptz order by at limit 1`,
      [asked, account.exchange],
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

/** Changes with everything that a pass over the account could write besides its own report. */
async function readMark({ books }: ChaosWorld, { exchange }: AccountKey): Promise<string> {
  const { rows } = await books.query<{ mark: string }>(
    `select concat_ws(' ', (select count(*) from position_event where exchange::text = $1), (select count(*) from intent where exchange::text = $1),
                           (select count(*) from fill where exchange::text = $1),
                           (select max(updated_at) from "position" where exchange::text = $1), (select max(updated_at) from "order" where exchange::text = $1)) as mark`,
    [exchange],
  );
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
