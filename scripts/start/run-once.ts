import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { fetchExchangeState } from './fetch-exchange-state.ts';
import { accountsOf } from './paper-accounts.ts';
import { countUnfinished } from './read-books.ts';
import { runCommand } from './run-command.ts';
import { isSound, summarise, type Summary } from './summary.ts';
import type { World } from './world.ts';

/** How a run ended. */
export interface RunResult {
  summary: Summary;
  /** What is not as it should be, in words; empty if all is well. */
  complaints: string[];
}

const settleMsMax = 120_000;
const syncMsMax = 60_000;
const lookMs = 200;

/**
 * Waits until every signal has its outcome and every position its stop (at most two minutes), runs one sync of each account, and tells how things
 * stand. `isSubmitted` says that at least one wave must turn up in the books. STOPPED ends the waiting early.
 */
export async function runOnce(world: World, client: pg.ClientBase, isSubmitted: boolean, stopped: AbortSignal, say: (line: string) => void): Promise<RunResult> {
  const complaints: string[] = [];
  const isSettled = async () => (await countUnfinished(client)) === 0 && isQuiet(await look(world, client), isSubmitted ? 1 : 0);
  if (!(await waitFor(isSettled, settleMsMax, stopped))) complaints.push(`not every signal had its outcome and every position its stop within ${settleMsMax / 1000} s`);
  for (const { exchange } of accountsOf(world.exchange)) {
    if (stopped.aborted) break;
    const reports = await countReports(client, exchange);
    const code = await runCommand(world, ['resync', exchange], stopped, say);
    if (code !== 0) complaints.push(`\`breakwater resync ${exchange}\` ended with ${code}`);
    const isSynced = async () => (await countReports(client, exchange)) > reports;
    if (!(await waitFor(isSynced, syncMsMax, stopped))) complaints.push(`no sync of the account at ${exchange} was reported within ${syncMsMax / 1000} s`);
  }
  const summary = await look(world, client);
  if (!isSound(summary)) complaints.push('books and exchanges do not agree, a position is not protected, or the exchange saw what must never be');
  return { summary, complaints };
}

async function look(world: World, client: pg.ClientBase): Promise<Summary> {
  return summarise(client, await fetchExchangeState(world.exchange.url));
}

function isQuiet(summary: Summary, wavesMin: number): boolean {
  return summary.waves >= wavesMin && summary.protected === summary.livePositions && summary.livePositions === summary.exchangePositions;
}

async function countReports(client: pg.ClientBase, exchange: string): Promise<number> {
  const { rows } = await client.query<{ reports: number }>('select count(*)::int as reports from "reconciliation_report" where symbol is null and exchange::text = $1', [exchange]);
  return rows[0]?.reports ?? 0;
}

async function waitFor(condition: () => Promise<boolean>, timeoutMs: number, stopped: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!stopped.aborted && performance.now() < deadline) {
    if (await condition()) return true;
    await delay(lookMs, undefined, { signal: stopped }).catch(() => {}); // the loop's condition ends it
  }
  return false;
}
