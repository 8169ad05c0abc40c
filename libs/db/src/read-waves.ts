import type { ExchangeId, ExitAction, PositionSide, SignalOutcome } from '@breakwater/core';
import type { ScreenClient } from './client.ts';

/** A wave as people see it. */
export interface WaveOnScreen {
  readonly waveId: string;
  readonly source: string;
  /** The sender's id. */
  readonly id: string;
  readonly status: 'received' | 'running' | 'finished';
  readonly at: string;
  readonly receivedAt: string;
  readonly finishedAt: string | null;
  readonly signals: number;
  /** How many signals ended how. */
  readonly outcomes: Readonly<Record<SignalOutcome, number>>;
}

/** A wave with what became of each of its signals, ranked ones first. */
export interface WaveLedger extends Omit<WaveOnScreen, 'signals'> {
  readonly signals: readonly SignalOnScreen[];
  /** Of the outcome messages of the wave that a webhook is owed; null while it is owed none. */
  readonly pushed: PushedOutcomes | null;
}

/** How far a wave's sender has been told. */
export interface PushedOutcomes {
  readonly delivered: number;
  readonly waiting: number;
  /** Of the first that waits: how often it was tried, and why that failed, in words. */
  readonly attempts: number;
  readonly problem: string | null;
}

export interface SignalOnScreen {
  readonly rank: number | null;
  /** The sender's id. */
  readonly id: string;
  readonly exchange: ExchangeId;
  readonly account: string;
  readonly symbol: string;
  readonly action: 'open' | ExitAction;
  /** null of a signal that exits and leaves it open. */
  readonly side: PositionSide | null;
  /** null of a signal that exits: it competes with nothing. */
  readonly score: string | null;
  readonly outcome: SignalOutcome;
  readonly reason: string | null;
  readonly outcomeAt: string | null;
  readonly positionId: string | null;
}

const NONE: Readonly<Record<SignalOutcome, number>> = { pending: 0, opened: 0, skipped_duplicate: 0, skipped_filter: 0, skipped_limit: 0, failed: 0, unknown: 0, closed: 0, reduced: 0, stop_set: 0, skipped_no_position: 0 };

/** The last waves, the newest first; those that are not finished alone, if asked for. */
export async function readWaves(client: ScreenClient, { isUnfinishedOnly = false, limit }: { readonly isUnfinishedOnly?: boolean; readonly limit: number }): Promise<WaveOnScreen[]> {
  const waves = await client.wave.findMany({
    ...(isUnfinishedOnly ? { where: { status: { not: 'finished' } } } : {}),
    orderBy: [{ receivedAt: 'desc' }, { id: 'asc' }],
    take: limit,
  });
  const counts = await client.signal.groupBy({ by: ['waveId', 'outcome'], where: { waveId: { in: waves.map((wave) => wave.id) } }, _count: true });
  return waves.map((wave) => {
    const own = counts.filter((count) => count.waveId === wave.id);
    return { ...describe(wave), signals: own.reduce((sum, count) => sum + count._count, 0), outcomes: { ...NONE, ...Object.fromEntries(own.map((count) => [count.outcome, count._count])) } };
  });
}

/** One wave by its sender and the sender's id; null if there is none. Its signals are those that it brought first. */
export async function readWaveLedger(client: ScreenClient, source: string, externalId: string): Promise<WaveLedger | null> {
  const wave = await client.wave.findUnique({
    where: { source_externalId: { source, externalId } },
    include: { signals: { orderBy: [{ rank: { sort: 'asc', nulls: 'last' } }, { externalId: 'asc' }], include: { position: { select: { id: true } } } } },
  });
  if (wave === null) return null;
  const outcomes = { ...NONE };
  for (const signal of wave.signals) outcomes[signal.outcome] += 1;
  const signals = wave.signals.map((signal) => ({
    rank: signal.rank,
    id: signal.externalId,
    exchange: signal.exchange,
    account: signal.account,
    symbol: signal.symbol,
    action: signal.action,
    side: signal.side,
    score: signal.score?.toFixed() ?? null,
    outcome: signal.outcome,
    reason: signal.reason,
    outcomeAt: signal.outcomeAt?.toISOString() ?? null,
    positionId: signal.position?.id ?? null,
  }));
  return { ...describe(wave), signals, outcomes, pushed: await readPushed(client, wave.id) };
}

async function readPushed(client: ScreenClient, waveId: string): Promise<PushedOutcomes | null> {
  const messages = await client.outcomeMessage.findMany({ where: { waveId, isOwed: true }, orderBy: { id: 'asc' }, select: { deliveredAt: true, attempts: true, problem: true } });
  const waiting = messages.filter((message) => message.deliveredAt === null);
  if (messages.length === 0) return null;
  return { delivered: messages.length - waiting.length, waiting: waiting.length, attempts: waiting[0]?.attempts ?? 0, problem: waiting[0]?.problem ?? null };
}

/** The senders, and the ids of one of them, the newest first: what somebody who misspelt one may have meant. */
export async function readWaveNames(client: ScreenClient, source: string): Promise<{ readonly sources: readonly string[]; readonly ids: readonly string[] }> {
  const [sources, waves] = await Promise.all([
    client.wave.findMany({ distinct: ['source'], select: { source: true }, take: 100 }),
    client.wave.findMany({ where: { source }, select: { externalId: true }, orderBy: { receivedAt: 'desc' }, take: 200 }),
  ]);
  return { sources: sources.map((wave) => wave.source), ids: waves.map((wave) => wave.externalId) };
}

interface WaveRow {
  readonly id: string;
  readonly source: string;
  readonly externalId: string;
  readonly status: WaveOnScreen['status'];
  readonly at: Date;
  readonly receivedAt: Date;
  readonly finishedAt: Date | null;
}

function describe(wave: WaveRow): Omit<WaveOnScreen, 'signals' | 'outcomes'> {
  return {
    waveId: wave.id,
    source: wave.source,
    id: wave.externalId,
    status: wave.status,
    at: wave.at.toISOString(),
    receivedAt: wave.receivedAt.toISOString(),
    finishedAt: wave.finishedAt?.toISOString() ?? null,
  };
}
