import { type Outcome, refusalCodes, type Request } from '@breakwater/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as binance from '../src/binance/codes.ts';
import * as bybit from '../src/bybit/codes.ts';
import { type ConnectedExchange, connectExchange } from '../src/index.ts';
import { binanceCodes, binanceSituations } from './codes/binance-lines.ts';
import { bybitCodes, bybitSituations } from './codes/bybit-lines.ts';
import { type Meaning, type RequestName, requests } from './codes/code-line.ts';
import { type PaperKeys, type PaperProcess, startPaperProcess } from './paper-process.ts';

const venues = [
  { venue: 'binance', table: binance, codes: binanceCodes, situations: binanceSituations },
  { venue: 'bybit', table: bybit, codes: bybitCodes, situations: bybitSituations },
] as const;
/** Far above what an answer takes, on a machine that has much to do. */
const TIMEOUT_MS = 5_000;
const HURRIED_MS = 300;
/** In these situations nothing comes until the time-out. */
const silentKinds: ReadonlySet<string> = new Set(['hang-request', 'stall-reply']);
/** One for an order, one that takes an order away, one that changes a setting: they go through different code, and mean the same. */
const everyKind: readonly RequestName[] = ['entry', 'stop', 'cancel', 'leverage'];

describe.each(venues)('what $venue answers', ({ venue, table, codes, situations }) => {
  let paper: PaperProcess;
  let keys: PaperKeys;
  let patient: ConnectedExchange;
  let hurried: ConnectedExchange;

  beforeAll(async () => {
    paper = await startPaperProcess(venue, []);
    keys = await paper.openKeys(false);
    [patient, hurried] = [TIMEOUT_MS, HURRIED_MS].map((timeoutMs) => connectExchange(venue, { account: 'main', ...keys, url: paper.url, timeoutMs })) as [ConnectedExchange, ConnectedExchange];
  });
  afterAll(async () => {
    await Promise.all([patient?.close(), hurried?.close()]);
    await paper?.stop();
  });

  /** Sends a request that meets the fault, and returns what it is taken for. Fails unless it arrived exactly once. */
  async function sendInto(fault: { readonly kind: string } & Readonly<Record<string, unknown>>, request: Request): Promise<Outcome> {
    const exchange = silentKinds.has(fault.kind) ? hurried : patient;
    // A time stamp that was called wrong has the clock measured anew.
    await exchange.ready();
    const method = venue === 'binance' && request.kind === 'cancel' ? 'DELETE' : 'POST';
    // Once, and then no more: a request that is sent again gets through, and the count below shows it.
    const { id } = await paper.admin<{ id: string }>('POST', 'faults', { ...fault, match: { venue, method, account: keys.name } });
    const outcome = await exchange.send(request, { signedAtMs: exchange.nowMs(), windowMs: 5_000 });
    const faults = await paper.admin<readonly { id: string; seen: number }[]>('GET', 'faults');
    expect(faults.find((one) => one.id === id)?.seen).toBe(1);
    await paper.admin('DELETE', `faults/${id}`);
    return outcome;
  }

  function expectMeaning(outcome: Outcome, meaning: Meaning, code: string | undefined): void {
    switch (meaning) {
      case 'accepted':
        return expect(outcome).toEqual({ type: 'accepted', report: null });
      case 'rejected':
        return expect(outcome).toMatchObject({ type: 'rejected', code });
      case 'stop_would_trigger':
        return expect(outcome).toMatchObject({ type: 'rejected', code: refusalCodes.stopWouldTrigger });
      case 'denied':
        expect(outcome).toMatchObject({ type: 'denied', code });
        return expect((outcome as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(0);
      case 'unknown':
        // People must be able to read in the books what it was.
        return expect(outcome).toEqual({ type: 'unknown', cause: expect.stringContaining(code ?? '') });
    }
  }

  const lines = codes.map(([code, httpStatus, request, meaning, says, message]) => ({ code, httpStatus, request, meaning, says, message }));
  test.each(lines)('$code (HTTP $httpStatus) to the $request is $meaning: $says', async ({ code, httpStatus, request, meaning, message }) => {
    expectMeaning(await sendInto({ kind: 'refuse', code, httpStatus, message }, requests[request]), meaning, String(code));
  });

  test.each(situations.flatMap(([situation, fault, meaning, code]) => everyKind.map((request) => ({ situation, request, meaning, fault, code }))))(
    '$situation, to the $request is $meaning',
    async ({ request, meaning, fault, code }) => expectMeaning(await sendInto(fault, requests[request]), meaning, code),
  );

  test('has a line for every code that the adapter knows, and the adapter knows every code of a line', () => {
    /** What is told apart by its words has a line for each; the adapter knows it by its code. */
    const inLines = (asked: Meaning): readonly string[] => [...new Set(lines.filter(({ meaning, message }) => meaning === asked && (asked === 'rejected' || message === undefined)).map(({ code }) => String(code)))].toSorted();
    const known = new Set([...table.REJECTED, ...table.PASSED, ...table.UNCHANGED, ...Object.keys(table.DENIED)]);
    expect(inLines('accepted')).toEqual([...table.UNCHANGED].toSorted());
    expect(inLines('stop_would_trigger')).toEqual([...table.PASSED].toSorted());
    expect(inLines('rejected')).toEqual([...table.REJECTED].filter((code) => !table.PASSED.has(code)).toSorted());
    expect(inLines('denied')).toEqual(Object.keys(table.DENIED).toSorted());
    expect(inLines('unknown').filter((code) => known.has(code))).toEqual([]);
    expect([...table.LATE].every((code) => code in table.DENIED)).toBe(true);
  });
});
