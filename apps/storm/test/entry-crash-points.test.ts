import { type ExchangeId, EXCHANGES } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { assemble } from '../src/exhaustive/assemble.ts';
import { calmDown } from '../src/exhaustive/calm-down.ts';
import type { Finding } from '../src/exhaustive/judge.ts';
import type { SmallAccount } from '../src/exhaustive/small-world.ts';
import type { CallWay, Move } from '../src/exhaustive/moves.ts';
import type { Place, PortCall } from '../src/exhaustive/place.ts';
import type { StoreGuards } from '../src/memory/guards.ts';

/** What may become of the entry's request, as the worker hears it. */
const outcomes: readonly CallWay[] = ['through', 'refused', 'denied', 'reply_lost', 'unsent', 'late'];
const FIRST = 0;
const SECOND = 1;
const CALLS_MAX = 200;

/** A call of a worker, and the place before it. */
interface Station {
  readonly before: Place;
  readonly call: PortCall;
  readonly way: CallWay;
}

const isEntry = ({ method, values }: PortCall): boolean => method === 'send' && (values[0] as { kind: string; reduceOnly?: boolean }).kind === 'place' && !(values[0] as { reduceOnly: boolean }).reduceOnly;

/** Enters in the small world: whatever calls the flow makes now, it is tried to die at each of them. */
async function openFlow(exchange: ExchangeId, account: SmallAccount, guards: Partial<StoreGuards> = {}) {
  const assembly = await assemble(0, 2, guards, exchange, account);
  const { root, mover, judge } = assembly;
  const findings: (Finding & { readonly at: string })[] = [];

  async function go(place: Place, move: Move, at: string): Promise<Place> {
    const step = await mover.move(place, move);
    const finding: Finding | null = step.bug !== null ? { promise: 'bug', text: step.bug } : step.isActed ? judge.judgeMove(place, step.place) : null;
    if (finding !== null) findings.push({ ...finding, at });
    return step.place;
  }

  /** All that one worker does, from here to the end of its jobs. */
  async function run(from: Place, worker: number, outcome: CallWay, at: string): Promise<{ readonly stations: Station[]; readonly end: Place }> {
    const stations: Station[] = [];
    let place = from;
    for (let call = place.workers[worker]!.pending[0]; call !== undefined && stations.length < CALLS_MAX; call = place.workers[worker]!.pending[0]) {
      const way = isEntry(call) ? outcome : 'through';
      stations.push({ before: place, call, way });
      place = await go(place, { type: 'call', worker, call, way }, at);
    }
    return { stations, end: place };
  }

  /** Whatever is still on its way to the exchange arrives. */
  async function deliver(from: Place, at: string): Promise<Place> {
    let place = from;
    for (let [request] = place.late; request !== undefined; [request] = place.late) place = await go(place, { type: 'arrive', request }, at);
    return place;
  }

  /**
   * A second worker does what it is told; what was on its way arrives before that, after it, or never; and then all becomes calm:
   * everything must be at rest, every signal ended (I12).
   */
  async function finish(place: Place, at: string): Promise<void> {
    const ends = [(await run(place, SECOND, 'through', at)).end];
    if (place.late.length > 0) ends.push(await deliver(ends[0]!, `${at}, arriving late`), (await run(await deliver(place, `${at}, arriving first`), SECOND, 'through', at)).end);
    for (const end of ends) {
      const finding = await calmDown(assembly, end, () => false);
      if (finding !== null) findings.push({ ...finding, at });
    }
  }

  /** Has the first worker die before and after each of its calls. Returns how many calls there were. */
  async function dieEverywhere(outcome: CallWay): Promise<number> {
    const { stations } = await run(root, FIRST, outcome, 'nobody dies');
    expect(stations.some(({ call }) => isEntry(call))).toBe(true);
    for (const [index, { before, call, way }] of stations.entries()) {
      const at = `${index} ${call.port}.${call.method}`;
      await finish(await go(before, { type: 'die', worker: FIRST }, `before ${at}`), `before ${at}`);
      const deaths: readonly CallWay[] = call.method === 'send' ? ['dies_after', 'dies_late'] : ['dies_after'];
      // Refused, denied or lost it dies as well, having heard so: that is the death before the next call.
      for (const death of way === 'through' ? deaths : []) await finish(await go(before, { type: 'call', worker: FIRST, call, way: death }, `${death} ${at}`), `${death} ${at}`);
    }
    return stations.length;
  }

  return { findings, dieEverywhere };
}

const ways: readonly (readonly [ExchangeId, string, SmallAccount])[] = [
  ...EXCHANGES.map((exchange) => [exchange, 'alone', {}] as const),
  ['bybit', 'with a stop attached', { attachStop: true }],
  ['binance', 'after its stop', { stopFirst: true }],
];

describe.each(ways)('at %s, a worker that dies anywhere on the way of an entry that goes %s, followed by a second one,', (exchange, _how, account) => {
  test.each(outcomes)('breaks no promise, and the signal ends, when the entry goes "%s"', async (outcome) => {
    const { findings, dieEverywhere } = await openFlow(exchange, account);
    // Claim, look, commit, send, book, and all that protection does: a flow that makes fewer calls than this has lost a part.
    expect(await dieEverywhere(outcome)).toBeGreaterThan(8);
    expect(findings).toEqual([]);
  });

  test('breaks one when the second worker does not wait for the fence', async () => {
    const { findings, dieEverywhere } = await openFlow(exchange, account, { fencePassed: () => true, raisesEpoch: () => true });
    await dieEverywhere('through');
    expect(findings.map(({ promise }) => promise)).toContain('I3');
  });
});
